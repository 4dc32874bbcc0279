// One new token at a time with a KV cache: a model of GPT-2's smallest shape, its numbers random.
import { File } from "node:buffer";

const [nLayers, d, vocab, positions] = [12, 768, 50257, 1024];

/** Numbers that every token reads: the layers' matrices and the head's. */
export const nRead = nLayers * 12 * d * d + vocab * d;

const config = {
  model_type: "gpt2",
  n_layer: nLayers,
  n_head: 12,
  n_embd: d,
  n_positions: positions,
  n_ctx: positions,
  vocab_size: vocab,
  layer_norm_epsilon: 1e-5,
  activation_function: "gelu_new",
};

function shapes() {
  const all = { "wte.weight": [vocab, d], "wpe.weight": [positions, d], "ln_f.weight": [d], "ln_f.bias": [d] };
  for (let layer = 0; layer < nLayers; layer++)
    for (const [name, nIn, nOut] of [
      ["attn.c_attn", d, 3 * d],
      ["attn.c_proj", d, d],
      ["mlp.c_fc", d, 4 * d],
      ["mlp.c_proj", 4 * d, d],
    ]) {
      all[`h.${layer}.${name}.weight`] = [nIn, nOut];
      all[`h.${layer}.${name}.bias`] = [nOut];
      for (const norm of ["ln_1", "ln_2"]) {
        all[`h.${layer}.${norm}.weight`] = [d];
        all[`h.${layer}.${norm}.bias`] = [d];
      }
    }
  return all;
}

/** BF16 numbers between ±2⁻⁵ whose bits follow from their place. */
function file() {
  const header = {};
  let bytes = 0;
  for (const [name, shape] of Object.entries(shapes())) {
    const size = 2 * shape.reduce((a, b) => a * b);
    header[name] = { dtype: "BF16", shape, data_offsets: [bytes, bytes + size] };
    bytes += size;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const padded = text.length + ((8 - (text.length % 8)) % 8);
  const out = new Uint8Array(8 + padded + bytes);
  new DataView(out.buffer).setBigUint64(0, BigInt(padded), true);
  out.fill(0x20, 8, 8 + padded);
  out.set(text, 8);
  const numbers = new Uint16Array(out.buffer, 8 + padded);
  let state = 1;
  for (let i = 0; i < numbers.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    numbers[i] = ((state >>> 16) & 0x8000) | 0x3c00 | ((state >>> 20) & 0xff);
  }
  return out;
}

export const gptFiles = () => [
  new File([JSON.stringify(config)], "config.json"),
  new File([file()], "model.safetensors"),
];

/** A job that adds one token after a context of n. */
export async function generationJob(model, n) {
  const ids = Int32Array.from({ length: n }, (_, i) => (i * 7919) % vocab);
  const stamps = [];
  return {
    /** Milliseconds of processor time per token. */
    async measure(nTokens, now) {
      stamps.length = 0;
      const onToken = () => stamps.push(now());
      await model.generate({ ids }, { maxNewTokens: nTokens + 1, temperature: 0, ignoreEnd: true, onToken });
      return (stamps[nTokens] - stamps[0]) / nTokens;
    },
  };
}
