import { existsSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { sizes } from "../../scripts/budget/sizes.mjs";
import { flagOf } from "../../web/cli/flags.ts";
import { errorCodes } from "../../web/engine/errors.ts";
import { formatOption } from "../../web/engine/option-text.ts";
import { defaults, optionNames, optionTable } from "../../web/engine/options.ts";
import { blocksIn, pages, read, root, titleOf } from "./blocks.ts";

/** First cells of a page's table rows that hold one word in backquotes. */
const firstCells = (page: string) => [...page.matchAll(/^\| `(\w+)` \|/gm)].map((match) => match[1] ?? "");

const section = (page: string, heading: string) => {
  const from = page.indexOf(`\n${heading}\n`);
  const rest = page.slice(from + heading.length + 2);
  return rest.slice(0, rest.search(/^#{1,6} /m));
};

describe("docs/errors.md", () => {
  it("has one sentence for every code and no other", () => {
    const page = read("docs/errors.md");
    expect(firstCells(page)).toEqual([...errorCodes]);
    for (const [, sentence] of page.matchAll(/^\| `\w+` \| (.*) \|$/gm)) expect(sentence).toMatch(/^[A-Z`].*\.$/);
  });
});

describe("docs/api.md", () => {
  const table = section(read("docs/api.md"), "### Options");
  const row = (name: string) => table.split("\n").find((line) => line.startsWith(`| \`${name}\` |`)) ?? "";

  it("has a row for every option, in the order of the table in the code", () => {
    expect(firstCells(table)).toEqual(optionNames);
  });

  it.each(optionNames)("names every value of %s, the default first", (name) => {
    const kind = optionTable[name];
    if (kind.kind === "choice") expect(row(name)).toContain(kind.values.map((value) => `\`"${value}"\``).join(" "));
    const standard = defaults[name];
    if (typeof standard === "number") expect(row(name)).toContain(`| \`${formatOption(name, standard)}\``);
    if (kind.kind === "choice") expect(kind.values[0]).toBe(standard);
  });

  const written = new Map([
    [1e6, "10⁶"],
    [2 ** 32 - 1, "2³² − 1"],
    [4096, "4,096"],
    [1, "at most 1 "],
  ]);
  const limits = optionNames.flatMap((name) => {
    const kind = optionTable[name];
    return kind.kind === "number" ? [[name, kind.max] as const] : [];
  });
  it.each(limits)("says how large %s may be", (name, max) => {
    expect(row(name)).toContain(written.get(max));
  });
});

describe("the sizes in README.md", () => {
  it("are those that npm run budget measures", () => {
    const measured = sizes().filter(({ limit }) => limit !== undefined);
    const stated = [...read("README.md").matchAll(/^\| .* \| (\d+) KB \| (\d+) KB \|$/gm)];
    expect(stated).toHaveLength(measured.length);
    measured.forEach(({ name, value, limit }, index) => {
      const [, now, most] = stated[index] ?? [];
      expect(Math.abs(Number(now) - value / 1024), name).toBeLessThan(3);
      expect(Number(most), name).toBe((limit ?? 0) / 1024);
    });
  });
});

describe("links between pages", () => {
  const links = pages.flatMap((page) =>
    [...read(page).matchAll(/\]\((?!https?:)([^)#\s]*)(#[^)\s]*)?\)/g)].map(
      (match) => [page, match[1] ?? "", match[2] ?? ""] as const,
    ),
  );
  const slugs = (page: string) =>
    [...read(page).matchAll(/^#{1,6} (.*)$/gm)].map(
      (match) =>
        `#${(match[1] ?? "")
          .toLowerCase()
          .replace(/[^\p{Letter}\p{Number}\s_-]/gu, "")
          .replace(/ /g, "-")}`,
    );

  it.each(links)("in %s to %s%s lead somewhere", (page, target, anchor) => {
    const file = target === "" ? page : path.join(path.dirname(page), target);
    expect(existsSync(path.join(root, file)), file).toBe(true);
    if (anchor) expect(slugs(file)).toContain(anchor);
  });
});

describe("html blocks", () => {
  const own = [
    "text",
    "tokens",
    "model",
    "layer",
    "query",
    "key",
    "view",
    "direction",
    "head",
    "theme",
    "lang",
    "base-url",
    "src",
  ];
  const known = [...own, ...optionNames.map(flagOf)];

  it.each(blocksIn("html").map((block) => [titleOf(block), block.code]))(
    "of %s use attributes that exist",
    (_, code) => {
      for (const [, attributes] of code.matchAll(/<attention-(?:view|playground)\s*([^>]*)>/g)) {
        for (const [, name] of (attributes ?? "").matchAll(/([\w-]+)=/g)) expect(known).toContain(name);
      }
    },
  );
});
