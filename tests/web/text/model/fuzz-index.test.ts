/** A model in parts with something broken in its index or in the header of a part. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AttentionError } from "../../../../web/engine/errors.ts";
import { openTensors } from "../../../../web/text/model/tensors.ts";
import { fuzz, fuzzTimeout, type Outcome, spoilt } from "../../fuzzing.ts";
import { folderOf, safetensors } from "./made.ts";

const parts = ["model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"] as const;
const right = {
  index: {
    metadata: { total_size: 40 },
    weight_map: { "h.0.attn.weight": parts[0], "h.0.attn.bias": parts[0], "h.1.attn.weight": parts[1] },
  },
  first: {
    "h.0.attn.weight": { dtype: "F32", shape: [2, 3], data_offsets: [0, 24] },
    "h.0.attn.bias": { dtype: "F16", shape: [2], data_offsets: [24, 28] },
    __metadata__: { format: "pt" },
  },
  second: { "h.1.attn.weight": { dtype: "I8", shape: [3, 4], data_offsets: [0, 12] } },
  nBytes: [28, 12],
};

async function readOne(model: unknown): Promise<Outcome> {
  const { index, first, second, nBytes } = model as Record<string, unknown>;
  const bytesOf = (i: number) => {
    const size = Array.isArray(nBytes) ? Number(nBytes[i]) : 12;
    return new Uint8Array(size >= 0 && size < 100 ? size : 0);
  };
  const header = (value: unknown) => JSON.stringify(value) ?? "";
  const source = folderOf({
    "model.safetensors.index.json": header(index),
    [parts[0]]: safetensors(header(first), bytesOf(0)),
    [parts[1]]: safetensors(header(second), bytesOf(1)),
  });
  try {
    const files = await openTensors(source);
    // Whatever was accepted can be read, every byte of it.
    for (const tensor of files.tensors.values())
      expect((await files.read(tensor)).length).toBe(tensor.end - tensor.begin);
    return "read";
  } catch (error) {
    if (error instanceof AttentionError && ["bad_model", "model_file_missing"].includes(error.code)) return "refused";
    throw error;
  }
}

describe("a model in parts", () => {
  it("is read as it is", async () => expect(await readOne(right)).toBe("read"));
  it("is read or refused in words", () => fuzz(spoilt(fc.constant(right)), readOne), fuzzTimeout(20));
  it("is read or refused in words where its index is any JSON", async () => {
    const index = fc.oneof(fc.jsonValue(), fc.record({ weight_map: fc.dictionary(fc.string(), fc.jsonValue()) }));
    await fc.assert(
      fc.asyncProperty(index, async (each) => void (await readOne({ ...right, index: each }))),
      { numRuns: 500, seed: 5 },
    );
  });
});
