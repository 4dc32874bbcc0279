/** A config.json whose numbers no model has: refused by the name of the number, at once, before anything is made of it. */
import { mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { AttentionError } from "../../web/engine/errors.ts";
import { describeWithData, testData } from "../data.ts";
import { useEngine } from "../engine.ts";

type Json = Record<string, unknown>;

const absurd = [0, -1, 0.5, 2 ** 20, 2 ** 24, 2 ** 31, 1e12, 1e308, null, "x", [null], { a: { b: null } }];
const names = ["bert-classifier", "roberta", "electra", "distilbert", "gpt2", "gpt-neox", "llama", "mistral"].concat([
  "qwen2",
  "qwen3",
  "gemma3",
  "t5",
  "bart",
  "marian",
]);

/** What writes another value to each of the numbers, those of nested objects too. */
function changes(values: Json): ((value: unknown) => Json)[] {
  return Object.entries(values).flatMap(([key, old]) => {
    const put = (value: unknown): Json => ({ ...values, [key]: value });
    if (typeof old === "number") return [put];
    if (typeof old !== "object" || old === null || Array.isArray(old)) return [];
    return changes(old as Json).map((change) => (value: unknown) => put(change(value)));
  });
}

describeWithData("numbers that no model has", ["fixtures"], () => {
  const engine = useEngine();
  let root: string;
  beforeAll(() => {
    root = mkdtempSync(path.join(tmpdir(), "attn-absurd-"));
  });
  afterAll(() => rmSync(root, { recursive: true }));

  it.each(names)("in the config.json of %s", async (name) => {
    const folder = mkdtempSync(path.join(root, name));
    for (const file of readdirSync(testData(`fixtures/${name}`)))
      if (file !== "config.json") symlinkSync(testData(`fixtures/${name}/${file}`), path.join(folder, file));
    const config = JSON.parse(readFileSync(testData(`fixtures/${name}/config.json`), "utf8")) as Json;
    let nRefused = 0;
    for (const change of changes(config))
      for (const value of absurd) {
        writeFileSync(path.join(folder, "config.json"), JSON.stringify(change(value)));
        const start = performance.now();
        const error: unknown = await engine()
          .inspectModel(folder)
          .then(
            () => null,
            (reason: unknown) => reason,
          );
        expect(performance.now() - start).toBeLessThan(2000);
        if (error === null) continue; // a number that changes no shape, or one that nothing reads
        nRefused++;
        expect(error).toBeInstanceOf(AttentionError);
        expect(error).toMatchObject({ code: "bad_model", details: { name: expect.any(String) as string } });
        expect((error as AttentionError).details).toHaveProperty("expected");
      }
    expect(nRefused).toBeGreaterThan(5 * absurd.length);
  });

  it("are refused before the tokenizer is read", async () => {
    const folder = mkdtempSync(path.join(root, "order"));
    symlinkSync(testData("fixtures/llama/model.safetensors"), path.join(folder, "model.safetensors"));
    writeFileSync(path.join(folder, "tokenizer.json"), "no JSON");
    const config = JSON.parse(readFileSync(testData("fixtures/llama/config.json"), "utf8")) as Json;
    const load = (change: Json) => {
      writeFileSync(path.join(folder, "config.json"), JSON.stringify({ ...config, ...change }));
      return engine().loadModel(folder);
    };
    await expect(load({})).rejects.toThrow("tokenizer.json");
    await expect(load({ num_hidden_layers: 2 ** 24 })).rejects.toThrow(
      "config.json: num_hidden_layers must be a whole number from 1 to 1024, not 16777216.",
    );
  });
});
