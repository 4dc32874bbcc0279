import { describe, expect, it } from "vitest";
import type { ModelInfo } from "../../../web/engine/model-types.ts";
import { attentionOf } from "../../../web/engine/model-attention.ts";
import { readFamily } from "../../../web/engine/families/index.ts";
import { strings } from "../../../web/i18n/index.ts";
import { isPart, type Part, type PartId } from "../../../web/page/formula/equations.ts";
import { modelEquations, modelSheet, modelTracesOf } from "../../../web/page/model/formula/index.ts";
import type { ModelFacts } from "../../../web/page/model/formula/facts.ts";
import { defaultOptions, type FormulaOptions } from "../../../web/page/state/play-state.ts";

const { page } = strings("en");
const sizes = { hidden_size: 64, intermediate_size: 128, num_hidden_layers: 6, num_attention_heads: 4, vocab_size: 9 };
const gqa = { ...sizes, num_key_value_heads: 2 };
const configs = {
  bert: { ...sizes, model_type: "bert" },
  gpt2: { model_type: "gpt2", n_embd: 64, n_layer: 6, n_head: 4, vocab_size: 9 },
  mistral: { ...gqa, model_type: "mistral", sliding_window: 8 },
  qwen3: { ...gqa, model_type: "qwen3", head_dim: 16 },
  gemma: { ...gqa, model_type: "gemma3_text", head_dim: 16, sliding_window: 8 },
  t5: { model_type: "t5", d_model: 64, d_kv: 16, d_ff: 128, num_layers: 6, num_heads: 4, vocab_size: 9 },
};
type Name = keyof typeof configs;

function facts(name: Name, changes: Partial<ModelFacts> = {}, options: Partial<FormulaOptions> = {}): ModelFacts {
  const { description } = readFamily(configs[name], []);
  const { encoder, decoder } = description;
  const both = encoder && decoder;
  const info = {
    ...(encoder ?? decoder),
    ...(both && { decoder }),
    name,
    nTypes: 0,
    maxTokens: 512,
    attention: attentionOf(description),
  } as unknown as ModelInfo;
  const place = { kind: "self" as const, layer: 3, head: 1 };
  return { info, name, ...place, second: "none", options: { ...defaultOptions, ...options }, ...changes };
}
/** With scores capped, as in Gemma 2. */
function capped(given: ModelFacts): ModelFacts {
  const { attention } = given.info;
  return { ...given, info: { ...given.info, attention: { self: { ...attention.self!, softcap: 50 } } } };
}
const line = (given: ModelFacts) => modelEquations(given, page).flatMap(({ items }) => items.filter(isPart));
const values = (given: ModelFacts) => Object.fromEntries(line(given).map((part) => [part.slot, part.value]));
const sheet = (part: PartId, given: ModelFacts) => modelSheet(part, given, "q", page);
const notes = (part: PartId, given: ModelFacts) => sheet(part, given).notes.map(({ text }) => text);

/** The signs of a part as one line of text. */
function written(part: unknown): string {
  if (Array.isArray(part)) return part.map(written).join("");
  if (typeof part !== "object" || part === null) return String(part ?? "");
  const { strings, values } = part as Part["math"];
  return strings.map((text, index) => text.replace(/<[^>]*>/g, "") + written(values[index])).join("");
}
const math = (slot: string, given: ModelFacts) => written(line(given).find((part) => part.slot === slot)?.math);

describe("the line of a transformer", () => {
  it("has only the source, τ and the mask to be changed", () => {
    for (const name of Object.keys(configs) as Name[]) {
      const live = line(facts(name)).filter((part) => !part.fixed);
      expect(live.map((part) => part.slot)).toEqual(["normalizer", "mask", "source"]);
    }
  });

  it("adds learned positions to the embeddings, turns q and k by RoPE, and puts T5’s into the scores", () => {
    const slots = (name: Name) => line(facts(name)).map((part) => part.slot);
    expect(slots("bert")).toContain("position");
    expect(slots("qwen3").filter((slot) => slot.startsWith("rope"))).toEqual(["rope-q", "rope-k"]);
    expect(slots("qwen3")).not.toContain("position");
    expect(slots("t5").indexOf("relative")).toBe(slots("t5").indexOf("score") + 1);
    expect(line(facts("t5", { kind: "cross" })).map((part) => part.slot)).not.toContain("relative");
  });

  it("divides by √d, by another root, or by nothing, as the model does", () => {
    expect(math("score", facts("bert"))).toBe("q·kd");
    expect(math("score", facts("t5"))).toBe("q·k");
    expect(math("score", facts("gemma"))).toBe("q·k256");
    expect(math("score", capped(facts("gemma")))).toBe("50tanh(q·k25650)");
    expect(values(capped(facts("gemma")))["score"]).toBe("capped at 50");
    expect(values(facts("t5"))["score"]).toBe("dot");
  });

  it("norms what enters attention where the model does so before it", () => {
    expect(math("q", facts("bert"))).toBe("Wqx");
    expect(math("q", facts("gpt2"))).toBe("WqLN(x)");
    expect(math("q", facts("qwen3"))).toBe("RMS(WqRMS(x))");
    expect(math("v", facts("qwen3"))).toBe("WvRMS(x)");
    expect(math("k", facts("t5", { kind: "cross" }))).toBe("Wky");
  });

  it("names the model’s own mask, and what is added to it", () => {
    const mask = (name: Name, changes?: Partial<ModelFacts>, options?: Partial<FormulaOptions>) =>
      values(facts(name, changes, options))["mask"];
    expect(mask("bert")).toBe("none");
    expect(mask("bert", {}, { mask: "not_self" })).toBe("not itself");
    expect(mask("gpt2")).toBe("causal");
    expect(mask("gpt2", {}, { mask: { window: 2 } })).toBe("causal + window ± 2");
    expect(mask("mistral")).toBe("last 8");
    expect([mask("gemma"), mask("gemma", { layer: 5 })]).toEqual(["last 8", "causal"]);
    expect(mask("t5", { kind: "decoder" }, { mask: "not_self" })).toBe("causal");
    expect(mask("t5", { kind: "cross" })).toBe("none");
  });

  it("says how many heads share keys and values", () => {
    expect(values(facts("qwen3"))).toMatchObject({ q: "learned", k: "one for 2 heads", v: "one for 2 heads" });
    expect(values(facts("bert"))["k"]).toBe("learned");
  });

  it("marks as changed what the person changed, and the model itself", () => {
    const changed = (options: Partial<FormulaOptions>) =>
      line(facts("bert", {}, options)).flatMap((part) => (part.changed ? [part.slot] : []));
    expect(changed({})).toEqual(["source"]);
    expect(changed({ temperature: 0.5, mask: "causal" })).toEqual(["normalizer", "mask", "source"]);
  });
});

describe("what opens under a part of a transformer", () => {
  const readOnly = ["score", "position", "qkv", "residual", "heads"] as const;

  it.each(readOnly)("explains %s and offers nothing", (part) => {
    for (const name of Object.keys(configs) as Name[]) {
      const { choices, fields, notes } = sheet(part, facts(name));
      expect([choices, fields]).toEqual([[], []]);
      expect(notes.length).toBeGreaterThan(0);
      for (const { text } of notes) expect(text).not.toMatch(/[{}]|NaN|undefined/);
    }
  });

  it("offers temperatures, with the present one among the fields", () => {
    const { choices, current, fields } = sheet("normalizer", facts("bert", {}, { temperature: 0.5 }));
    expect(choices.map(({ change }) => change.temperature)).toEqual([0.25, 0.5, 1, 2, 4]);
    expect(current).toBe("0.5");
    expect(fields.map(({ id }) => id)).toEqual(["temperature"]);
  });

  it("offers masks beside the model’s own", () => {
    const ids = (given: ModelFacts) => sheet("mask", given).choices.map(({ id }) => id);
    expect(ids(facts("bert"))).toContain("causal");
    expect(ids(facts("gpt2"))).not.toContain("causal");
    expect(ids(facts("gpt2"))).toContain("not_self");
    expect(ids(facts("t5", { kind: "cross" }))).toEqual([]);
    const blocked = (second: ModelFacts["second"]) =>
      sheet("mask", facts("bert", { second })).choices.flatMap(({ id, blocked }) => (blocked ? [id] : []));
    expect([blocked("none"), blocked("pair")]).toEqual([["a_to_b", "b_to_a"], []]);
  });

  it("says the numbers that hold at this place", () => {
    expect(notes("score", capped(facts("gemma"))).join(" ")).toMatch(/multiplied by 1\/√256.*±50/);
    expect(notes("mask", facts("mistral"))[0]).toContain("the 7 before it");
    expect(modelSheet("qkv", facts("qwen3", { head: 3 }), "k", page).notes.at(-1)?.text).toContain("Heads 2 – 3");
    expect(notes("source", facts("bert"))[0]).toContain("layers before 3");
    expect(notes("source", facts("bert", { layer: 0 }))[0]).toContain("nothing yet of its neighbours");
  });
});

it("shows the numbers of the layer and head that a part is made of", () => {
  const names = (part: PartId, given: ModelFacts, role: "q" | "k" | "v" = "q") =>
    modelTracesOf(part, given, role, "weight").map((trace) => trace.name);
  expect(names("source", facts("bert"))).toEqual(["x"]);
  expect(names("qkv", facts("bert"), "k")).toEqual(["k"]);
  expect(names("qkv", facts("gpt2"), "v")).toEqual(["normed", "v"]);
  expect(names("qkv", facts("qwen3"), "q")).toEqual(["normed", "q_projected", "q"]);
  expect(names("qkv", facts("t5", { kind: "cross" }), "k")).toEqual(["k"]);
  expect(names("position", facts("t5"))).toEqual(["bias"]);
  expect(names("position", facts("bert"))).toEqual([]);
  expect(names("residual", facts("bert"))).toEqual(["context", "output"]);
});
