import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { AttentionError } from "../../../web/engine/errors.ts";
import { parseSafetensors } from "../../../web/text/safetensors.ts";
import { dataUrl } from "./bundled.ts";

function file(header: unknown, data: number[] = [], text = JSON.stringify(header)): ArrayBuffer {
  const bytes = new TextEncoder().encode(text);
  const out = new Uint8Array(8 + bytes.length + data.length);
  new DataView(out.buffer).setBigUint64(0, BigInt(bytes.length), true);
  out.set(bytes, 8);
  out.set(data, 8 + bytes.length);
  return out.buffer;
}

const problemOf = (buffer: ArrayBuffer): unknown => {
  try {
    parseSafetensors(buffer);
  } catch (error) {
    expect(error).toBeInstanceOf(AttentionError);
    return (error as AttentionError).details.problem;
  }
  return null;
};

describe("parseSafetensors", () => {
  test("reads tensors as views of the file and leaves out the metadata", () => {
    const buffer = file(
      { __metadata__: { a: "b" }, m: { dtype: "I8", shape: [2, 2], data_offsets: [0, 4] } },
      [1, 2, 255, 4],
    );
    const tensors = parseSafetensors(buffer);
    expect(Object.keys(tensors)).toEqual(["m"]);
    expect(tensors.m).toMatchObject({ dtype: "I8", shape: [2, 2] });
    expect(new Int8Array(tensors.m!.bytes)).toEqual(Int8Array.of(1, 2, -1, 4));
    expect(tensors.m!.bytes.buffer).toBe(buffer);
  });

  test("an empty tensor and a scalar are fine", () => {
    const tensors = parseSafetensors(
      file(
        {
          none: { dtype: "F32", shape: [0, 3], data_offsets: [0, 0] },
          one: { dtype: "U8", shape: [], data_offsets: [0, 1] },
        },
        [7],
      ),
    );
    expect(tensors.none!.bytes).toHaveLength(0);
    expect(tensors.one!.bytes).toEqual(Uint8Array.of(7));
  });

  test.each([
    ["an empty file", new ArrayBuffer(0), "it is shorter than its header"],
    ["a header longer than the file", file({}).slice(0, 9), "it is shorter than its header says"],
    ["a header that is not JSON", file(null, [], "{nope"), "its header is not JSON"],
    ["a header that is not an object", file([1]), "its header does not begin with {"],
    ["a tensor without a shape", file({ t: {} }), 'tensor "t" has no dtype, shape and data_offsets'],
    [
      "an unknown dtype",
      file({ t: { dtype: "Q9", shape: [1], data_offsets: [0, 1] } }, [0]),
      'tensor "t" has the unknown dtype "Q9"',
    ],
    [
      "a shape that disagrees with the bytes",
      file({ t: { dtype: "F32", shape: [1], data_offsets: [0, 1] } }, [0]),
      'tensor "t" has 1 bytes, but F32 [1] takes 4',
    ],
    [
      "a cut file",
      file({ t: { dtype: "I8", shape: [4], data_offsets: [0, 4] } }, [0]),
      'tensor "t" ends after the file\'s end',
    ],
  ])("says what is wrong with %s", (_, buffer, problem) => expect(problemOf(buffer)).toBe(problem));

  test.each([
    ["en", 25009],
    ["zh", 23093],
  ])("reads the bundled %s vectors", (language, nWords) => {
    const bytes = readFileSync(dataUrl(`${language}.safetensors`));
    const tensors = parseSafetensors(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
    expect(tensors.vectors).toMatchObject({ dtype: "I8", shape: [nWords, 100] });
    expect(tensors["vectors.scale"]).toMatchObject({ dtype: "F32", shape: [nWords] });
  });
});
