import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { rowOf, segment } from "../../../web/text/segment.ts";
import { traditional, zh } from "./bundled.ts";

const reference = JSON.parse(readFileSync(new URL("jieba-list.json", import.meta.url), "utf8")) as string[][];

const segmented = (sentence: string) => segment(sentence, "vocabulary", [zh], traditional);

/** Ranges as "start-end": two segmentations agree on a word when they agree on both its ends. */
function ranges(words: string[]): Set<string> {
  let at = 0;
  return new Set(words.map((word) => `${at}-${(at += word.length)}`));
}

test("words agree with jieba's at F1 ≥ 0.90 on everyday sentences", () => {
  let agreed = 0;
  let total = 0;
  for (const sentence of reference) {
    const ours = ranges(segmented(sentence.join("")).map((piece) => piece.text));
    const theirs = ranges(sentence);
    agreed += [...ours].filter((range) => theirs.has(range)).length;
    total += ours.size + theirs.size;
  }
  const f1 = (2 * agreed) / total;
  console.info(`F1 against jieba on ${reference.length} sentences: ${f1.toFixed(4)}`);
  expect(reference.length).toBeGreaterThanOrEqual(200);
  expect(f1).toBeGreaterThanOrEqual(0.9);
});

test("almost every word of everyday sentences has a vector", () => {
  const pieces = reference.flatMap((sentence) => segmented(sentence.join("")));
  const unknown = pieces.filter((piece) => rowOf(piece, [zh]) === null && !/[\dA-Z]/.test(piece.text));
  expect(unknown.length / pieces.length).toBeLessThan(0.005);
});
