/** A run as tables for people: pure functions from numbers to lines. */
import type { Attention, Token } from "../engine/types.ts";
import type { Style } from "./style.ts";
import { columns, fit, printable } from "./width.ts";

const eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
const minWordColumns = "query".length;
const maxWordColumns = 24;
const topCount = 3;

/** A bar of `share` (0 … 1) of `width` columns, in eighths of a column. */
export function bar(share: number, width: number): string {
  const steps = Math.round(Math.min(Math.max(share, 0), 1) * width * 8);
  return "█".repeat(steps >> 3) + (eighths[steps & 7] ?? "");
}

const weightText = (weight: number) => weight.toFixed(4);

const labelsOf = (tokens: Token[]) => tokens.map((token) => printable(token.text));
const widest = (labels: string[]) => Math.min(maxWordColumns, Math.max(minWordColumns, ...labels.map(columns)));

/** A word without a vector is computed with as zeros: that must be seen. */
const unknownNote = "unknown word";

export interface TableView {
  tokens: Token[];
  keyTokens: Token[];
  attention: Attention;
  style: Style;
  /** Columns of the terminal. */
  width: number;
}

/** One query's row: a line for every key, with its weight and a bar; the row's largest weight fills the width. */
export function rowTable(view: TableView, query: number): string[] {
  const { keyTokens, attention, style } = view;
  const row = [...attention.weights.subarray(query * attention.nKeys, (query + 1) * attention.nKeys)];
  const labels = labelsOf(keyTokens);
  const wordWidth = widest(labels);
  const indexWidth = Math.max(1, String(keyTokens.length - 1).length);
  const barWidth = Math.max(8, Math.min(40, view.width - indexWidth - wordWidth - 24));
  const largest = row.reduce((most, weight) => Math.max(most, weight), 0);
  const lines = row.map((weight, key) => {
    const drawn = bar(largest > 0 ? weight / largest : 0, barWidth);
    const isMasked = attention.maskedScores[query * attention.nKeys + key] === -Infinity;
    const notes = [isMasked ? "masked" : "", keyTokens[key]?.known ? "" : unknownNote].filter(Boolean).join(", ");
    const index = style.faint(String(key).padStart(indexWidth));
    const parts = [index, fit(labels[key] ?? "", wordWidth), weightText(weight), ...(drawn ? [style.bar(drawn)] : [])];
    return [...parts, ...(notes ? [style.faint(notes)] : [])].join("  ").trimEnd();
  });
  return [style.strong(`${" ".repeat(indexWidth)}  ${fit("key", wordWidth)}  weight`), ...lines];
}

const nothingSeen = "no key: every weight is 0";

/** Every query in one line: the keys that it attends to most. What is unknown is said beside the query itself. */
export function overviewTable(view: TableView): string[] {
  const { tokens, keyTokens, attention, style } = view;
  const labels = labelsOf(tokens);
  const keys = labelsOf(keyTokens);
  const wordWidth = widest(labels);
  const keyWidth = widest(keys);
  const indexWidth = Math.max(1, String(tokens.length - 1).length);
  const noteWidth = tokens.some(({ known }) => !known) ? unknownNote.length + 2 : 0;
  const lines = labels.map((label, query) => {
    const row = attention.weights.subarray(query * attention.nKeys, (query + 1) * attention.nKeys);
    const most = largestOf(row, topCount)
      .filter((key) => row[key] !== 0)
      .map((key) => `${fit(keys[key] ?? "", keyWidth)} ${weightText(row[key] ?? 0)}`);
    const note = fit(tokens[query]?.known ? "" : unknownNote, noteWidth);
    const seen = most.length > 0 ? most.join("   ") : style.faint(nothingSeen);
    return `${style.faint(String(query).padStart(indexWidth))}  ${fit(label, wordWidth)}  ${noteWidth ? style.faint(note) : ""}${seen}`;
  });
  const heading = `${" ".repeat(indexWidth)}  ${fit("query", wordWidth)}  ${" ".repeat(noteWidth)}attends most to`;
  return [style.strong(heading), ...lines];
}

/** Indices of the n largest values, largest first; equal ones in their order. */
export function largestOf(values: ArrayLike<number>, n: number): number[] {
  return Array.from(values, (_, index) => index)
    .sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0) || a - b)
    .slice(0, n);
}
