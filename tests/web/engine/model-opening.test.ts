/** From files to the core: what is asked for at once, what is said first, and how tensors are handed over. */
import { describe, expect, it } from "vitest";
import type { CoreModel } from "../../../web/engine/core-model.ts";
import { fillModel } from "../../../web/engine/model-filling.ts";
import { openFiles } from "../../../web/engine/model-loading.ts";
import type { ModelSource, TensorFiles, TensorInfo } from "../../../web/text/model/index.ts";

const after = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

const failAfter = async (milliseconds: number, message: string) => {
  await after(milliseconds);
  throw new Error(message);
};

describe("a model's files", () => {
  it("are asked for at once, not one after the other", async () => {
    const asked: string[] = [];
    const ask = (file: string) => {
      asked.push(file);
      return new Promise<never>(() => {});
    };
    void openFiles({ size: ask, json: ask } as Partial<ModelSource> as ModelSource, {}, true);
    await after(0);
    const all = ["config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"];
    expect(asked.toSorted()).toEqual(all);
  });

  it("fail with the same one of several errors, whichever comes first", async () => {
    for (const [header, config] of [
      [5, 0],
      [0, 5],
    ] as const) {
      const source = {
        name: "broken",
        size: () => failAfter(header, "no header"),
        json: () => failAfter(config, "no config"),
      } as Partial<ModelSource> as ModelSource;
      await expect(openFiles(source, {}, true)).rejects.toThrow("no header");
    }
  });
});

describe("a tensor", () => {
  const info: TensorInfo = { name: "t", dtype: "I8", shape: [7, 5], file: "f", begin: 0, end: 35 };
  const scale: TensorInfo = { name: "t.scale", dtype: "F32", shape: [7], file: "f", begin: 35, end: 63 };
  const numbers = Uint8Array.from({ length: 35 }, (_, i) => i);
  const scales = Float32Array.from({ length: 7 }, (_, i) => i / 2);

  const cut = (bytes: Uint8Array, length: number) =>
    Array.from({ length: Math.ceil(bytes.length / length) }, (_, i) => bytes.subarray(i * length, (i + 1) * length));

  async function* stream(chunks: readonly Uint8Array[]) {
    for (const chunk of chunks) yield await Promise.resolve(chunk);
  }

  /** What the core is given, row by row. */
  async function taken(chunkBytes: number) {
    const rows: { bytes: number[]; scale: number | undefined }[] = [];
    const model = {
      missing: () => [],
      take: ({ firstRow, bytes, scales: ofRows }) => {
        expect(firstRow).toBe(rows.length);
        expect(bytes.length % 5).toBe(0);
        cut(bytes.slice(), 5).forEach((row, i) => rows.push({ bytes: [...row], scale: ofRows?.[i] }));
      },
    } as Partial<CoreModel> as CoreModel;
    const bytesOf = (tensor: TensorInfo) => (tensor === info ? numbers : new Uint8Array(scales.buffer));
    const files = {
      *inFileOrder(wanted) {
        for (const tensor of wanted) yield { tensor, chunks: stream(cut(bytesOf(tensor), chunkBytes)) };
      },
    } as Partial<TensorFiles> as TensorFiles;
    await fillModel(model, files, [{ info, scale, blocks: [] }], {});
    return rows;
  }

  it.each([1, 3, 4, 5, 6, 7, 11, 34, 35])(
    "is taken by whole rows with their scales from chunks of %i bytes",
    async (n) => {
      const rows = cut(numbers, 5).map((row, i) => ({ bytes: [...row], scale: scales[i] }));
      expect(await taken(n)).toEqual(rows);
    },
  );
});
