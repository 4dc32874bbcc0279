import { expect, test } from "vitest";
import { gguf } from "../bench/peers/gguf-writer.mjs";

test("a file of ggml's: fields, then tensors whose shapes begin with what lies side by side, each at a multiple of 32", () => {
  const file = gguf({ "a.b": { uint32: 7 } }, [
    ["m", [2, 3], Float32Array.of(1, 2, 3, 4, 5, 6)],
    ["v", [1], Float32Array.of(7)],
  ]);
  const view = new DataView(file.buffer);
  const u64 = (at: number) => Number(view.getBigUint64(at, true));
  expect(new TextDecoder().decode(file.subarray(0, 4))).toBe("GGUF");
  expect([view.getUint32(4, true), u64(8), u64(16)]).toEqual([3, 2, 1]);
  const field = 24;
  expect([u64(field), new TextDecoder().decode(file.subarray(field + 8, field + 11))]).toEqual([3, "a.b"]);
  expect([view.getUint32(field + 11, true), view.getUint32(field + 15, true)]).toEqual([4, 7]);
  const matrix = field + 19;
  expect([u64(matrix), view.getUint32(matrix + 9, true)]).toEqual([1, 2]);
  expect([u64(matrix + 13), u64(matrix + 21), view.getUint32(matrix + 29, true), u64(matrix + 33)]).toEqual([
    3, 2, 0, 0,
  ]);
  const vector = matrix + 41;
  const offset = u64(vector + 25);
  expect(offset).toBe(32);
  const data = file.length - 64;
  expect(data % 32).toBe(0);
  expect([view.getFloat32(data + 20, true), view.getFloat32(data + offset, true)]).toEqual([6, 7]);
});
