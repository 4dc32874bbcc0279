/** The table of `npm run parity`: how far our numbers are from other implementations', model by model. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { npmPackage, testDataRoot } from "../../scripts/lib/paths.mjs";
import { createEngine } from "../../web/engine/node.ts";
import type { Engine } from "../../web/engine/types.ts";
import type { ModelRun } from "../../web/engine/model-types.ts";
import { type Golden, type Row, compareFixture, inputOf, readGolden, worst, worstAttention } from "./goldens.ts";

const data = (file: string) => path.join(testDataRoot, file);
const here = (file: string) => path.join(import.meta.dirname, file);
const shown = (value: number | null) => (value === null ? "" : value.toExponential(1));

function print({ name, attention, hidden, logits, greedy, note }: Row): void {
  const largest = attention.length === 0 ? "" : attention.map(shown).join(" ");
  const ids = greedy === null ? "" : greedy ? "equal" : "differ";
  console.log(`| ${[name, largest, shown(hidden), shown(logits), ids, note ?? ""].join(" | ")} |`);
}

const heading =
  "| model | attention, layer by layer | hidden | logits | greedy ids | |\n| --- | --- | --- | --- | --- | --- |";

/** Its golden was made with random positions, which are not in its file. */
const withoutGolden = "marian";

async function fixtures(engine: Engine): Promise<void> {
  const names = readdirSync(data("fixtures"), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  for (const { name } of names) {
    if (name === withoutGolden) {
      print({ name, attention: [], hidden: null, logits: null, greedy: null, note: "with --live only" });
      continue;
    }
    const model = await engine.loadModel(data(`fixtures/${name}`), { weights: "float32" });
    print(await compareFixture(name, model, readGolden(data(`fixtures/${name}/golden.safetensors`))));
    await model.dispose();
  }
}

function runPython(script: string, ...args: string[]): void {
  const python = process.env["ATTN_PYTHON"] ?? "python3";
  const { status, stderr } = spawnSync(python, [here(script), ...args], { encoding: "utf8" });
  if (status === 0) return;
  const last = stderr.trim().split("\n").at(-1);
  throw new Error(`${python} with torch and transformers is needed (ATTN_PYTHON): ${last}`);
}

/** The same files through the installed transformers, as from_pretrained() reads them. */
async function live(engine: Engine): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "attn-parity-"));
  const names = readdirSync(data("fixtures"), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  for (const { name } of names) {
    const at = data(`fixtures/${name}`);
    const out = path.join(folder, `${name}.safetensors`);
    runPython("live.py", at, `${at}/golden.safetensors`, out);
    const model = await engine.loadModel(at, { weights: "float32", rope: "exact" });
    print(await compareFixture(name, model, readGolden(out)));
    await model.dispose();
  }
}

/** What a difference may be, where numbers are a few units large. */
const mostAttention = 2e-4;
const mostNumber = 2e-3;

/** Of int8's difference, against the numbers themselves: numbers of no relation would be at √2. */
const mostOfInt8 = 1;

const isFar = ({ attention, hidden, logits, greedy }: Row) =>
  Math.max(...attention) > mostAttention || Math.max(hidden ?? 0, logits ?? 0) > mostNumber || greedy === false;

/** How far the last hidden state of int8 rows is from the golden's, as a share of its length. */
async function int8Share(engine: Engine, folder: string, goldens: ReadonlyMap<string, Golden>): Promise<number> {
  const model = await engine.loadModel(folder, { weights: "int8", rope: "exact" });
  const run = await model.run(inputOf(goldens));
  const { data } = await run.hidden(-1);
  await model.dispose();
  const want = goldens.get("hidden.last")?.data ?? new Float32Array();
  const squares = (numbers: ArrayLike<number>) => Array.from(numbers).reduce((sum, number) => sum + number * number, 0);
  return Math.sqrt(squares(want.map((number, i) => number - (data[i] ?? NaN))) / squares(want));
}

type Furthest = Record<"attention" | "hidden" | "logits" | "int8", number>;

const furthestOf = (before: Furthest, { attention, hidden, logits }: Row, int8: number): Furthest => ({
  attention: Math.max(before.attention, ...attention),
  hidden: Math.max(before.hidden, hidden ?? 0),
  logits: Math.max(before.logits, logits ?? 0),
  int8: Math.max(before.int8, int8),
});

/** `n` tiny models with random settings, made and computed by the installed transformers; those that are far, and the worst. */
export async function compareRandom(engine: Engine, { n, seed }: RandomModels): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "attn-random-"));
  runPython("random_models.py", folder, String(n), String(seed));
  let nFar = 0;
  let furthest: Furthest = { attention: 0, hidden: 0, logits: 0, int8: 0 };
  for (const name of readdirSync(folder)) {
    const at = path.join(folder, name);
    try {
      const model = await engine.loadModel(at, { weights: "float32", rope: "exact" });
      const goldens = readGolden(`${at}/golden.safetensors`);
      const row = await compareFixture(name, model, goldens);
      await model.dispose();
      const share = await int8Share(engine, at, goldens);
      furthest = furthestOf(furthest, row, share);
      if (!isFar(row) && share <= mostOfInt8) continue;
      print({ ...row, note: `${at}; int8: ${share.toFixed(2)}` });
    } catch (error) {
      console.log(`| ${name} | | | | | ${String(error)} |`);
    }
    nFar++;
  }
  console.log(`${n} models from seed ${seed}: ${n - nFar} as near as they should be, ${nFar} not`);
  console.log(
    `largest: ${Object.entries(furthest)
      .map(([what, value]) => `${what} ${shown(value)}`)
      .join(", ")}`,
  );
  if (nFar > 0) process.exitCode = 1;
  else rmSync(folder, { recursive: true });
}

export interface RandomModels {
  n: number;
  seed: number;
}

interface TextGolden {
  text: string | [string, string];
  tokens: string[];
}

const runOf = (golden: TextGolden) =>
  typeof golden.text === "string" ? golden.text : { text: golden.text[0], pair: golden.text[1] };

/** A model on texts, against golden files named so. */
async function texts(engine: Engine, folder: string, golden: string, name: string): Promise<void> {
  if (!existsSync(folder)) return console.log(`| ${name} | | | | | not here: ${folder} |`);
  const goldens = readGolden(`${golden}.safetensors`);
  const model = await engine.loadModel(folder, { weights: "float32" });
  const row: Row = { name, attention: [], hidden: 0, logits: null, greedy: null, note: "tokens equal" };
  for (const [i, each] of (JSON.parse(readFileSync(`${golden}.json`, "utf8")) as TextGolden[]).entries()) {
    const run = await model.run(runOf(each));
    if (run.tokens.map(({ piece }) => piece).join(" ") !== each.tokens.join(" ")) row.note = "tokens differ";
    for (const [layer, want] of layersOf(goldens.get(`${i}.attention`)).entries())
      row.attention[layer] = Math.max(row.attention[layer] ?? 0, await worstAttention(run, "self", layer, want));
    const hidden = goldens.get(`${i}.hidden.last`);
    if (hidden) row.hidden = Math.max(row.hidden ?? 0, worst((await run.hidden(-1)).data, hidden.data));
  }
  print(row);
  await model.dispose();
}

function layersOf(all: Golden | undefined): Golden[] {
  const [nLayers = 0, nHeads = 0, nQueries = 0, nKeys = 0] = all?.shape ?? [];
  const size = nHeads * nQueries * nKeys;
  return Array.from({ length: nLayers }, (_, layer) => ({
    shape: [nHeads, nQueries, nKeys],
    data: all?.data.subarray(layer * size, (layer + 1) * size) ?? new Float32Array(),
  }));
}

interface StoryGolden {
  ids: number[];
  attention_first_24: { shape: number[]; data: number[] };
  logits_last_of_first_24: number[];
}

async function stories(engine: Engine): Promise<void> {
  const folder = data("models/stories260K");
  const golden = JSON.parse(readFileSync(`${folder}/golden.json`, "utf8")) as StoryGolden;
  const model = await engine.loadModel(folder, { weights: "float32" });
  const run = await model.run({ ids: golden.ids.slice(0, 24) });
  const { shape, data: numbers } = golden.attention_first_24;
  const attention: number[] = [];
  for (const [layer, want] of layersOf({ shape, data: Float32Array.from(numbers) }).entries())
    attention.push(
      shape.length === 4 && layer < model.info.nLayers ? await worstAttention(run, "self", layer, want) : NaN,
    );
  const logits = worst((await run.logits({ token: -1 }))?.data ?? [], golden.logits_last_of_first_24);
  const options = { maxNewTokens: golden.ids.length - 1, temperature: 0, ignoreEnd: true };
  const { ids } = await model.generate({ ids: golden.ids.slice(0, 1) }, options);
  print({ name: "stories260K", attention, hidden: null, logits, greedy: ids.join() === golden.ids.slice(1).join() });
  await model.dispose();
}

/** Int8 rows made on load, against float32: the largest difference of a weight, and how often the strongest key agrees. */
async function int8(engine: Engine, folder: string, name: string, input: string): Promise<void> {
  const row: Row = { name: `${name}, int8`, attention: [], hidden: null, logits: null, greedy: null };
  const [whole, small] = [
    await engine.loadModel(folder, { weights: "float32" }),
    await engine.loadModel(folder, { weights: "int8" }),
  ];
  const [a, b] = [await whole.run(input), await small.run(input)];
  let [agreeing, rows] = [0, 0];
  for (let layer = 0; layer < a.nLayers; layer++) {
    let most = 0;
    for (let head = 0; head < a.nHeads; head++) {
      const [x, y] = [await strongest(a, layer, head), await strongest(b, layer, head)];
      most = Math.max(most, worst(y.weights, x.weights));
      agreeing += x.keys.filter((key, i) => key === y.keys[i]).length;
      rows += x.keys.length;
    }
    row.attention.push(most);
  }
  print({ ...row, note: `strongest key equal in ${((100 * agreeing) / rows).toFixed(1)} % of rows` });
  await Promise.all([whole.dispose(), small.dispose()]);
}

async function strongest(run: ModelRun, layer: number, head: number) {
  const { weights, nQueries, nKeys } = await run.attention({ layer, head });
  const rows = Array.from({ length: nQueries }, (_, i) => weights.subarray(i * nKeys, (i + 1) * nKeys));
  return { weights, keys: rows.map((row) => row.indexOf(Math.max(...row))) };
}

interface Wanted {
  live: boolean;
  random: RandomModels | null;
}

export async function printTable({ live: isLive, random }: Wanted): Promise<void> {
  const engine = await createEngine({ baseUrl: pathToFileURL(`${npmPackage}/`).href });
  console.log(heading);
  try {
    if (random) return await compareRandom(engine, random);
    if (isLive) return await live(engine);
    await fixtures(engine);
    const e5 = data("models/e5-small-en-zh");
    await texts(engine, e5, `${e5}/golden`, "e5-small");
    await stories(engine);
    const miniLm = process.env["ATTN_MINILM"] ?? data("models/all-MiniLM-L6-v2");
    await texts(engine, miniLm, data("models/all-MiniLM-L6-v2-golden"), "all-MiniLM-L6-v2");
    await int8(engine, e5, "e5-small", "The animal did not cross the street because it was too tired.");
    await int8(
      engine,
      data("models/stories260K"),
      "stories260K",
      "Once upon a time, there was a little girl named Lily.",
    );
  } finally {
    await engine.dispose();
  }
}
