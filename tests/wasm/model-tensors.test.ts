/** Tensors that are not what config.json says, or too many numbers for any memory: named with what was expected, before they are read. */
import {
  closeSync,
  cpSync,
  ftruncateSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describeWithData, testData } from "../data.ts";
import { errorOf, useEngine } from "../engine.ts";
import { type Header, headerBytes, readStored, withTensors } from "./stored.ts";

let root: string;
beforeAll(() => (root = mkdtempSync(path.join(tmpdir(), "attn-tensors-"))) && undefined);
afterAll(() => rmSync(root, { recursive: true }));

describeWithData("a tensor of a model", ["fixtures/bert"], () => {
  const engine = useEngine();
  const query = "bert.encoder.layer.1.attention.self.query.weight";

  /** The fixture's file under another header, with as many bytes as that wants. */
  function changed(change: (header: Header) => void): string {
    const folder = mkdtempSync(path.join(root, "bert-"));
    cpSync(testData("fixtures/bert/config.json"), path.join(folder, "config.json"));
    const { header, data } = readStored(testData("fixtures/bert/model.safetensors"));
    change(header);
    writeFileSync(path.join(folder, "model.safetensors"), Buffer.concat([headerBytes(header), data]));
    return folder;
  }
  const rename = (header: Header, from: string, to: string) => {
    header[to] = header[from]!;
    delete header[from];
  };

  it.each<[string, (header: Header) => void, RegExp]>([
    [
      "has another type",
      (header) => (header[query]!.dtype = "I32"),
      /^model\.safetensors: bert\.encoder\.layer\.1\.attention\.self\.query\.weight must be of F32, F16, BF16, I8, not I32\.$/,
    ],
    [
      "has another shape",
      (header) => (header[query]!.shape = [24, 96]),
      /query\.weight must be \[48, 48\], by what config\.json says, not \[24, 96\]\.$/,
    ],
    [
      "is int8 and has no scales",
      (header) => {
        const [begin, end] = header[query]!.data_offsets;
        header[query] = { dtype: "I8", shape: [48, 48], data_offsets: [begin, begin + 48 * 48] };
        header["rest"] = { dtype: "U8", shape: [3 * 48 * 48], data_offsets: [begin + 48 * 48, end] };
      },
      /query\.weight must be accompanied by bert\.encoder\.layer\.1\.attention\.self\.query\.weight\.scale, not alone\.$/,
    ],
    [
      "is missing",
      (header) => rename(header, query, "elsewhere.weight"),
      /^The model's files lack the tensor bert\.encoder\.layer\.1\.attention\.self\.query\.weight, which config\.json asks for\.$/,
    ],
    [
      "is one that its layers have not",
      (header) => rename(header, query, "bert.encoder.layer.1.attention.self.rotary.weight"),
      /self\.rotary\.weight must be left out: layers of bert have no such tensor\.$/,
    ],
  ])("that %s is named", async (_, change, message) => {
    const error = await errorOf(engine().loadModel(changed(change)));
    expect(error.message).toMatch(message);
    expect(error.code).toBe("bad_model");
    expect(error.details).toMatchObject({ name: expect.any(String) as string, expected: expect.anything() as unknown });
  });
});

describe("a model that cannot fit", () => {
  const engine = useEngine();

  it("is refused with what it needs and what can be had, before a number of it is read", async () => {
    const [dModel, dFf, nLayers, vocabSize] = [4096, 32768, 3, 64];
    const folder = mkdtempSync(path.join(root, "llama-"));
    const layer = {
      ...{
        "self_attn.q_proj": [dModel, dModel],
        "self_attn.k_proj": [dModel, dModel],
        "self_attn.v_proj": [dModel, dModel],
      },
      ...{ "self_attn.o_proj": [dModel, dModel], "mlp.gate_proj": [dFf, dModel], "mlp.up_proj": [dFf, dModel] },
      ...{ "mlp.down_proj": [dModel, dFf], input_layernorm: [dModel], post_attention_layernorm: [dModel] },
    };
    const shapes = Object.entries({ embed_tokens: [vocabSize, dModel], norm: [dModel] }).concat(
      Array.from({ length: nLayers }, (_, l) => l).flatMap((l) =>
        Object.entries(layer).map(([name, shape]): [string, number[]] => [`layers.${l}.${name}`, shape]),
      ),
    );
    let end = 0;
    const header = Object.fromEntries(
      shapes.map(([name, shape]) => {
        const begin = end;
        end += shape.reduce((product, size) => product * size, 2);
        return [`model.${name}.weight`, { dtype: "F16", shape, data_offsets: [begin, end] as [number, number] }];
      }),
    );
    const nParams = end / 2;
    const file = openSync(path.join(folder, "model.safetensors"), "w");
    const bytes = headerBytes(header);
    writeSync(file, bytes);
    ftruncateSync(file, bytes.length + end); // a hole: the disk has nothing of it
    closeSync(file);
    writeFileSync(
      path.join(folder, "config.json"),
      JSON.stringify({
        ...{ model_type: "llama", architectures: ["LlamaForCausalLM"], hidden_size: dModel, intermediate_size: dFf },
        ...{ num_hidden_layers: nLayers, num_attention_heads: 32, vocab_size: vocabSize, tie_word_embeddings: true },
      }),
    );
    const begun = performance.now();
    const error = await errorOf(engine().loadModel(folder));
    expect(performance.now() - begun).toBeLessThan(5000);
    expect(error.code).toBe("model_too_large");
    expect(error.message).toMatch(/^llama-\w+ needs \d+ MB, and 416\d MB can be had: .* weights: "int8"\.$/);
    const { needed, available } = error.details as { needed: number; available: number };
    expect(needed).toBeGreaterThan(4 * nParams);
    expect(needed).toBeLessThan(4 * nParams * 1.05);
    expect(available).toBeLessThan(2 ** 32);
    const offer = await engine().inspectModel(folder);
    expect(offer.bytes.int8).toBeLessThan(available);
  });
});

describeWithData("a run that finds no room", ["fixtures/t5"], () => {
  const engine = useEngine();

  it("says how much it would have needed; the model and the other runs stay", async () => {
    const folder = mkdtempSync(path.join(root, "t5-"));
    const nLayers = 20;
    const file = testData("fixtures/t5/model.safetensors");
    const { header, data } = readStored(file);
    const copies = Object.entries(header)
      .filter(([name]) => name.startsWith("encoder.block.1."))
      .flatMap(
        ([
          name,
          {
            shape,
            data_offsets: [begin, end],
          },
        ]) =>
          Array.from({ length: nLayers - 2 }, (_, i) => {
            const copy = { shape, data: new Float32Array(Uint8Array.from(data.subarray(begin, end)).buffer) };
            return [name.replace(".1.", `.${i + 2}.`), copy] as const;
          }),
      );
    writeFileSync(path.join(folder, "model.safetensors"), withTensors(file, Object.fromEntries(copies)));
    const config = JSON.parse(readFileSync(testData("fixtures/t5/config.json"), "utf8")) as object;
    writeFileSync(
      path.join(folder, "config.json"),
      JSON.stringify({ ...config, num_layers: nLayers, num_decoder_layers: 3 }),
    );
    const model = await engine().loadModel(folder);
    const short = await model.run({ ids: [5, 6, 7] });
    const before = await short.attention({ layer: nLayers - 1 });
    const error = await errorOf(model.run({ ids: new Array<number>(4096).fill(5) }));
    expect(error.code).toBe("out_of_memory");
    expect(error.message).toMatch(/a run of 4097 tokens needs \d{4} MB beside the model/);
    expect(error.details["needed"]).toBeGreaterThan(nLayers * 4 * 4096 * 4096 * 4);
    expect(await short.attention({ layer: nLayers - 1 })).toEqual(before);
  });
});
