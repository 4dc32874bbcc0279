import { describe, expect, it } from "vitest";
import { AttentionError } from "../../../../web/engine/errors.ts";
import { openFolder } from "../../../../web/text/model/node-folder.ts";
import { openTensors } from "../../../../web/text/model/tensors.ts";
import type { Progress } from "../../../../web/engine/types.ts";
import { concatenate } from "../../../../web/text/byte-stream.ts";
import { describeWithData, testData } from "../../../data.ts";
import { folderOf, safetensors } from "./made.ts";

const i8 = (begin: number, end: number) => ({ dtype: "I8", shape: [end - begin], data_offsets: [begin, end] });

async function refusal(promise: Promise<unknown>): Promise<{ code: string; message: string }> {
  const error: unknown = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(AttentionError);
  const { code, message } = error as AttentionError;
  return { code, message };
}
const refused = (header: unknown, data: number[] = [], length?: bigint) =>
  refusal(openTensors(folderOf({ "model.safetensors": safetensors(header, data, length) })));

describe("one file", () => {
  it("gives names, shapes and bytes in the file's order", async () => {
    const header = { b: i8(2, 5), a: i8(0, 2), __metadata__: { format: "pt" } };
    const tensors = await openTensors(folderOf({ "model.safetensors": safetensors(header, [1, 2, 3, 4, 5]) }));
    expect(Array.from(tensors.tensors.keys())).toEqual(["a", "b"]);
    expect(tensors.metadata.get("format")).toBe("pt");
    expect([tensors.bytes, tensors.nParams]).toEqual([5, 5]);
    expect(Array.from(await tensors.read(tensors.tensors.get("b")!))).toEqual([3, 4, 5]);
  });

  it("hands out the wanted ones in order, with progress over them alone", async () => {
    const header = { a: i8(0, 2), b: i8(2, 5), c: i8(5, 9) };
    const source = folderOf({ "model.safetensors": safetensors(header, [1, 2, 3, 4, 5, 6, 7, 8, 9]) }, "mine");
    const { tensors, inFileOrder } = await openTensors(source).then((all) => ({
      tensors: all.tensors,
      inFileOrder: all.inFileOrder.bind(all),
    }));
    const seen: Record<string, number[]> = {};
    const progress: Progress[] = [];
    const wanted = [tensors.get("c")!, tensors.get("a")!];
    for (const { tensor, chunks } of inFileOrder(wanted, { onProgress: (step) => progress.push(step) })) {
      const parts: Uint8Array[] = [];
      for await (const chunk of chunks) parts.push(chunk);
      seen[tensor.name] = Array.from(concatenate(parts));
    }
    expect(seen).toEqual({ a: [1, 2], c: [6, 7, 8, 9] });
    expect(progress.at(-1)).toEqual({ name: "mine", loaded: 6, total: 6 });
  });

  it("takes a tensor named __proto__ for what it is", async () => {
    const header = `{"__proto__":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}`;
    const { tensors } = await openTensors(folderOf({ "model.safetensors": safetensors(header, [7]) }));
    expect(tensors.get("__proto__")?.dtype).toBe("U8");
  });

  it.each([
    ["nothing", "", [], undefined, /header is empty/],
    ["a header without an end", { a: i8(0, 1) }, [0], 10_000n, /shorter than its header says/],
    ["a header of 2⁶³ bytes", { a: i8(0, 1) }, [0], 1n << 63n, /says to be 9223372036854775808 bytes/],
    ["a gap", { a: i8(0, 1), b: i8(2, 3) }, [0, 0, 0], undefined, /"b" leaves a gap/],
    ["an overlap", { a: i8(0, 2), b: i8(1, 3) }, [0, 0, 0], undefined, /"b" overlaps/],
    ["two tensors of the same bytes", { a: i8(0, 2), b: i8(0, 2) }, [0, 0], undefined, /overlaps/],
    ["bytes behind the last", { a: i8(0, 1) }, [0, 0], undefined, /1 bytes after its last/],
    ["offsets past the end", { a: i8(0, 4) }, [0], undefined, /ends after the file's end/],
    ["a turned range", { a: { dtype: "I8", shape: [1], data_offsets: [1, 0] } }, [0], undefined, /-1 bytes/],
    ["another dtype", { a: { dtype: "F4", shape: [2], data_offsets: [0, 1] } }, [0], undefined, /unknown dtype "F4"/],
    [
      "a dtype out of a prototype",
      `{"a":{"dtype":"toString","shape":[],"data_offsets":[0,0]}}`,
      [],
      undefined,
      /dtype/,
    ],
    [
      "fields out of a prototype",
      `{"a":{"__proto__":{"dtype":"I8","shape":[1],"data_offsets":[0,1]}}}`,
      [0],
      undefined,
      /no dtype/,
    ],
    [
      "a shape too large to count",
      { a: { dtype: "F32", shape: [2 ** 40, 2 ** 40], data_offsets: [0, 4] } },
      [0, 0, 0, 0],
      undefined,
      /takes/,
    ],
    ["a negative length", { a: { dtype: "I8", shape: [-1], data_offsets: [0, 1] } }, [0], undefined, /no dtype, shape/],
    ["half a number", { a: { dtype: "I8", shape: [0.5], data_offsets: [0, 1] } }, [0], undefined, /no dtype, shape/],
    [
      "a name twice",
      `{"a":{"dtype":"I8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"I8","shape":[1],"data_offsets":[0,1]}}`,
      [0],
      undefined,
      /"a" is in its header twice/,
    ],
    [
      "a name twice, written otherwise",
      `{"a":{"dtype":"I8","shape":[1],"data_offsets":[0,1]},"\\u0061":{"dtype":"I8","shape":[1],"data_offsets":[0,1]}}`,
      [0],
      undefined,
      /twice/,
    ],
    ["metadata that is no text", { __metadata__: { a: 1 } }, [], undefined, /not a table of strings/],
    ["a list", [1], [], undefined, /does not begin with/],
    ["cut JSON", `{"a":`, [], undefined, /not JSON/],
  ])("refuses %s", async (_, header, data, length, message) => {
    expect(await refused(header, data, length)).toMatchObject({
      code: "bad_model",
      message: expect.stringMatching(message) as string,
    });
  });

  it("refuses a header that is not UTF-8", async () => {
    const file = safetensors({ abc: i8(0, 1) }, [0]);
    file[11] = 0xff;
    expect((await refusal(openTensors(folderOf({ "model.safetensors": file })))).message).toMatch(/not UTF-8/);
  });

  it("says what it looks for where there is none", async () => {
    const { code, message } = await refusal(openTensors(folderOf({ "pytorch_model.bin": "x" }, "old")));
    expect(code).toBe("model_file_missing");
    expect(message).toMatch(/^old has no file model\.safetensors: .*not from \.bin/);
  });
});

describe("shards", () => {
  const shards = (map: unknown, more: Record<string, string | Uint8Array<ArrayBuffer>> = {}) =>
    openTensors(
      folderOf({
        "1.safetensors": safetensors({ a: i8(0, 1) }, [1]),
        "2.safetensors": safetensors({ b: i8(0, 2) }, [2, 3]),
        "model.safetensors.index.json": JSON.stringify({ weight_map: map }),
        ...more,
      }),
    );

  it("are one model", async () => {
    const all = await shards({ a: "1.safetensors", b: "2.safetensors" });
    expect(Array.from(all.tensors.values(), ({ name, file }) => [name, file])).toEqual([
      ["a", "1.safetensors"],
      ["b", "2.safetensors"],
    ]);
    expect(Array.from(await all.read(all.tensors.get("b")!))).toEqual([2, 3]);
  });
  it.each([
    ["a tensor that its shard lacks", { a: "1.safetensors", b: "1.safetensors" }, /"b" .* is missing/],
    ["a shard that is not there", { a: "3.safetensors" }, /no file 3\.safetensors/],
    ["a file outside of the folder", { a: "../1.safetensors" }, /no name of a file/],
    ["another host's file", { a: "https://example.org/1.safetensors" }, /no name of a file/],
    ["a file that is no text", { a: 1 }, /no file for "a"/],
    ["a list", ["a"], /no weight_map/],
  ])("refuses %s", async (_, map, message) => expect((await refusal(shards(map))).message).toMatch(message));
  it("refuses a tensor in two of them", async () => {
    const more = { "2.safetensors": safetensors({ a: i8(0, 1), b: i8(1, 2) }, [2, 3]) };
    const { message } = await refusal(shards({ a: "1.safetensors", b: "2.safetensors" }, more));
    expect(message).toMatch(/2\.safetensors .*"a" is in 1\.safetensors too/);
  });
});

describeWithData("real files", ["fixtures/qwen2/config.json", "models/e5-small-en-zh/config.json"], () => {
  const location = (path: string) => ({ kind: "folder" as const, name: path, path: testData(path) });

  it("reads seven shards from the disk", async () => {
    const source = openFolder(location("fixtures/qwen2"));
    const { tensors } = await openTensors(source);
    expect(new Set(Array.from(tensors.values(), ({ file }) => file)).size).toBe(7);
    expect(tensors.get("model.embed_tokens.weight")?.dtype).toBe("F32");
    await source.close();
  });
  it("streams 37 MB in chunks of a few", async () => {
    const source = openFolder(location("models/e5-small-en-zh"));
    const all = await openTensors(source);
    let bytes = 0;
    for (const { chunks } of all.inFileOrder(all.tensors.values())) {
      for await (const chunk of chunks) {
        expect(chunk.length).toBeLessThanOrEqual(1 << 22);
        bytes += chunk.length;
      }
    }
    expect(bytes).toBe(all.bytes);
    await source.close();
  });
  it("stops when it is told to", async () => {
    const source = openFolder(location("models/e5-small-en-zh"));
    const all = await openTensors(source);
    const stop = new AbortController();
    const reading = async () => {
      for (const { chunks } of all.inFileOrder(all.tensors.values(), { signal: stop.signal }))
        for await (const _ of chunks) stop.abort();
    };
    await expect(reading()).rejects.toMatchObject({ name: "AbortError" });
    await source.close();
  });
});
