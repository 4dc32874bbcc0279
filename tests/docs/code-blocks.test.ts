import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { blocksIn, outputOf, read, root, titleOf, type Block } from "./blocks.ts";

const titled = (block: Block) => [titleOf(block), block] as const;

describe.each(blocksIn("js").map(titled))("js of %s", (_, block) => {
  it("runs", () => {
    mkdirSync(`${root}build`, { recursive: true });
    const output = execFileSync("node", ["--input-type=module", "--eval", block.code], { cwd: root, encoding: "utf8" });
    const shown = outputOf(block);
    if (shown) expect(output).toBe(shown.code);
  });
});

/** Commands whose effect is the machine's (installing, serving, the whole test run): checked by name, not run. */
const onlyNamed = /^(git clone|cd |npm (install|ci|start|test|run \S+)|apt|pip )/;
const runs = (block: Block) => block.code.split("\n").some((line) => line !== "" && !onlyNamed.test(line));

describe.each(blocksIn("sh").filter(runs).map(titled))("sh of %s", (_, block) => {
  it("prints what the page shows", () => {
    mkdirSync(`${root}build`, { recursive: true });
    const output = execFileSync("sh", ["-e", "-c", block.code], { cwd: root, encoding: "utf8" });
    const shown = outputOf(block);
    if (shown) expect(output).toBe(shown.code);
  });
});

describe.each(blocksIn("sh").map(titled))("sh of %s", (_, block) => {
  it("names scripts that package.json has", () => {
    const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
    const named = [...block.code.matchAll(/npm (?:run )?(start|test|(?<=run )[\w:-]+)/g)].map(
      (match) => match[1] ?? "",
    );
    for (const name of named) expect(Object.keys(scripts)).toContain(name);
  });
});

describe("ts blocks", () => {
  it("type-check against the built package", () => {
    const folder = `${root}build/docs`;
    mkdirSync(folder, { recursive: true });
    const files = blocksIn("ts").map((block, index) => {
      const file = `${folder}/block-${index}.ts`;
      writeFileSync(file, `// ${titleOf(block)}\n${block.code}export {};\n`);
      return file;
    });
    const program = ts.createProgram(files, {
      strict: true,
      noEmit: true,
      noUncheckedIndexedAccess: true,
      skipLibCheck: true,
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      lib: ["lib.es2023.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
      types: [],
    });
    const messages = ts.getPreEmitDiagnostics(program).map((d) => {
      const firstLine = d.file?.text.split("\n", 1)[0] ?? "";
      return `${firstLine} ${ts.flattenDiagnosticMessageText(d.messageText, " ")}`;
    });
    expect(files.length).toBeGreaterThan(0);
    expect(messages).toEqual([]);
  });
});
