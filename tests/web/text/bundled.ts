/** The bundled vocabularies, for tests. */
import { readFileSync } from "node:fs";
import { parseTraditional } from "../../../web/text/traditional.ts";
import { Vocabulary } from "../../../web/text/vocabulary.ts";

export const dataUrl = (name: string) => new URL(`../../../web/data/${name}`, import.meta.url);
const read = (name: string) => readFileSync(dataUrl(name), "utf8");

export const en = Vocabulary.fromTsv("en", read("en.vocab.tsv"));
export const zh = Vocabulary.fromTsv("zh", read("zh.vocab.tsv"));
export const traditional = parseTraditional(read("traditional.tsv"));
