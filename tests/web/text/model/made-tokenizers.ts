/** Tokenizers for tests, from the test data and from files beside this one. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { byteCharacters } from "../../../../web/text/model/byte-level.ts";
import { openFolder } from "../../../../web/text/model/node-folder.ts";
import type { ModelSource } from "../../../../web/text/model/types.ts";
import { testData } from "../../../data.ts";
import { folderOf } from "./made.ts";

const read = (file: string) => readFileSync(testData(file), "utf8");
const folder = (path: string) => openFolder({ kind: "folder", name: path, path });
const beside = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const bundled = fileURLToPath(new URL("../../../../web/models/e5-small", import.meta.url));

const bertFile = (language: string) => `tokenizers/bert-base-${language}-vocab.txt`;
const bert = (language: string) => () => folderOf({ "vocab.txt": read(bertFile(language)) });

/** GPT-2's vocabulary follows from its merges: the visible bytes, the others, what each merge makes, the end of the text. */
function gpt2(): ModelSource {
  const merges = read("tokenizers/gpt2-merges.txt");
  const isVisible = (char: string) => char.charCodeAt(0) < 0x100;
  const pieces = [...byteCharacters.filter(isVisible), ...byteCharacters.filter((char) => !isVisible(char))];
  for (const line of merges.split("\n"))
    if (line !== "" && !line.startsWith("#version")) pieces.push(line.replace(" ", ""));
  pieces.push("<|endoftext|>");
  const ids = new Map<string, number>();
  for (const piece of pieces) if (!ids.has(piece)) ids.set(piece, ids.size);
  return folderOf({ "vocab.json": JSON.stringify(Object.fromEntries(ids)), "merges.txt": merges });
}

export const tokenizerSources = {
  "bert-base-uncased": { files: [bertFile("uncased")], open: bert("uncased") },
  "e5-small": { files: [] as string[], open: () => folder(bundled) },
  gpt2: { files: ["tokenizers/gpt2-merges.txt"], open: gpt2 },
  stories260K: {
    files: ["models/stories260K/tokenizer.json"],
    open: () => folder(testData("models/stories260K")),
  },
  precompiled: {
    files: [] as string[],
    open: () => folderOf({ "tokenizer.json": readFileSync(beside("precompiled.json"), "utf8") }),
  },
} satisfies Record<string, { files: string[]; open: () => ModelSource }>;
export type TokenizerName = keyof typeof tokenizerSources;

/** With capitals, as the expected ids have them. */
export const openBertChinese = () =>
  folderOf({ "vocab.txt": read(bertFile("chinese")), "tokenizer_config.json": '{"do_lower_case":false}' });
