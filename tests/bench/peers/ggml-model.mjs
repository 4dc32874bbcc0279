// An encoder of the bench's layer, several times over, as ggml's BERT reads it.
import { numbers } from "../cases.mjs";
import { gguf } from "./gguf-writer.mjs";

export const maxTokens = 512;
const special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];
const nWords = 64;
const vocabulary = [...special, ...Array.from({ length: nWords - special.length }, (_, i) => `▁w${i}`)];
const [normal, control] = [1, 3];
const [cls, sep] = [2, 3];

/** n tokens; another `turn`, other words: what was asked last is not asked again. */
export const tokensOf = (n, turn) => [
  cls,
  ...Array.from({ length: n - 2 }, (_, i) => special.length + ((i * 7 + turn) % (nWords - special.length))),
  sep,
];

const fields = ({ d, heads, dMlp }, nLayers) => ({
  "general.architecture": { text: "bert" },
  "general.name": { text: "bench" },
  "bert.block_count": { uint32: nLayers },
  "bert.context_length": { uint32: maxTokens },
  "bert.embedding_length": { uint32: d },
  "bert.feed_forward_length": { uint32: dMlp },
  "bert.attention.head_count": { uint32: heads },
  "bert.attention.layer_norm_epsilon": { float32: 1e-12 },
  "bert.attention.causal": { bool: false },
  "bert.pooling_type": { uint32: 1 },
  "tokenizer.ggml.model": { text: "bert" },
  "tokenizer.ggml.token_type_count": { uint32: 2 },
  "tokenizer.ggml.tokens": { texts: vocabulary },
  "tokenizer.ggml.token_type": { int32s: vocabulary.map((_, i) => (i < special.length ? control : normal)) },
  "tokenizer.ggml.scores": { float32s: vocabulary.map(() => 0) },
  "tokenizer.ggml.unknown_token_id": { uint32: 1 },
  "tokenizer.ggml.padding_token_id": { uint32: 0 },
  "tokenizer.ggml.cls_token_id": { uint32: cls },
  "tokenizer.ggml.bos_token_id": { uint32: cls },
  "tokenizer.ggml.eos_token_id": { uint32: sep },
  "tokenizer.ggml.seperator_token_id": { uint32: sep },
  "tokenizer.ggml.mask_token_id": { uint32: 4 },
});

/** [in, out], or `columns` of it, as rows [out, in]. */
function rows(matrix, nIn, from = 0, nOut = matrix.length / nIn) {
  const stride = matrix.length / nIn;
  return Float32Array.from(
    { length: nOut * nIn },
    (_, at) => matrix[(at % nIn) * stride + from + Math.floor(at / nIn)],
  );
}

const embeddings = (d) => ({ words: numbers(nWords * d, 40, 1), positions: numbers(maxTokens * d, 41, 1) });

function embeddingTensors(d) {
  const { words, positions } = embeddings(d);
  return [
    ["token_embd.weight", [nWords, d], words],
    ["position_embd.weight", [maxTokens, d], positions],
    ["token_types.weight", [2, d], new Float32Array(2 * d)],
    ["token_embd_norm.weight", [d], new Float32Array(d).fill(1)],
    ["token_embd_norm.bias", [d], new Float32Array(d)],
  ];
}

/** @param {string} prefix of a layer's names */
function layerTensors(prefix, { d, dMlp }, inputs) {
  const projections = ["attn_q", "attn_k", "attn_v"].flatMap((name, part) => [
    [`${name}.weight`, [d, d], rows(inputs.wQkv, d, part * d, d)],
    [`${name}.bias`, [d], inputs.bQkv.slice(part * d, (part + 1) * d)],
  ]);
  const own = [
    ...projections,
    ["attn_output.weight", [d, d], rows(inputs.wOut, d)],
    ["attn_output.bias", [d], inputs.bOut],
    ["attn_output_norm.weight", [d], inputs.gamma1],
    ["attn_output_norm.bias", [d], inputs.beta1],
    ["ffn_up.weight", [dMlp, d], rows(inputs.wUp, d)],
    ["ffn_up.bias", [dMlp], inputs.bUp],
    ["ffn_down.weight", [d, dMlp], rows(inputs.wDown, dMlp)],
    ["ffn_down.bias", [d], inputs.bDown],
    ["layer_output_norm.weight", [d], inputs.gamma2],
    ["layer_output_norm.bias", [d], inputs.beta2],
  ];
  return own.map(([name, ...rest]) => [prefix + name, ...rest]);
}

export const modelFile = (work, inputs, nLayers) =>
  gguf(fields(work, nLayers), [
    ...embeddingTensors(work.d),
    ...Array.from({ length: nLayers }, (_, layer) => layerTensors(`blk.${layer}.`, work, inputs)).flat(),
  ]);

function normalized(row) {
  const mean = row.reduce((sum, x) => sum + x, 0) / row.length;
  const variance = row.reduce((sum, x) => sum + (x - mean) ** 2, 0) / row.length;
  return row.map((x) => (x - mean) / Math.sqrt(variance + 1e-12));
}

/** What the first layer gets, [n, d]. */
export function layerInput({ n, d }) {
  const { words, positions } = embeddings(d);
  const x = new Float32Array(n * d);
  for (const [i, id] of tokensOf(n, 0).entries())
    x.set(normalized(Float32Array.from({ length: d }, (_, c) => words[id * d + c] + positions[i * d + c])), i * d);
  return x;
}
