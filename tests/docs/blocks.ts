/** The fenced code blocks of every Markdown page in the repository. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../", import.meta.url));

export interface Block {
  file: string;
  /** Line of the fence, from 1. */
  line: number;
  language: string;
  /** What follows the language on the fence: `js config` is an excerpt that cannot run by itself. */
  note: string;
  code: string;
}

const notOurs = /(^|\/)(node_modules|build|dist|\.\w+)(\/|$)/;
export const pages = readdirSync(root, { withFileTypes: true })
  .filter(({ name }) => !notOurs.test(name))
  .flatMap((entry) => {
    if (!entry.isDirectory()) return [entry.name];
    return readdirSync(root + entry.name, { recursive: true, encoding: "utf8" }).map((name) => `${entry.name}/${name}`);
  })
  .filter((name) => name.endsWith(".md") && !notOurs.test(name));
export const read = (file: string): string => readFileSync(`${root}${file}`, "utf8");

function blocksOf(file: string): Block[] {
  const blocks: Block[] = [];
  let open: Block | null = null;
  for (const [index, line] of read(file).split("\n").entries()) {
    const fence = /^```(\w*) ?(.*)$/.exec(line);
    if (fence && !open) {
      open = { file, line: index + 1, language: fence[1] ?? "", note: fence[2] ?? "", code: "" };
    } else if (fence && open) {
      blocks.push(open);
      open = null;
    } else if (open) {
      open.code += `${line}\n`;
    }
  }
  return blocks;
}

const all = pages.flatMap(blocksOf);
export const blocksIn = (language: string, note = ""): Block[] =>
  all.filter((block) => block.language === language && block.note === note);

/** The block that follows another on the same page with only blank lines between. */
export const outputOf = (block: Block): Block | undefined =>
  all.find(
    (other) =>
      other.file === block.file &&
      other.language === "text" &&
      other.line === block.line + block.code.split("\n").length + 2,
  );

export const titleOf = ({ file, line }: Block): string => `${file}:${line}`;
