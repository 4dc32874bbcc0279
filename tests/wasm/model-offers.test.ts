/** What a model would take before it is loaded, and what is kept of it, through the public API. */
import { cpSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { serve } from "../../scripts/serve.mjs";
import { at } from "../../scripts/lib/paths.mjs";
import { describeWithData, testData } from "../data.ts";
import { useEngine } from "../engine.ts";

const folder = at("web/models/e5-small");

describe("a model that is not loaded", () => {
  const engine = useEngine();

  it("says what it is and would take, and takes that", async () => {
    const offer = await engine().inspectModel(folder);
    expect(offer).toMatchObject({ family: "bert", name: "e5-small", hasTokenizer: true });
    const all = ["model.safetensors", "tokenizer.json"].reduce(
      (sum, file) => sum + statSync(`${folder}/${file}`).size,
      0,
    );
    expect(offer.fileBytes).toBeLessThan(all);
    expect(offer.fileBytes).toBeGreaterThan(0.9 * all);
    for (const weights of ["as-stored", "int8", "float32"] as const) {
      const model = await engine().loadModel(folder, { weights });
      const { bytes, nParams } = model.info;
      await model.dispose();
      expect(nParams).toBe(offer.nParams);
      expect(Math.abs(offer.bytes[weights] / bytes - 1), weights).toBeLessThan(0.005);
    }
    expect(offer.bytes["as-stored"]).toBeLessThan(offer.bytes.float32 / 3);
  });

  it("is refused as loading refuses it", async () => {
    const odd = mkdtempSync(path.join(tmpdir(), "attention-offer-"));
    writeFileSync(path.join(odd, "config.json"), '{"model_type":"mamba"}');
    await expect(engine().inspectModel(odd)).rejects.toMatchObject({ code: "model_file_missing" });
    writeFileSync(path.join(odd, "model.safetensors"), Buffer.from("\x02\0\0\0\0\0\0\0{}", "latin1"));
    await expect(engine().inspectModel(odd)).rejects.toMatchObject({ code: "unknown_family" });
    rmSync(odd, { recursive: true });
  });

  it("is looked at where it is, and that can be cancelled", async () => {
    const server = await serve(at("web/models"));
    const controller = new AbortController();
    const offer = await engine().inspectModel(`${server.url}e5-small/`, { signal: controller.signal });
    expect(offer.name).toBe("e5-small");
    controller.abort();
    await expect(engine().inspectModel(folder, { signal: controller.signal })).rejects.toThrow(DOMException);
    const model = await engine().loadModel(`${server.url}e5-small/`);
    expect(model.info.kept).toBe(false);
    await model.dispose();
    await server.close();
  });

  it("leaves nothing in Node", async () => {
    expect(await engine().keptModels()).toEqual([]);
    await engine().forgetModel("distilgpt2");
    await expect(engine().forgetModel("no model: §")).rejects.toMatchObject({ code: "bad_option" });
  });
});

describeWithData("a model whose vocab.json belongs to a tokenizer that is not read here", ["fixtures/gpt2"], () => {
  const engine = useEngine();

  it("takes ids, until merges.txt is there too", async () => {
    const marian = mkdtempSync(path.join(tmpdir(), "attention-vocab-"));
    cpSync(testData("fixtures/gpt2"), marian, { recursive: true });
    writeFileSync(path.join(marian, "vocab.json"), '{"a":0,"b":1,"ab":2}');
    expect(await engine().inspectModel(marian)).toMatchObject({ hasTokenizer: false });
    const model = await engine().loadModel(marian);
    expect(model.info.hasTokenizer).toBe(false);
    expect((await model.run({ ids: [5, 9] })).tokens).toHaveLength(2);
    await expect(model.run("ab")).rejects.toMatchObject({ code: "no_tokenizer" });
    writeFileSync(path.join(marian, "merges.txt"), "a b\n");
    const other = await engine().loadModel(marian);
    expect((await other.run("ab")).tokens.map(({ piece }) => piece)).toEqual(["ab"]);
    rmSync(marian, { recursive: true });
  });
});
