/** What config.json leaves out, says under another name, or says with null: as the library takes it. */
import { expect, it } from "vitest";
import { Names } from "../../../web/engine/families/names.ts";
import { vocabularyOfWriter } from "../../../web/engine/model-input.ts";
import { labelRow } from "../../../web/engine/model-readers.ts";
import { readFamily } from "../../../web/engine/families/index.ts";

const read = (config: Record<string, unknown>, tensors: string[] = []) => readFamily(config, tensors);
const stackOf = (config: Record<string, unknown>) => {
  const { encoder, decoder } = read(config).description;
  return encoder ?? decoder;
};

it.each([
  ["bert", { dModel: 768, nLayers: 12, nHeads: 12, dFf: 3072, vocabSize: 30_522, nPositions: 512, nTypes: 2 }],
  ["roberta", { dModel: 768, vocabSize: 50_265, positionOffset: 2 }],
  ["xlm-roberta", { vocabSize: 30_522, positionOffset: 2 }],
  ["electra", { dModel: 256, nHeads: 4, dFf: 1024, embeddingDim: 128 }],
  ["distilbert", { dModel: 768, nLayers: 6, nHeads: 12, dFf: 3072 }],
  ["gpt2", { dModel: 768, nLayers: 12, nHeads: 12, dFf: 3072, nPositions: 1024, vocabSize: 50_257 }],
  ["gpt_neox", { dModel: 6144, nLayers: 44, nHeads: 64, dFf: 24_576, ropes: [{ dims: 24, theta: 10_000 }] }],
  ["llama", { dModel: 4096, nHeads: 32, nKvHeads: 32, headDim: 128, nPositions: 2048 }],
  ["mistral", { nKvHeads: 8, dFf: 14_336, nPositions: 131_072, layers: Array(32).fill({ window: 4095 }) as object[] }],
  ["qwen2", { nKvHeads: 32, vocabSize: 151_936, nPositions: 32_768, qkvBias: true }],
  ["qwen3", { headDim: 128, qkNorm: true, qkvBias: false }],
  ["gemma3_text", { dModel: 2304, nLayers: 26, nHeads: 8, nKvHeads: 4, headDim: 256, vocabSize: 262_208 }],
  ["t5", { dModel: 512, nLayers: 6, nHeads: 8, headDim: 64, dFf: 2048, vocabSize: 32_128 }],
  ["bart", { dModel: 1024, nLayers: 12, nHeads: 16, dFf: 4096, vocabSize: 50_265 }],
  ["marian", { dModel: 1024, vocabSize: 58_101 }],
])("%s has the sizes that its library gives it", (model_type, sizes) => {
  expect(stackOf({ model_type })).toMatchObject(sizes);
});

it("gemma 3 with pictures says little of its text model", () => {
  const text_config = { model_type: "gemma3_text", hidden_size: 2560, num_hidden_layers: 34, sliding_window: 1024 };
  expect(stackOf({ model_type: "gemma3", text_config })).toMatchObject({ nHeads: 8, nKvHeads: 4, headDim: 256 });
});

it("null is not what is left out", () => {
  expect(stackOf({ model_type: "mistral", num_key_value_heads: null })).toMatchObject({ nKvHeads: 32 });
  expect(stackOf({ model_type: "mistral", sliding_window: null })).not.toHaveProperty("layers");
  expect(read({ model_type: "llama" }).facts.endIds).toEqual([2]);
  expect(read({ model_type: "llama", eos_token_id: null }).facts.endIds).toEqual([]);
});

it("a window of qwen has its usual length where only its use is said", () => {
  const config = { model_type: "qwen2", num_hidden_layers: 2, use_sliding_window: true, max_window_layers: 1 };
  expect(stackOf(config)).toMatchObject({ layers: [{}, { window: 4095 }] });
  expect(stackOf({ ...config, sliding_window: null })).not.toHaveProperty("layers");
});

it.each([
  [{ model_type: "gpt2", hidden_size: 48, num_attention_heads: 4, num_hidden_layers: 3, max_position_embeddings: 99 }],
  [{ model_type: "distilbert", hidden_size: 48, num_attention_heads: 4, num_hidden_layers: 3 }],
  [{ model_type: "t5", hidden_size: 48, num_attention_heads: 4, num_hidden_layers: 3, head_dim: 12 }],
  [{ model_type: "bart", hidden_size: 48, num_attention_heads: 4, num_hidden_layers: 3, decoder_attention_heads: 4 }],
])("%j has its sizes under the names of all families", (config) => {
  expect(stackOf(config)).toMatchObject({ dModel: 48, nHeads: 4, nLayers: 3, headDim: 12 });
});

it("a family's own names count before those of all families", () => {
  expect(stackOf({ model_type: "gpt2", n_layer: 2, num_hidden_layers: 5 })).toMatchObject({ nLayers: 2 });
});

it("only electra's embeddings may be shorter than its hidden states", () => {
  expect(stackOf({ model_type: "bert", embedding_size: 128 })).toMatchObject({ embeddingDim: 768 });
});

it("only what counts positions after it needs the padding's id", () => {
  expect(stackOf({ model_type: "bert", pad_token_id: -1 })).not.toHaveProperty("positionOffset");
  expect(() => read({ model_type: "roberta", pad_token_id: -1 })).toThrow(/pad_token_id/);
});

it("labels have numbers as names, or none: bart has three where their number is not said", () => {
  const config = { model_type: "bart", architectures: ["BartForSequenceClassification"] };
  expect(read(config).facts.labels).toEqual(["LABEL_0", "LABEL_1", "LABEL_2"]);
  expect(read({ ...config, id2label: { "0": 0, "1": 1.5 } }).facts.labels).toEqual(["0", "1.5"]);
});

it.each([
  [{ model_type: "llama" }, null],
  [{ model_type: "llama", pad_token_id: -1 }, null],
  [{ model_type: "gpt2", pad_token_id: 7 }, 7],
  [{ model_type: "gemma3_text" }, 0],
  [{ model_type: "gemma3_text", pad_token_id: null }, null],
])("labels of %j are read before paddings of id %j at a text's end", (config, padId) => {
  const { facts, description } = read({ ...config, architectures: ["ForSequenceClassification"] });
  expect(facts.padId).toBe(padId);
  expect(description.head).toMatchObject(padId === null ? { of: "text", token: "last" } : { of: "tokens" });
  const rows = [
    [4, 5, 7, 7],
    [4, 7, 5],
    [7, 7],
  ].map((ids) => labelRow({ ids: Int32Array.from(ids) }, { facts }));
  expect(rows).toEqual(padId === null ? [-1, -1, -1] : padId === 7 ? [1, 2, 0] : [3, 2, 1]);
});

it("gemma 3 whose tokens all see each other is an encoder, for texts that no window cuts", () => {
  const config = { model_type: "gemma3_text", use_bidirectional_attention: true, sliding_window: 512 };
  const { description, facts } = read({ ...config, num_hidden_layers: 2, sliding_window_pattern: 2 });
  expect(description.encoder).toMatchObject({ causal: false, layers: [{ rope: 1 }, { rope: 0 }] });
  expect(description.encoder?.layers?.[0]).not.toHaveProperty("window");
  expect(facts).toMatchObject({ head: null, maxTokens: 257 });
  const full = read({ ...config, num_hidden_layers: 1, layer_types: ["full_attention"] });
  expect(full.facts.maxTokens).toBe(131_072);
});

it("an encoder–decoder's answer has the ids of the decoder's vocabulary", () => {
  expect(vocabularyOfWriter({ vocabSize: 50 })).toBe(50);
  const decoder = { nLayers: 1, nHeads: 1, nKvHeads: 1, headDim: 1, dModel: 1, vocabSize: 60 };
  expect(vocabularyOfWriter({ vocabSize: 50, decoder })).toBe(60);
});

it.each([
  ["bert", "BertLMHeadModel"],
  ["roberta", "RobertaForCausalLM"],
  ["electra", "ElectraForCausalLM"],
])("%s as a decoder sees the tokens before and writes", (model_type, architecture) => {
  const { description, facts } = read({ model_type, is_decoder: true, architectures: [architecture] });
  expect(description.encoder).toBeUndefined();
  expect(description.decoder).toMatchObject({ causal: true, normPlace: "post" });
  expect(facts.head).toBe("lm");
  expect(() => read({ model_type, is_decoder: true, add_cross_attention: true })).toThrow(/add_cross_attention/);
});

it.each(["T5EncoderModel", "T5ForTokenClassification"])("%s is an encoder alone", (architecture) => {
  const { description, facts } = read({ model_type: "t5", architectures: [architecture] });
  expect(Object.keys(description)).toEqual(["encoder"]);
  expect(facts.head).toBeNull();
});

it("dynamic scaling is none up to the positions that it begins after", () => {
  const rope_scaling = { type: "dynamic", factor: 4 };
  expect(stackOf({ model_type: "llama", rope_scaling })).toMatchObject({ ropes: [{ dims: 128, theta: 10_000 }] });
  expect(() => read({ model_type: "llama", rope_scaling: { type: "yarn", factor: 4 } })).toThrow(/rope_scaling.type/);
});

it("llama 3's scaling begins at the longest text where the one of the training is not said", () => {
  const rope_scaling = { rope_type: "llama3", factor: 8, low_freq_factor: 1, high_freq_factor: 4 };
  const config = { model_type: "llama", max_position_embeddings: 512, rope_scaling };
  expect(stackOf(config)).toMatchObject({ ropes: [{ originalPositions: 512 }] });
});

it.each([
  ["gpt2", "lm_head.weight", "decoder"],
  ["roberta", "lm_head.decoder.weight", "encoder"],
  ["bart", "lm_head.weight", "encoder"],
])("%s, whose head is its embeddings, may have them under the head's name alone", (model_type, name, stack) => {
  const architectures = model_type === "roberta" ? ["RobertaForMaskedLM"] : ["ForConditionalGeneration"];
  const names = new Names(read({ model_type, architectures }));
  expect(names.match(name)).toMatchObject({ rule: { stack, name: "tokens" }, isBias: false });
});

it("without a word on what it was made for, and without a head in the file, a decoder has none", () => {
  expect(read({ model_type: "llama" }, ["layers.0.mlp.up_proj.weight"]).facts.head).toBeNull();
  expect(read({ model_type: "llama" }, ["lm_head.weight"]).facts.head).toBe("lm");
});

it("a file quantised by another program is refused by the setting that says so", () => {
  const config = { model_type: "llama", quantization_config: { quant_method: "gptq", bits: 4 } };
  expect(() => read(config)).toThrow(/quantization_config .*gptq/);
});

it.each([
  ["bart", "normalize_before", true],
  ["bart", "normalize_embedding", false],
  ["marian", "add_final_layer_norm", true],
  ["bart", "architectures", ["BartForCausalLM"]],
  ["llama", "per_layer_config", { "0": { num_attention_heads: 4 } }],
])("%s of the old kind with %s %s is refused by name", (model_type, name, value) => {
  expect(() => read({ model_type, [name]: value })).toThrow(name);
});
