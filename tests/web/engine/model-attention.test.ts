import { expect, it } from "vitest";
import { readFileSync } from "node:fs";
import { readFamily } from "../../../web/engine/families/index.ts";
import { attentionOf } from "../../../web/engine/model-attention.ts";

/** What the formula of a family is, from the values of its config.json that count. */
const attention = (config: object) => attentionOf(readFamily(config, []).description);

const bundled = JSON.parse(
  readFileSync(new URL("../../../web/models/e5-small/config.json", import.meta.url), "utf8"),
) as object;
const llama = {
  model_type: "llama",
  ...{ hidden_size: 64, intermediate_size: 128, num_hidden_layers: 2, num_attention_heads: 4, vocab_size: 9 },
};
const t5 = { model_type: "t5", d_model: 64, d_kv: 16, d_ff: 128, num_layers: 1, num_heads: 4, vocab_size: 9 };

it("is one kind for an encoder, with what it adds to x and norms after the sum", () => {
  const { self, ...others } = attention(bundled);
  expect(others).toEqual({});
  expect(self).toMatchObject({ position: "learned", causal: false, norm: "layer", normPlace: "post", softcap: null });
  expect(self?.layers).toHaveLength(12);
  expect(self?.layers[8]).toEqual({ scale: 1 / Math.sqrt(32), window: null });
});

it("knows how far RoPE turns, and that a decoder is causal", () => {
  const { self } = attention({ ...llama, rope_theta: 5000 });
  expect(self).toMatchObject({ position: "rope", causal: true, norm: "rms", normPlace: "pre", bias: false });
  expect(self?.layers[1]).toEqual({ scale: 0.25, window: null, rope: { dims: 16, theta: 5000 } });
});

it("counts a sliding window's keys before the query", () => {
  const { self } = attention({ ...llama, model_type: "mistral", num_key_value_heads: 2, sliding_window: 8 });
  expect(self?.layers.map(({ window }) => window)).toEqual([7, 7]);
});

it("has norms of q and k, and windows of its own for each layer of Gemma", () => {
  const sizes = { ...llama, model_type: "gemma3_text", head_dim: 16, num_key_value_heads: 1, num_hidden_layers: 6 };
  const { self } = attention({ ...sizes, sliding_window: 4, query_pre_attn_scalar: 16 });
  expect(self).toMatchObject({ qkNorm: true, softcap: null, normPlace: "both" });
  expect(self?.layers.map(({ window }) => window)).toEqual([3, 3, 3, 3, 3, null]);
  expect(self?.layers[0]?.rope?.theta).not.toBe(self?.layers[5]?.rope?.theta);
});

it("has the cap of its description", () => {
  const { decoder } = readFamily(llama, []).description;
  if (!decoder) throw new Error("a llama is a decoder");
  expect(attentionOf({ decoder: { ...decoder, attentionSoftcap: 50 } }).self).toMatchObject({ softcap: 50 });
});

it("is three kinds for an encoder–decoder, where distance means nothing between two texts", () => {
  const { self, decoder, cross } = attention(t5);
  expect(self).toMatchObject({ position: "relative", causal: false });
  expect(self?.layers[0]?.scale).toBe(1);
  expect(decoder).toMatchObject({ position: "relative", causal: true });
  expect(cross).toMatchObject({ position: "none", causal: false });
});
