import { expect, it } from "vitest";
import { smallStyle } from "../../scripts/build/vite.mjs";

it("style sheets in scripts lose blanks and comments, and nothing that means something", () => {
  const css = `
    /* Heard only. */
    :host([theme]) .base > b:not(:hover, .x) {
      margin: 0 calc(4px + 1em);
      padding: \${a} \${b};
      font: 400 13px/1.45 "Segoe UI", serif;
    }
    @media (min-width: 10px) and (hover: hover) {
      \${unseen}
    }
  `;
  expect(smallStyle(css).trim()).toBe(
    ":host([theme]) .base > b:not(:hover,.x){margin:0 calc(4px + 1em);padding:${a} ${b};" +
      'font:400 13px/1.45 "Segoe UI",serif}@media (min-width:10px) and (hover:hover){${unseen}}',
  );
});
