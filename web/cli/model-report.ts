/** What the command prints for a transformer. */
import { combinationOf, combined, type CombinedHeads, type HeadCounts, pickedHeads } from "../engine/combined-heads.ts";
import type { HeadPlace, HeadSummary, Model, ModelInput, ModelRun, RunOptions } from "../engine/model-types.ts";
import { toExplanationJson } from "../engine/run-json.ts";
import type { Engine } from "../engine/types.ts";
import { explanationLines } from "./explain.ts";
import type { ModelCommand } from "./model-args.ts";
import { pickToken } from "./pick.ts";
import type { Terminal } from "./report.ts";
import type { Style } from "./style.ts";
import { overviewTable, rowTable } from "./table.ts";
import { UsageError } from "./usage-error.ts";
import { printable } from "./width.ts";

function inputOf(command: ModelCommand, text: string): ModelInput {
  const { pair, decoderText } = command;
  return { text, ...(pair !== null && { pair }), ...(decoderText !== null && { decoderText }) };
}

const changesOf = ({ headScale, mask }: ModelCommand): Pick<RunOptions, "headScale" | "mask"> => ({
  ...(headScale.length > 0 && { headScale }),
  ...(mask !== null && { mask }),
});

/** Loads the model, runs it or lets it write, and says what was asked. */
export async function modelReport(
  engine: Engine,
  command: ModelCommand,
  text: string,
  terminal: Terminal,
): Promise<string> {
  const model = await engine.loadModel(command.model, { weights: command.weights });
  const input = inputOf(command, text);
  if (command.generate === null) {
    const { temperature, truncate } = command;
    const options = { ...changesOf(command), ...(temperature !== null && { temperature }), truncate };
    const run = await model.run(input, options);
    return runReport(model, command.taken.length ? await model.extend(run, command.taken) : run, command, terminal);
  }
  const { generate: maxNewTokens, temperature, topK, topP, seed } = command;
  const sampling = { maxNewTokens, temperature: temperature ?? 1, topK, topP, seed };
  const {
    ids,
    text: written,
    run,
  } = command.taken.length
    ? await model.generate(await model.extend(await model.run(input, changesOf(command)), command.taken), sampling)
    : await model.generate(input, { ...sampling, ...changesOf(command) });
  if (isOfHeads(command)) return runReport(model, run, command, terminal);
  if (command.json) return JSON.stringify({ ids, text: written });
  return model.info.encoderDecoder ? written.trim() : `${terminal.style.faint(text)}${written}`;
}

/** Whether the weights are asked for, not only what the model wrote. */
const isOfHeads = ({ query, layer, head, allHeads, heads }: ModelCommand) =>
  query !== null || layer !== null || head !== null || allHeads || heads.combine !== "head";

async function runReport(model: Model, run: ModelRun, command: ModelCommand, terminal: Terminal): Promise<string> {
  if (command.allHeads) {
    const summary = await run.summary();
    return command.json ? JSON.stringify(summary) : headsTable(summary, terminal.style).join("\n");
  }
  return command.json ? jsonReport(run, command) : textReport(model, run, command, terminal);
}

/** The tokens that ask and those that are asked. */
function tokensOf(run: ModelRun, { attention }: ModelCommand) {
  const tokens = attention === "self" ? run.tokens : run.decoderTokens;
  if (tokens.length === 0) throw new UsageError(`--kind ${attention} is for models with encoder and decoder.`);
  return { tokens, keyTokens: attention === "cross" ? run.tokens : tokens };
}

function choose(run: ModelRun, command: ModelCommand) {
  const { tokens, keyTokens } = tokensOf(run, command);
  return {
    tokens,
    keyTokens,
    at: { layer: command.layer ?? 0, head: command.head ?? 0, kind: command.attention },
    query: command.query === null ? null : pickToken(tokens, command.query, "query"),
    key: command.key === null ? null : pickToken(keyTokens, command.key, "key"),
  };
}

async function jsonReport(run: ModelRun, command: ModelCommand): Promise<string> {
  if (command.heads.combine !== "head")
    throw new UsageError("--json has every head as it is: leave out --combine, or --json.");
  const { at, query, key } = choose(run, command);
  const { layer, head, attention: kind } = command;
  const json = await run.toJSON({ kind, ...(layer !== null && { layer }), ...(head !== null && { head }) });
  if (query !== null) json.query = query;
  if (query !== null && key !== null) {
    json.key = key;
    json.explanation = toExplanationJson(await run.explain({ ...at, query, key }));
  }
  return JSON.stringify(json);
}

/** A link may name heads of another model; who types them means them. @throws UsageError */
function checkPicks({ picks }: CombinedHeads, { nLayers, nHeads }: HeadCounts): void {
  const absent = picks.find(({ layer, head }) => layer >= nLayers || head >= nHeads);
  if (absent)
    throw new UsageError(
      `--picks: there is no head ${absent.layer}.${absent.head}; they go from 0.0 to ${nLayers - 1}.${nHeads - 1}.`,
    );
}

/** What of the run is shown, in words. */
function shownName({ combine, picks }: CombinedHeads, at: Required<HeadPlace>, counts: HeadCounts): string {
  const kind = at.kind === "self" ? "" : `${at.kind} `;
  const head = `${kind}layer ${at.layer} (of 0 to ${counts.nLayers - 1}), head ${at.head} (of 0 to ${counts.nHeads - 1})`;
  const all = pickedHeads(picks, at.layer, counts);
  const names = all.map(({ layer, head }) => `${layer}.${head}`).join(", ");
  const said = {
    head,
    value: `${head}, weight times length of the value`,
    mean: `${kind}mean of heads ${names}`,
    max: `${kind}largest of heads ${names}`,
    rollout: `${kind}rollout through all layers`,
  };
  return said[combinationOf({ combine }, at.kind)];
}

async function textReport(
  { info }: Model,
  run: ModelRun,
  command: ModelCommand,
  { style, width }: Terminal,
): Promise<string> {
  const { tokens, keyTokens, at, query, key } = choose(run, command);
  const counts = at.kind === "self" ? info : (info.decoder ?? info);
  const { heads } = command;
  checkPicks(heads, counts);
  const heading = `${info.name}, ${shownName(heads, at, counts)}`;
  const view = { tokens, keyTokens, attention: await combined(run, heads, at, counts), style, width };
  if (query === null) {
    const hint = style.faint("--query WORD shows one word's row in full; --heads what every head does.");
    return [style.faint(heading), ...overviewTable(view), hint].join("\n");
  }
  const word = (index: number, of = tokens) => printable(of[index]?.text ?? "");
  const lines = [`${style.strong(word(query))} ${style.faint(`attends to (${heading})`)}`, ...rowTable(view, query)];
  if (key === null) return lines.join("\n");
  const explanation = await run.explain({ ...at, query, key });
  const alone = combinationOf(heads, at.kind) === "head" ? [] : [style.faint(`Of head ${at.layer}.${at.head} alone:`)];
  return [...lines, "", ...alone, ...explanationLines(explanation, word(query), word(key, keyTokens), style)].join(
    "\n",
  );
}

const columns: { name: string; of: (head: HeadSummary) => number }[] = [
  { name: "entropy", of: ({ entropy }) => entropy },
  { name: "distance", of: ({ meanDistance }) => meanDistance },
  { name: "first", of: ({ first }) => first },
  { name: "itself", of: ({ self }) => self },
  { name: "previous", of: ({ previous }) => previous },
  { name: "next", of: ({ next }) => next },
  { name: "special", of: ({ special }) => special },
];

/** A line for every head: where its weight goes, on average over the queries. */
function headsTable(summary: HeadSummary[], style: Style): string[] {
  const hasKinds = summary.some(({ kind }) => kind !== "self");
  const title = `${hasKinds ? "kind     " : ""}head  ${columns.map(({ name }) => name.padStart(8)).join("  ")}`;
  const lines = summary.map((head) => {
    const place = `${head.layer}.${head.head}`.padEnd(5);
    const numbers = columns.map(({ of }) => of(head).toFixed(3).padStart(8));
    return `${hasKinds ? head.kind.padEnd(9) : ""}${place} ${numbers.join("  ")}`;
  });
  return [style.strong(title), ...lines];
}
