import { attentionOf, parseRunJson } from "../../../web/engine/run-json.ts";
import type { ViewData, ViewToken } from "../../../web/render/view-data.ts";
import { readFileSync } from "node:fs";

const token = (text: string): ViewToken => ({ text, known: true, special: false, language: "en" });

/** A run of given weights, row by row; scores are their logarithms, and what has no weight is masked. */
export function viewOf(words: string, rows: number[][], keyWords = words): ViewData {
  const tokens = words.split(" ").map(token);
  const keyTokens = keyWords === words ? tokens : keyWords.split(" ").map(token);
  const weights = Float32Array.from(rows.flat());
  const scores = weights.map((weight) => Math.log(weight || 0.001));
  const maskedScores = scores.map((score, index) => (weights[index] === 0 ? -Infinity : score));
  return {
    tokens,
    keyTokens,
    nQueries: tokens.length,
    nKeys: keyTokens.length,
    weights,
    scores,
    maskedScores,
    over: "keys",
  };
}

/** 我喜欢吃苹果 with the default options, as the engine computed it. */
export function applesRun() {
  const file = new URL("../../../web/examples/run.json", import.meta.url);
  const run = parseRunJson(readFileSync(file, "utf8"));
  const data: ViewData = { tokens: run.tokens, keyTokens: run.tokens, ...attentionOf(run), over: "keys" };
  return { run, data };
}
