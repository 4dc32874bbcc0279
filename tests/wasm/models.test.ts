/** Transformers through the public API: runs, changes, generation, and everything that can be wrong. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AttentionError } from "../../web/engine/errors.ts";
import { createEngine } from "../../web/engine/node.ts";
import type { Model, ModelRun, RunOptions } from "../../web/engine/model-types.ts";
import { parseRunJson } from "../../web/engine/run-json.ts";
import { describeWithData, testData } from "../data.ts";
import { baseUrl, useEngine } from "../engine.ts";

const sum = (numbers: ArrayLike<number>) => Array.from(numbers).reduce((total, each) => total + each, 0);

async function errorOf(work: Promise<unknown>): Promise<AttentionError> {
  const error: unknown = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(AttentionError);
  return error as AttentionError;
}

describeWithData("a model with a head of another kind", ["fixtures/bart"], () => {
  const engine = useEngine();
  const folder = mkdtempSync(path.join(tmpdir(), "attn-head-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  it("says which: its attention can be had all the same", async () => {
    cpSync(testData("fixtures/bart"), folder, { recursive: true });
    const file = path.join(folder, "config.json");
    const config = JSON.parse(readFileSync(file, "utf8")) as object;
    expect((await engine().loadModel(folder)).info).not.toHaveProperty("otherHead");
    writeFileSync(file, JSON.stringify({ ...config, architectures: ["BartForSequenceClassification"] }));
    const { info } = await engine().loadModel(folder);
    expect(info).toMatchObject({ head: null, otherHead: "BartForSequenceClassification" });
  });
});

describe("e5-small by its name", () => {
  const engine = useEngine();
  let model: Model;
  beforeAll(async () => {
    model = await engine().loadModel("e5-small");
  });

  it("says what it is", () => {
    const { family, nLayers, nHeads, headDim, dModel, vocabSize, maxTokens, nParams, causal, generates, head } =
      model.info;
    expect({ family, nLayers, nHeads, headDim, dModel, vocabSize, maxTokens }).toEqual({
      ...{ family: "bert", nLayers: 12, nHeads: 12, headDim: 32, dModel: 384, vocabSize: 39645, maxTokens: 512 },
    });
    expect({ causal, generates, head }).toEqual({ causal: false, generates: false, head: null });
    expect(nParams).toBeGreaterThan(36e6);
    expect(nParams).toBeLessThan(38e6);
  });

  it("knows what it stands for: a head sees the animal", async () => {
    const text = "The animal did not cross the street because it was too tired.";
    const run = await model.run(text);
    const word = (name: string) => run.tokens.findIndex((token) => token.text === name);
    const { weights, nKeys } = await run.attention({ layer: 8, head: 8 });
    const row = weights.subarray(word("it") * nKeys, (word("it") + 1) * nKeys);
    expect(sum(row)).toBeCloseTo(1, 5);
    expect(row.indexOf(Math.max(...row))).toBe(word("animal"));
    for (const { text: piece, start, end, special } of run.tokens)
      expect(special || text.slice(start ?? 0, end ?? 0) === piece).toBe(true);
  });

  it("explains a weight with the bits of the matrix", async () => {
    const run = await model.run("我喜欢吃苹果");
    const { weights, nKeys } = await run.attention({ layer: 3, head: 5 });
    const { values, vectors, norms } = await run.explain({ layer: 3, head: 5, query: 2, key: 4 });
    expect(norms).toEqual({ query: null, key: null });
    expect(values["weight"]).toBe(weights[2 * nKeys + 4]);
    expect(vectors.q).toHaveLength(32);
    expect(vectors.x_query).toHaveLength(384);
  });

  it("reads an older run again, with the same bits", async () => {
    const first = await model.run("I like to eat apples.");
    const before = await first.attention({ layer: 11, head: 3 });
    await model.run("Something else altogether.");
    expect(await first.attention({ layer: 11, head: 3 })).toEqual(before);
  });

  it("sums up every head", async () => {
    const run = await model.run({ text: "I like apples.", pair: "我喜欢苹果。" });
    const summary = await run.summary();
    expect(summary).toHaveLength(144);
    expect(run.tokens.filter(({ segment }) => segment === "b").length).toBeGreaterThan(2);
    const { weights, nKeys } = await run.attention({ layer: 2, head: 7 });
    const first = sum(weights.filter((_, i) => i % nKeys === 0)) / run.tokens.length;
    expect(summary[2 * 12 + 7]?.first).toBeCloseTo(first, 5);
  });

  it("tells what every head gives one pair", async () => {
    const run = await model.run("I like apples.");
    const { shape, data } = await run.pairWeights({ query: 3, key: 1 });
    expect(shape).toEqual([12, 12]);
    const { weights, nKeys } = await run.attention({ layer: 7, head: 4 });
    expect(data[7 * 12 + 4]).toBe(weights[3 * nKeys + 1]);
    expect((await errorOf(run.pairWeights({ query: nKeys, key: 0 }))).code).toBe("bad_index");
    expect((await errorOf(run.pairWeights({ query: 0, key: -1 }))).code).toBe("bad_index");
  });

  it("gives one head as JSON that can be read back", async () => {
    const run = await model.run("I like apples.");
    const json = parseRunJson(JSON.stringify(await run.toJSON({ layer: 8, head: 8 })));
    expect(json.heads).toHaveLength(1);
    expect(json.model).toEqual({ family: "bert", name: "e5-small", kind: "self" });
    expect(Float32Array.from(json.heads[0]?.weights ?? [])).toEqual(
      (await run.attention({ layer: 8, head: 8 })).weights,
    );
  });

  it("has no logits, and refuses to write", async () => {
    const run = await model.run("apples");
    expect(await run.logits()).toBeNull();
    expect((await errorOf(model.generate("apples"))).code).toBe("no_head");
  });

  const refused: [string, string, RunOptions, string][] = [
    ["a text too long", "apple ".repeat(600), {}, "too_long"],
    ["an empty text", " ", {}, "empty_text"],
    ["a head that is not there", "a", { headScale: [{ layer: 12, head: 0, scale: 0 }] }, "bad_index"],
    ["a scale out of range", "a", { headScale: [{ layer: 0, head: 0, scale: 3 }] }, "bad_option"],
    ["a temperature of 0", "a", { temperature: 0 }, "bad_option"],
    ["a temperature that float32 has not", "a", { temperature: 1e-320 }, "bad_option"],
    ["a mask that needs two texts", "a", { mask: "a_to_b" }, "needs_pair"],
    ["an option that is misspelt", "a", { headscale: [] } as RunOptions, "unknown_option"],
  ];
  it.each(refused)("refuses %s", async (_, text, options, code) => {
    expect((await errorOf(model.run(text, options))).code).toBe(code);
  });

  it.each<[string, (run: ModelRun) => Promise<unknown>]>([
    ["attention(null)", (run) => run.attention(null as never)],
    ["trace(…, null)", (run) => run.trace("q", null as never)],
    ["valueNorms(null)", (run) => run.valueNorms(null as never)],
    ["rollout(null)", (run) => run.rollout(null as never)],
    ["hidden(…, null)", (run) => run.hidden(0, null as never)],
    ["logits(null)", (run) => run.logits(null as never)],
    ["thumbnails()", (run) => run.thumbnails(undefined as never)],
  ])("refuses %s", async (_, call) => {
    expect((await errorOf(call(await model.run("apples")))).code).toBe("bad_option");
  });

  it("is given back by an engine that was disposed before it", async () => {
    const other = await createEngine({ baseUrl });
    const its = await other.loadModel("e5-small");
    await other.dispose();
    await expect(its.dispose()).resolves.toBeUndefined();
  });

  it("cuts a text that is too long where it is told to", async () => {
    const run = await model.run("apple ".repeat(600), { truncate: true });
    expect(run.tokens).toHaveLength(512);
    expect(run.nCut).toBeGreaterThan(0);
  });

  it("masks and cools the attention where it is told to", async () => {
    const run = await model.run("I like apples", { mask: "causal", temperature: [{ layer: 0, temperature: 0.5 }] });
    const { weights, nKeys } = await run.attention({ layer: 5, head: 1 });
    expect(weights[1]).toBe(0);
    expect(nKeys).toBe(run.tokens.length);
  });

  it("stops when it is told to", async () => {
    const controller = new AbortController();
    const pending = model.run("apples", { signal: controller.signal });
    controller.abort();
    await expect(pending).rejects.toMatchObject({ name: "AbortError" });
  });

  it("stays in use when another model fails to load, and is gone once it is disposed", async () => {
    const run = await model.run("apples");
    await errorOf(engine().loadModel(path.join(tmpdir(), "no-such-model-here")));
    await expect(run.attention()).resolves.toBeDefined();
    await model.dispose();
    expect((await errorOf(model.run("apples"))).code).toBe("model_disposed");
    expect((await errorOf(run.attention())).code).toBe("model_disposed");
  });
});

describeWithData("models that contradict themselves", ["fixtures/bert", "fixtures/llama", "fixtures/t5"], () => {
  const engine = useEngine();
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), "attn-model-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  let n = 0;
  const changed = (fixture: string, change: Record<string, unknown>) => {
    const at = path.join(folder, `${fixture}-${n++}`);
    cpSync(testData(`fixtures/${fixture}`), at, { recursive: true });
    const file = path.join(at, "config.json");
    const config = JSON.parse(readFileSync(testData(`fixtures/${fixture}/config.json`), "utf8")) as object;
    rmSync(file, { force: true });
    writeFileSync(file, JSON.stringify({ ...config, ...change }));
    return errorOf(engine().loadModel(at));
  };

  it.each([
    ["bert", { model_type: "mamba" }, "unknown_family", /mamba.*bert, roberta/],
    ["bert", { num_hidden_layers: 2 }, "bad_model", /encoder 2 layers.*have 3/],
    ["bert", { num_hidden_layers: 5 }, "bad_model", /encoder 5 layers.*have 3/],
    ["bert", { hidden_size: 52 }, "bad_model", /\[131, 52\].*not \[131, 48\]/],
    ["bert", { vocab_size: 130 }, "bad_model", /word_embeddings.*\[130, 48\]/],
    ["bert", { num_attention_heads: 7 }, "bad_model", /num_attention_heads.*divisor of 48/],
    ["bert", { hidden_act: "mish" }, "bad_model", /hidden_act.*gelu.*"mish"/],
    ["bert", { position_embedding_type: "relative_key" }, "bad_model", /position_embedding_type/],
    ["bert", { layer_norm_eps: "small" }, "bad_model", /layer_norm_eps.*number over 0.*"small"/],
    ["llama", { attention_bias: true }, "bad_model", /lack the tensor model\.layers\.0\.self_attn\.q_proj\.bias/],
    ["llama", { num_key_value_heads: 4 }, "bad_model", /num_key_value_heads.*divisor of 6/],
    [
      "llama",
      { rope_scaling: { type: "yarn", factor: 2 } },
      "bad_model",
      /rope_scaling\.type.*default, linear, llama3.*yarn/,
    ],
    ["t5", { feed_forward_proj: "gated-gelu" }, "bad_model", /wi_0/],
  ])("%s with %j", async (fixture, change, code, message) => {
    const error = await changed(fixture, change);
    expect(error.message).toMatch(message);
    expect(error.code).toBe(code);
  });
});

describeWithData("heads that are switched off", ["fixtures/llama", "fixtures/bert"], () => {
  const engine = useEngine();

  it("leave nothing of their share, and change what comes after them only", async () => {
    const model = await engine().loadModel(testData("fixtures/llama"), { weights: "float32" });
    const ids = [5, 9, 30, 22, 71, 3, 15];
    const plain = await model.run({ ids });
    const off = await model.run({ ids }, { headScale: [{ layer: 1, head: 2, scale: 0 }] });
    expect((await plain.explain({ query: 2, key: 1 })).norms).toEqual({ query: "rms", key: "rms" });
    const share = await off.trace("output", { layer: 1, head: 2 });
    expect(sum(share.data.map(Math.abs))).toBe(0);
    expect(await off.attention({ layer: 1, head: 2 })).toEqual(await plain.attention({ layer: 1, head: 2 }));
    expect(await off.attention({ layer: 2, head: 0 })).not.toEqual(await plain.attention({ layer: 2, head: 0 }));
    await model.dispose();
  });
});

describeWithData("a head that is switched off", ["fixtures/mistral"], () => {
  const engine = useEngine();

  it("is a head whose columns of the output projection are zero", async () => {
    const [layer, head, headDim, nColumns] = [0, 3, 16, 64];
    const folder = mkdtempSync(path.join(tmpdir(), "attn-zeroed-"));
    cpSync(testData("fixtures/mistral/config.json"), path.join(folder, "config.json"));
    const bytes = readFileSync(testData("fixtures/mistral/model.safetensors"));
    const start = 8 + Number(bytes.readBigUInt64LE(0));
    const header = JSON.parse(bytes.subarray(8, start).toString()) as Record<
      string,
      { data_offsets: [number, number] }
    >;
    const [from, to] = header[`model.layers.${layer}.self_attn.o_proj.weight`]?.data_offsets ?? [0, 0];
    for (let row = start + from; row < start + to; row += 4 * nColumns)
      bytes.fill(0, row + 4 * head * headDim, row + 4 * (head + 1) * headDim);
    writeFileSync(path.join(folder, "model.safetensors"), bytes);

    const ids = [5, 9, 30, 22, 71, 3, 15];
    const zeroed = await (await engine().loadModel(folder)).run({ ids });
    const model = await engine().loadModel(testData("fixtures/mistral"));
    const off = await model.run({ ids }, { headScale: [{ layer, head, scale: 0 }] });
    const logits = [(await off.logits())?.data ?? [], (await zeroed.logits())?.data ?? []] as const;
    expect(logits[0].length).toBe(7 * 100);
    expect(Math.max(...Array.from(logits[0], (value, i) => Math.abs(value - (logits[1][i] ?? NaN))))).toBeLessThan(
      1e-5,
    );
    const plain = (await (await model.run({ ids })).logits())?.data ?? [];
    expect(Math.max(...Array.from(plain, (value, i) => Math.abs(value - (logits[1][i] ?? NaN))))).toBeGreaterThan(0.01);
    rmSync(folder, { recursive: true });
  });
});

describeWithData("generation", ["models/stories260K"], () => {
  const engine = useEngine();
  let model: Model;
  beforeAll(async () => {
    model = await engine().loadModel(testData("models/stories260K"));
  });

  it("goes on from a run as one long go would have, and the same seed gives the same text", async () => {
    const options = { temperature: 0.8, topK: 20, topP: 0.95, seed: 7 };
    const whole = await model.generate("Once upon a time", { ...options, maxNewTokens: 12 });
    const half = await model.generate("Once upon a time", { ...options, maxNewTokens: 6 });
    const rest = await model.generate(half.run, { ...options, maxNewTokens: 6 });
    expect([...half.ids, ...rest.ids]).toEqual(whole.ids);
    expect(half.text + rest.text).toBe(whole.text);
    expect((await model.generate("Once upon a time", { ...options, maxNewTokens: 12, seed: 8 })).ids).not.toEqual(
      whole.ids,
    );
  });

  it("gives the new tokens rows of their own", async () => {
    const { run, ids, text } = await model.generate("Once upon a time", { maxNewTokens: 5, temperature: 0 });
    expect(run.tokens).toHaveLength(5 + ids.length);
    expect(run.tokens.slice(-1)[0]?.id).toBe(ids.at(-1));
    const { weights, nQueries, nKeys } = await run.attention({ layer: 4, head: 7 });
    expect([nQueries, nKeys]).toEqual([run.tokens.length, run.tokens.length]);
    expect(sum(weights.subarray((nQueries - 1) * nKeys))).toBeCloseTo(1, 5);
    expect(text.length).toBeGreaterThan(5);
  });

  it("stops between two tokens when it is told to", async () => {
    const controller = new AbortController();
    const told: number[] = [];
    const onToken = ({ id }: { id: number }) => {
      told.push(id);
      if (told.length === 3) controller.abort();
    };
    const pending = model.generate("Once", { maxNewTokens: 200, signal: controller.signal, onToken });
    await expect(pending).rejects.toMatchObject({ name: "AbortError" });
    expect(told.length).toBeLessThan(6);
  });
});
