/** What generation_config.json says of how a text goes on, with a fixture's model. */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import type { GenerateOptions, Model } from "../../web/engine/model-types.ts";
import { describeWithData, testData } from "../data.ts";
import { useEngine } from "../engine.ts";

describeWithData("generation by its settings", ["fixtures"], () => {
  const engine = useEngine();

  /** @param inConfig beside what config.json says */
  async function withModel<T>(
    name: string,
    settings: object,
    use: (model: Model) => Promise<T>,
    inConfig = {},
  ): Promise<T> {
    const read = (file: string) => readFileSync(testData(`fixtures/${name}/${file}`));
    const config = { ...(JSON.parse(read("config.json").toString()) as object), ...inConfig };
    const files = [
      new File([JSON.stringify(config)], "config.json"),
      new File([new Uint8Array(read("model.safetensors"))], "model.safetensors"),
      new File([JSON.stringify(settings)], "generation_config.json"),
    ];
    const model = await engine().loadModel(files, { weights: "float32" });
    try {
      return await use(model);
    } finally {
      await model.dispose();
    }
  }
  const idsOf = (name: string, settings: object, options: GenerateOptions = {}, inConfig = {}) => {
    const all = { maxNewTokens: 12, temperature: 0, ignoreEnd: true, ...options };
    const generate = async (model: Model) => (await model.generate({ ids: [5, 6, 7] }, all)).ids;
    return withModel(name, settings, generate, inConfig);
  };
  const bestOf = (name: string, input: { ids: number[]; decoderIds?: number[] }) =>
    withModel(name, {}, async (model) => (await (await model.run(input)).candidates({ count: 3 })) ?? []);

  it.each(["bart", "gpt2"])("%s: ids that must not come give way to the next best", async (name) => {
    const best = await bestOf(name, { ids: [5, 6, 7] });
    const [first, second, third] = best.map(({ id }) => id);
    expect((await idsOf(name, {}))[0]).toBe(first);
    expect((await idsOf(name, { bad_words_ids: [[first], [second, third]] }))[0]).toBe(second);
    expect((await idsOf(name, { suppress_tokens: [first, second] }))[0]).toBe(third);
  });

  it("they are those of the file alone, and never what ends a text", async () => {
    const [first = 0] = await idsOf("gpt2", {});
    const inConfig = { suppress_tokens: [first] };
    expect((await idsOf("gpt2", {}, {}, inConfig))[0]).toBe(first);
    expect((await idsOf("gpt2", { bad_words_ids: [[first]], eos_token_id: first }))[0]).toBe(first);
  });

  it("nor are they drawn; what is drawn without them stays", async () => {
    const options = { temperature: 10, seed: 3, maxNewTokens: 30 };
    const ids = await idsOf("gpt2", {}, options);
    const at = ids.findIndex((id) => id !== ids[0]);
    const without = await idsOf("gpt2", { suppress_tokens: [ids[at]] }, options);
    expect(without).not.toContain(ids[at]);
    expect(without.slice(0, at)).toEqual(ids.slice(0, at));
  });

  it("an answer begins with the ids that it must begin with; a text without an encoder does not", async () => {
    const [forced] = await idsOf("bart", { forced_bos_token_id: 9 });
    expect(forced).toBe(9);
    const after = await bestOf("bart", { ids: [5, 6, 7], decoderIds: [8] });
    expect((await idsOf("bart", { decoder_start_token_id: 8 }))[0]).toBe(after[0]?.id);
    expect(await idsOf("gpt2", { forced_bos_token_id: 9 })).toEqual(await idsOf("gpt2", {}));
  });

  it("what is wrong with the file is said of the file", async () => {
    await expect(idsOf("gpt2", { suppress_tokens: "9" })).rejects.toThrow(
      /^generation_config\.json: suppress_tokens must be /,
    );
  });
});
