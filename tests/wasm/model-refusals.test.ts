/** What a transformer, its runs and its files are refused for, each in words that name it. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Model, ModelRun, RunOptions } from "../../web/engine/model-types.ts";
import { describeWithData, testData } from "../data.ts";
import { errorOf, useEngine } from "../engine.ts";

describe("e5-small", () => {
  const engine = useEngine();
  let model: Model;
  beforeAll(async () => {
    model = await engine().loadModel("e5-small");
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
    ["a layer below the first", "a", { temperature: [{ layer: -1, temperature: 2 }] }, "bad_index"],
    ["a mask of a layer below the first", "a", { mask: [{ layer: -1, mask: "causal" }] }, "bad_index"],
    [
      "a misspelt part of a scale",
      "a",
      { headScale: [{ layer: 0, head: 0, scale: 1, king: "self" }] as never },
      "unknown_option",
    ],
    ["a misspelt part of a mask", "a", { mask: [{ layer: 0, mask: "causal", head: 1 }] as never }, "unknown_option"],
  ];
  it("names the part of an option that is wrong", async () => {
    const layerOf = async (options: RunOptions) => (await errorOf(model.run("a", options))).message;
    expect(await layerOf({ headScale: [{ layer: 12, head: 0, scale: 0 }] })).toMatch(/^headScale\.layer must be .* 11/);
    expect(await layerOf({ mask: { layer: 12, mask: "causal" } })).toMatch(/^mask\.layer must be /);
  });

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
    ["toJSON(null)", (run) => run.toJSON(null as never)],
    ["hidden() of a stack that is none", (run) => run.hidden(0, { stack: "encodr" as never })],
    ["trace() of a side that is none", (run) => run.trace("q", { of: "key" as never })],
  ])("refuses %s", async (_, call) => {
    expect((await errorOf(call(await model.run("apples")))).code).toBe("bad_option");
  });

  it.each<[string, (run: ModelRun) => Promise<unknown>]>([
    ["attention", (run) => run.attention({ heads: 1 } as never)],
    ["trace", (run) => run.trace("q", { query: 1 } as never)],
    ["explain", (run) => run.explain({ query: 0, key: 0, of: "keys" } as never)],
    ["hidden", (run) => run.hidden(0, { layer: 1 } as never)],
    ["logits", (run) => run.logits({ row: 1 } as never)],
    ["candidates", (run) => run.candidates({ n: 3 } as never)],
    ["rollout", (run) => run.rollout({ layer: 1 } as never)],
    ["valueNorms", (run) => run.valueNorms({ query: 1 } as never)],
    ["pairWeights", (run) => run.pairWeights({ query: 0, key: 0, layer: 1 } as never)],
    ["thumbnails", (run) => run.thumbnails({ table: new Uint8ClampedArray(1024), size: 1 } as never)],
    ["toJSON", (run) => run.toJSON({ heads: 1 } as never)],
  ])("refuses a name that %s() has not", async (_, call) => {
    const error = await errorOf(call(await model.run("apples")));
    expect(error.code).toBe("unknown_option");
    expect(error.message).toMatch(/There is no option "\w+"; there are /);
  });

  it.each<[string, unknown, string, RegExp]>([
    ["an input with a misspelt name", { text: "a", pairs: "b" }, "unknown_option", /"pairs"; there are text, pair/],
    ["an input with a text beside ids", { ids: [5], text: "a" }, "unknown_option", /"text"; there are ids, types/],
    ["a list in the place of an input", ["a"], "bad_option", /input must be a text/],
    [
      "what a decoder says, without a decoder",
      { text: "a", decoderText: "b" },
      "bad_option",
      /^decoderText must be left/,
    ],
    ["ids for a decoder, without a decoder", { ids: [5], decoderIds: [5] }, "bad_option", /^decoderIds must be left/],
  ])("refuses %s", async (_, input, code, message) => {
    const error = await errorOf(model.run(input as never));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
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
      /rope_scaling\.type.*default, linear, dynamic, llama3.*yarn/,
    ],
    ["t5", { feed_forward_proj: "gated-gelu" }, "bad_model", /wi_0/],
  ])("%s with %j", async (fixture, change, code, message) => {
    const error = await changed(fixture, change);
    expect(error.message).toMatch(message);
    expect(error.code).toBe(code);
  });
});
