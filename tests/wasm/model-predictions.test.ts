/** What a head holds for likely, and a run that goes on token by token. */
import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Candidate, Model, ModelRun } from "../../web/engine/model-types.ts";
import { describeWithData, testData } from "../data.ts";
import { useEngine } from "../engine.ts";

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);

/** softmax in float64 of what logits() gives. */
function softmax(logits: Float32Array): number[] {
  const largest = Math.max(...logits);
  const exps = Array.from(logits, (logit) => Math.exp(logit - largest));
  return exps.map((each) => each / sum(exps));
}

const there = (found: Candidate[] | null): Candidate[] => found ?? [];

describe("a model without a head", () => {
  const engine = useEngine();

  it("has no candidates, and goes on with nothing", async () => {
    const model = await engine().loadModel("e5-small");
    const run = await model.run("apples");
    expect(await run.candidates()).toBeNull();
    await expect(model.extend(run, [5])).rejects.toMatchObject({ code: "no_head" });
  });
});

describeWithData("candidates of a head over tokens", ["fixtures/bert", "fixtures/llama", "fixtures/t5"], () => {
  const engine = useEngine();

  it.each(["bert", "llama", "t5"])("of %s are its largest logits, with their softmax", async (name) => {
    const model = await engine().loadModel(testData(`fixtures/${name}`));
    const run = await model.run({ ids: [5, 9, 30, 22] });
    const logits = (await run.logits({ token: -1 }))?.data ?? new Float32Array();
    const expected = softmax(logits);
    const found = there(await run.candidates({ count: model.info.vocabSize }));
    expect(found).toHaveLength(logits.length);
    expect(new Set(found.map(({ id }) => id)).size).toBe(logits.length);
    found.forEach(({ id, logit, probability, chance, piece }, i) => {
      expect(logit).toBe(logits[id]);
      expect(probability).toBeCloseTo(expected[id] ?? NaN, 6);
      expect(chance).toBeCloseTo(probability, 6);
      expect(piece).toBe(`#${id}`);
      expect(logit).toBeLessThanOrEqual(found[i - 1]?.logit ?? Infinity);
    });
    await model.dispose();
  });

  it("are of the token that is asked for", async () => {
    const model = await engine().loadModel(testData("fixtures/bert"));
    const run = await model.run({ ids: [5, 9, 30, 22] });
    const logits = (await run.logits({ token: 1 }))?.data ?? new Float32Array();
    const [best] = there(await run.candidates({ token: 1, count: 1 }));
    expect(best?.logit).toBe(Math.max(...logits));
    expect((await run.candidates({ token: 1 }))?.[0]).not.toEqual((await run.candidates({ token: 2 }))?.[0]);
    await expect(run.candidates({ token: 4 })).rejects.toMatchObject({ code: "bad_index" });
    await expect(run.candidates({ token: -2 })).rejects.toMatchObject({ code: "bad_index" });
    await expect(run.candidates({ count: 0 })).rejects.toMatchObject({ code: "bad_option" });
    await expect(run.candidates({ topP: 0 })).rejects.toMatchObject({ code: "bad_option" });
  });

  it("keep their probability and lose their chance where sampling leaves them out", async () => {
    const model = await engine().loadModel(testData("fixtures/llama"));
    const run = await model.run({ ids: [5, 9, 30, 22] });
    const plain = there(await run.candidates());
    const found = there(await run.candidates({ temperature: 0.5, topK: 5 }));
    expect(found.map(({ probability }) => probability)).toEqual(plain.map(({ probability }) => probability));
    expect(sum(found.slice(0, 5).map(({ chance }) => chance))).toBeCloseTo(1, 5);
    expect(found.slice(5).every(({ chance }) => chance === 0)).toBe(true);
    const [first, second] = found;
    const ratio = Math.exp(((first?.logit ?? 0) - (second?.logit ?? 0)) / 0.5);
    expect((first?.chance ?? 0) / (second?.chance ?? 1)).toBeCloseTo(ratio, 3);

    const share = (plain[0]?.probability ?? 0) + (plain[1]?.probability ?? 0) / 2;
    const cut = there(await run.candidates({ topP: share }));
    expect(cut.map(({ chance }) => chance > 0)).toEqual(cut.map((_, i) => i < 2));
    const greedy = there(await run.candidates({ temperature: 0, topK: 3 }));
    expect(greedy.map(({ chance }) => chance)).toEqual(greedy.map((_, i) => (i === 0 ? 1 : 0)));
  });
});

describeWithData("candidates of a classifier", ["fixtures/bert-classifier"], () => {
  const engine = useEngine();

  it("are its labels, and change when heads do", async () => {
    const model = await engine().loadModel(testData("fixtures/bert-classifier"));
    const run = await model.run({ ids: [5, 9, 30, 22] });
    const found = there(await run.candidates());
    const logits = (await run.logits())?.data ?? new Float32Array();
    expect(found.map(({ text }) => text).sort()).toEqual(["negative", "neutral", "positive"]);
    for (const { id, probability } of found) expect(probability).toBeCloseTo(softmax(logits)[id] ?? NaN, 6);
    const off = await model.run({ ids: [5, 9, 30, 22] }, { headScale: [{ layer: 0, head: 0, scale: 0 }] });
    expect(await off.candidates()).not.toEqual(found);
  });
});

describeWithData("candidates of labels that are apart", ["fixtures/bert-classifier"], () => {
  const engine = useEngine();
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "attention-labels-"));
    const config = await readFile(testData("fixtures/bert-classifier/config.json"), "utf8");
    const apart = { ...(JSON.parse(config) as object), problem_type: "multi_label_classification" };
    await writeFile(path.join(folder, "config.json"), JSON.stringify(apart));
    await copyFile(testData("fixtures/bert-classifier/model.safetensors"), path.join(folder, "model.safetensors"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it("have the sigmoid of each logit, and the same logits", async () => {
    const ids = [5, 9, 30, 22];
    const plain = await (await engine().loadModel(testData("fixtures/bert-classifier"))).run({ ids });
    const model = await engine().loadModel(folder);
    expect(model.info.multiLabel).toBe(true);
    const run = await model.run({ ids });
    expect(await run.logits()).toEqual(await plain.logits());
    const found = there(await run.candidates());
    expect(found.map(({ id }) => id)).toEqual(there(await plain.candidates()).map(({ id }) => id));
    for (const { logit, probability, chance } of found) {
      expect(probability).toBeCloseTo(1 / (1 + Math.exp(-logit)), 6);
      expect(chance).toBe(probability);
    }
  });
});

describeWithData("a run that goes on", ["fixtures/llama", "fixtures/t5", "fixtures/bart"], () => {
  const engine = useEngine();
  const at = { layer: 1, head: 2 };

  it("has the bits of one run over all tokens, forth and back", async () => {
    const model = await engine().loadModel(testData("fixtures/llama"));
    const run = await model.run({ ids: [5, 9, 30] });
    const longer = await model.extend(run, [22, 71, 3]);
    const bits = async (of: ModelRun) => [await of.attention(at), await of.logits(), await of.candidates()];
    const whole = await bits(await model.run({ ids: [5, 9, 30, 22, 71, 3] }));
    expect(await bits(longer)).toEqual(whole);
    const back = await model.extend(run, [22]);
    expect(back.tokens.map(({ id }) => id)).toEqual([5, 9, 30, 22]);
    expect(await bits(back)).toEqual(await bits(await model.run({ ids: [5, 9, 30, 22] })));
    expect(await bits(await model.extend(back, [71, 3]))).toEqual(whole);
    expect(await bits(longer)).toEqual(whole);
  });

  it.each(["t5", "bart"])("writes the decoder's tokens of %s", async (name) => {
    const model = await engine().loadModel(testData(`fixtures/${name}`));
    const run = await model.run({ ids: [5, 9, 30] });
    const longer = await model.extend(run, [22, 71]);
    expect(longer.tokens).toHaveLength(3);
    expect(longer.decoderTokens.map(({ id }) => id).slice(-2)).toEqual([22, 71]);
    const start = run.decoderTokens.map(({ id }) => id);
    const whole = await model.run({ ids: [5, 9, 30], decoderIds: [...start, 22, 71] });
    expect(await longer.attention({ ...at, kind: "cross" })).toEqual(await whole.attention({ ...at, kind: "cross" }));
    expect(await longer.logits()).toEqual(await whole.logits());
    await model.dispose();
  });

  it("refuses what no run is, and ids that are not there", async () => {
    const model = await engine().loadModel(testData("fixtures/llama"));
    const run = await model.run({ ids: [5, 9, 30] });
    await expect(model.extend(run, [model.info.vocabSize])).rejects.toMatchObject({ code: "bad_index" });
    await expect(model.extend({} as ModelRun, [1])).rejects.toMatchObject({ code: "bad_option" });
    const room = model.info.maxTokens - 3;
    await expect(model.extend(run, new Array<number>(room + 1).fill(5))).rejects.toMatchObject({ code: "too_long" });
  });
});

describeWithData("a story that goes on", ["models/stories260K"], () => {
  const engine = useEngine();
  let model: Model;
  beforeAll(async () => {
    model = await engine().loadModel(testData("models/stories260K"));
  });

  it("is the run that generate() gives: the same text, tokens and bits", async () => {
    const written = await model.generate("Once upon a time", { maxNewTokens: 8, seed: 3 });
    const run = await model.extend(await model.run("Once upon a time"), written.ids);
    expect(run.tokens).toEqual(written.run.tokens);
    const at = { layer: 4, head: 7 };
    expect(await run.attention(at)).toEqual(await written.run.attention(at));
    const one = await model.generate(run, { maxNewTokens: 1, seed: 3 });
    const two = await model.generate(written.run, { maxNewTokens: 1, seed: 3 });
    expect(one.ids).toEqual(two.ids);
  });

  it("costs one row for a token, also when that was written before", async () => {
    const prompt = await model.run("Once upon a time");
    const first = await model.extend(prompt, [400]);
    expect(first.cost.nTokens).toBe(6); // the prompt again, now with room for more
    const { run } = await model.generate(first, { maxNewTokens: 1 });
    const again = await model.extend(prompt, [400, run.tokens.at(-1)?.id ?? 0]);
    expect(again.cost.nTokens).toBe(1);
    expect(again.cost.milliseconds).toBeGreaterThan(0);
  });

  it("draws its tokens as often as their chances say", async () => {
    const run = await model.run("Once upon a time, there was a");
    const rule = { temperature: 1.5, topK: 4, topP: 0.95 };
    const found = there(await run.candidates(rule)).filter(({ chance }) => chance > 0);
    const nDraws = 400;
    const drawn = new Map<number, number>();
    for (let seed = 0; seed < nDraws; seed++) {
      const [id = -1] = (await model.generate(run, { ...rule, maxNewTokens: 1, seed })).ids;
      drawn.set(id, (drawn.get(id) ?? 0) + 1);
    }
    expect(found.length).toBeGreaterThan(1);
    expect([...drawn.keys()].every((id) => found.some((each) => each.id === id))).toBe(true);
    // Four standard deviations of a share.
    for (const { id, chance } of found)
      expect(Math.abs((drawn.get(id) ?? 0) / nDraws - chance)).toBeLessThan(
        4 * Math.sqrt((chance * (1 - chance)) / nDraws),
      );
  });
});
