/** What the command prints for a run. */
import { toExplanationJson } from "../engine/run-json.ts";
import type { AttentionRun } from "../engine/types.ts";
import { UsageError, type RunCommand } from "./args.ts";
import { explanationLines } from "./explain.ts";
import { pickToken } from "./pick.ts";
import type { Style } from "./style.ts";
import { overviewTable, rowTable } from "./table.ts";
import { printable } from "./width.ts";

interface Chosen {
  query: number | null;
  key: number | null;
}

/** @throws UsageError */
export function choose(run: Pick<AttentionRun, "tokens" | "keyTokens" | "nHeads">, command: RunCommand): Chosen {
  if (command.head >= run.nHeads)
    throw new UsageError(`--head must be from 0 to ${run.nHeads - 1}: the run has ${run.nHeads} (--n-heads).`);
  return {
    query: command.query === null ? null : pickToken(run.tokens, command.query, "query"),
    key: command.key === null ? null : pickToken(run.keyTokens, command.key, "key"),
  };
}

/** The run as `--json` prints it, with the chosen pair. */
export async function jsonReport(run: AttentionRun, command: RunCommand): Promise<string> {
  const { query, key } = choose(run, command);
  const json = await run.toJSON();
  if (query !== null) json.query = query;
  if (query !== null && key !== null) {
    json.key = key;
    json.explanation = toExplanationJson(await run.explain({ head: command.head, query, key }));
  }
  return JSON.stringify(json);
}

/** What a reader of the numbers must know about them. */
function notes(run: AttentionRun, rowSum: number | null): string[] {
  const { over, score, segmenter } = run.options;
  const sum = rowSum === null ? "" : `; this row sums to ${rowSum.toFixed(4)}`;
  return [
    ...(over === "queries" ? [`Each column sums to 1, not each row: a classic mistake${sum}.`] : []),
    ...(over === "all" ? [`The whole matrix sums to 1, not each row: a classic mistake${sum}.`] : []),
    ...(score === "additive" || score === "general"
      ? [`The matrices of the score "${score}" are random, untrained.`]
      : []),
    ...(segmenter === "intl" ? ["The segmenter intl may differ between browsers."] : []),
  ];
}

function heading(run: AttentionRun, head: number): string {
  const { score, normalizer, mask } = run.options;
  const parts = [
    score,
    ...(mask === "none" ? [] : ["masked"]),
    normalizer,
    ...(run.nHeads > 1 ? [`head ${head} (of 0 to ${run.nHeads - 1})`] : []),
  ];
  return parts.join(", ");
}

export interface Terminal {
  style: Style;
  width: number;
}

/** The run as tables. */
export async function textReport(run: AttentionRun, command: RunCommand, { style, width }: Terminal): Promise<string> {
  const { query, key } = choose(run, command);
  const { head } = command;
  const attention = await run.attention({ head });
  const view = { tokens: run.tokens, keyTokens: run.keyTokens, attention, style, width };
  const word = (index: number, tokens = run.tokens) => printable(tokens[index]?.text ?? "");
  if (query === null) {
    const lines = [style.faint(heading(run, head)), ...overviewTable(view), ...notes(run, null)];
    return [...lines, style.faint("--query WORD shows one word's row in full.")].join("\n");
  }
  const row = attention.weights.subarray(query * attention.nKeys, (query + 1) * attention.nKeys);
  const lines = [
    `${style.strong(word(query))} ${style.faint(`attends to (${heading(run, head)})`)}`,
    ...rowTable(view, query),
    ...notes(
      run,
      row.reduce((sum, weight) => sum + weight, 0),
    ),
  ];
  if (key === null) return lines.join("\n");
  const explanation = await run.explain({ head, query, key });
  return [...lines, "", ...explanationLines(explanation, word(query), word(key, run.keyTokens), style)].join("\n");
}
