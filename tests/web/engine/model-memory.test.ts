import { describe, expect, it } from "vitest";
import { checkTensor } from "../../../web/engine/model-memory.ts";
import type { TensorInfo } from "../../../web/text/model/index.ts";

const tensor = (dtype: string, shape: number[]) =>
  ({ name: "embed.weight", file: "model.safetensors", dtype, shape, begin: 0, end: 0 }) as TensorInfo;

describe("a tensor that no block of memory can hold", () => {
  it("is named, with what it needs and what to do", () => {
    const check = () => checkTensor(tensor("F32", [2 ** 18, 2 ** 11]), "as-stored", "big");
    expect(check).toThrow(/^big: the tensor embed\.weight alone needs 2148 MB.*or weights: "int8"\.$/);
    expect(check).toThrow(expect.objectContaining({ code: "model_too_large" }) as Error);
  });
  it("counts as it is kept", () => {
    expect(() => checkTensor(tensor("F32", [2 ** 18, 2 ** 11]), "int8", "big")).not.toThrow();
    expect(() => checkTensor(tensor("I8", [2 ** 18, 2 ** 12]), "as-stored", "big")).not.toThrow();
    expect(() => checkTensor(tensor("I8", [2 ** 18, 2 ** 13]), "as-stored", "big")).toThrow(/smaller model\.$/);
    expect(() => checkTensor(tensor("I8", [2 ** 18, 2 ** 12]), "float32", "big")).toThrow(/embed/);
  });
});
