import { css, unsafeCSS } from "lit";
import { inks, type Theme } from "../../render/colours.ts";

const ours = (theme: Theme) =>
  unsafeCSS(
    Object.entries(inks[theme])
      .map(([name, value]) => `--${name}: var(--attn-${name}, ${value});`)
      .join(" "),
  );

/** Heard by screen readers only. */
export const unseen = css`
  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;

/** What every view shares: the inks of both themes (each may be overridden by `--attn-<name>`), type, focus, reduced motion. */
export const tokens = css`
  :host {
    display: block;
  }
  :host([hidden]) {
    display: none;
  }
  .base {
    --font: var(
      --attn-font,
      -apple-system,
      "Segoe UI Variable Text",
      "Segoe UI",
      Inter,
      Roboto,
      "Noto Sans",
      "Liberation Sans",
      "PingFang SC",
      "Microsoft YaHei",
      "Noto Sans CJK SC",
      system-ui,
      sans-serif
    );
    --math: var(
      --attn-math-font,
      "STIX Two Math",
      "STIX Math",
      "Cambria Math",
      "Latin Modern Math",
      "DejaVu Math TeX Gyre",
      math,
      serif
    );
    position: relative;
    color: var(--ink);
    font: 400 13px/1.45 var(--font);
    font-variant-numeric: tabular-nums;
    /* Where the only sans serif is a Chinese one, its curly quotes are as wide as a character. */
    font-variant-east-asian: proportional-width;
    text-align: start;
    -webkit-font-smoothing: antialiased;
  }
  .base.light {
    ${ours("light")}
    color-scheme: light;
  }
  .base.dark {
    ${ours("dark")}
    color-scheme: dark;
  }
  :lang(zh) {
    font-variant-east-asian: normal;
  }
  math {
    font-family: var(--math);
  }
  mtext {
    font-family: var(--font);
  }
  button,
  select {
    margin: 0;
    padding: 0;
    border: 0;
    background: none;
    color: inherit;
    font: inherit;
    font-variant-numeric: inherit;
  }
  button,
  select {
    cursor: pointer;
  }
  canvas {
    display: block;
  }
  :focus-visible {
    outline: 2px solid var(--focus);
    outline-offset: 2px;
    border-radius: var(--attn-radius, 4px);
  }
  ${unseen}
  table {
    border-collapse: collapse;
    font-size: 12px;
  }
  th,
  td {
    padding: 2px 8px;
    border-bottom: 1px solid var(--rule);
    text-align: end;
    font-weight: 400;
  }
  th {
    color: var(--ink-2);
    text-align: start;
  }
  caption {
    padding: 4px 0;
    color: var(--ink-2);
    text-align: start;
  }
  @media (prefers-reduced-motion: reduce) {
    * {
      transition: none !important;
    }
  }
`;
