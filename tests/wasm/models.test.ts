/** Transformers through the public API: runs, changes, generation, and everything that can be wrong. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createEngine } from "../../web/engine/node.ts";
import type { Model, RunOptions } from "../../web/engine/model-types.ts";
import { parseRunJson } from "../../web/engine/run-json.ts";
import { describeWithData, testData } from "../data.ts";
import { baseUrl, errorOf, useEngine } from "../engine.ts";

const sum = (numbers: ArrayLike<number>) => Array.from(numbers).reduce((total, each) => total + each, 0);

describeWithData("a model with a head of another kind", ["fixtures/bart"], () => {
  const engine = useEngine();
  const folder = mkdtempSync(path.join(tmpdir(), "attn-head-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  it("says which: its attention can be had all the same", async () => {
    cpSync(testData("fixtures/bart"), folder, { recursive: true });
    const file = path.join(folder, "config.json");
    const config = JSON.parse(readFileSync(file, "utf8")) as object;
    expect((await engine().loadModel(folder)).info).not.toHaveProperty("otherHead");
    writeFileSync(file, JSON.stringify({ ...config, architectures: ["BartForQuestionAnswering"] }));
    const { info } = await engine().loadModel(folder);
    expect(info).toMatchObject({ head: null, otherHead: "BartForQuestionAnswering" });
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

  it("may stand in what is made JSON, which asks it with a key", async () => {
    const run = await model.run("a");
    await expect(run.toJSON("run" as never)).resolves.toMatchObject({ nHeads: 12 });
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

  it("gives every number with either kind of keeping, with the same bits", async () => {
    const [some, all] = [await model.run("I like apples"), await model.run("I like apples", { keep: "all" })];
    expect(all.cost.runBytes).toBeGreaterThan(some.cost.runBytes);
    for (const name of ["x", "q", "k", "v", "context", "output"] as const) {
      const at = { layer: 6, head: 2 };
      expect(await all.trace(name, at)).toEqual(await some.trace(name, at));
    }
    expect(await all.attention({ layer: 6 })).toEqual(await some.attention({ layer: 6 }));
  });

  it("changes one layer alone, named by itself or in a list", async () => {
    const weightsOf = async (options: RunOptions, layer: number) =>
      (await (await model.run("I like apples", options)).attention({ layer, head: 1 })).weights;
    for (const [one, list] of [
      [{ temperature: { layer: 3, temperature: 2 } }, { temperature: [{ layer: 3, temperature: 2 }] }],
      [{ mask: { layer: 3, mask: "causal" } }, { mask: [{ layer: 3, mask: "causal" }] }],
    ] as [RunOptions, RunOptions][]) {
      expect(await weightsOf(one, 3)).toEqual(await weightsOf(list, 3));
      expect(await weightsOf(one, 3)).not.toEqual(await weightsOf({}, 3));
      expect(await weightsOf(one, 2)).toEqual(await weightsOf({}, 2));
    }
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

describeWithData("an encoder–decoder", ["fixtures/bart", "fixtures/t5"], () => {
  const engine = useEngine();

  it.each([
    ["bart", [2, 2]],
    ["t5", [2, 3]],
  ])("gives the decoder's hidden states of %s unless asked for the encoder's", async (name, [nEncoder, nDecoder]) => {
    const model = await engine().loadModel(testData(`fixtures/${name}`));
    expect([model.info.nLayers, model.info.decoder?.nLayers]).toEqual([nEncoder, nDecoder]);
    const run = await model.run({ ids: [5, 9, 30, 22], decoderIds: [2, 7] });
    const { dModel } = model.info;
    expect((await run.hidden(-1)).shape).toEqual([2, dModel]);
    expect(await run.hidden(nDecoder!, { stack: "decoder" })).toEqual(await run.hidden(nDecoder!));
    expect((await run.hidden(-1, { stack: "encoder" })).shape).toEqual([4, dModel]);
    expect((await errorOf(run.hidden(nEncoder! + 1, { stack: "encoder" }))).code).toBe("bad_index");
    const { nQueries, nKeys } = await run.attention({ kind: "cross", layer: nDecoder! - 1 });
    expect([nQueries, nKeys]).toEqual([2, 4]);
    expect((await run.attention({ kind: "decoder" })).nKeys).toBe(2);
    await model.dispose();
  });
});

describeWithData("a model without a limit of its own", ["fixtures/t5"], () => {
  const engine = useEngine();

  it("takes as many tokens as a run may have, and says so", async () => {
    const model = await engine().loadModel(testData("fixtures/t5"));
    expect(model.info.maxTokens).toBe(4096);
    const error = await errorOf(model.run({ ids: new Array<number>(5000).fill(5) }));
    expect([error.code, error.details]).toEqual(["too_long", { limit: 4096, got: 5000 }]);
    expect(error.message).toMatch(/5000 tokens.* at most 4096: .*truncate: true/);
    await model.dispose();
  });
});

describeWithData("a classifier", ["fixtures/bert-classifier"], () => {
  const engine = useEngine();

  it("names the labels of its logits", async () => {
    const model = await engine().loadModel(testData("fixtures/bert-classifier"));
    const run = await model.run({ ids: [5, 9, 30, 22] });
    expect(run.labels).toEqual(["negative", "neutral", "positive"]);
    expect(model.info).toMatchObject({ head: "classifier", labels: run.labels, generates: false });
    expect((await run.logits())?.shape).toEqual([3]);
    expect((await errorOf(model.generate({ ids: [5] }))).code).toBe("no_head");
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

  it("goes on as it was begun, and from no other model's run", async () => {
    const run = await model.run("Once", { headScale: [{ layer: 0, head: 0, scale: 0 }] });
    const changes = [{ headScale: [] }, { mask: "causal" }, { attentionTemperature: 2 }, { keep: "all" }] as const;
    for (const change of changes) {
      const error = await errorOf(model.generate(run, change as never));
      expect(error.message).toMatch(new RegExp(`^${Object.keys(change)[0]} must be left out`));
    }
    const other = await engine().loadModel(testData("models/stories260K"));
    for (const call of [() => other.generate(run), () => other.extend(run, [5])])
      expect((await errorOf(call())).message).toBe("run must be a run of this model.");
    expect((await errorOf(model.extend(run, [5], { token: 1 } as never))).code).toBe("unknown_option");
    await other.dispose();
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
