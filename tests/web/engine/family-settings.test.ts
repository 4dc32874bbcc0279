/** Settings of a config.json that change which tensors or which parts a model has; `npm run parity -- --live --random` compares their numbers. */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { readFamily } from "../../../web/engine/families/index.ts";
import { Names } from "../../../web/engine/families/names.ts";
import { describeWithData, testData } from "../../data.ts";

const read = (name: string, change: Record<string, unknown>, tensors: string[] = []) => {
  const config = JSON.parse(readFileSync(testData(`fixtures/${name}/config.json`), "utf8")) as Record<string, unknown>;
  return readFamily({ ...config, ...change }, tensors);
};

describeWithData("a family's settings", ["fixtures"], () => {
  it("gemma 3 does not cap scores, whatever its config.json keeps of Gemma 2", () => {
    expect(read("gemma3", { attn_logit_softcapping: 50 }).description.decoder).not.toHaveProperty("attentionSoftcap");
  });

  it.each([
    ["llama", "LlamaModel"],
    ["llama", "LlamaForTokenClassification"],
    ["gpt-neox", "GPTNeoXForQuestionAnswering"],
    ["bart", "BartForQuestionAnswering"],
    ["t5", "T5ForTokenClassification"],
  ])("%s as a %s has attention, and no head that writes", (name, architecture) => {
    const { description, facts } = read(name, { architectures: [architecture] });
    expect(description).not.toHaveProperty("head");
    expect(facts.head).toBeNull();
  });

  it.each([
    ["bart", "BartForSequenceClassification"],
    ["t5", "T5ForSequenceClassification"],
  ])("%s as a %s gives labels, from what its decoder makes of the text", (name, architecture) => {
    const labelled = read(name, { architectures: [architecture], id2label: { "0": "no", "1": "yes" } });
    const { description, facts } = labelled;
    expect(description.head).toMatchObject({ of: "text", token: "last", nOutputs: 2, transform: "tanh" });
    expect(facts).toMatchObject({ head: "classifier", labels: ["no", "yes"], readsTwice: true });
    expect(new Names(labelled).match("classification_head.dense.weight")).toMatchObject({
      rule: { stack: "head", name: "head_transform" },
    });
  });

  it.each([
    ["gpt2", "GPT2Model"],
    ["gpt2", "GPT2LMHeadModel"],
    ["llama", "LlamaForCausalLM"],
    ["bart", "BartModel"],
    ["bart", "BartForConditionalGeneration"],
  ])("%s as a %s writes", (name, architecture) => {
    expect(read(name, { architectures: [architecture] }).facts.head).toBe("lm");
  });

  it("gemma 3 caps logits where it has no eyes", () => {
    const text = JSON.parse(readFileSync(testData("fixtures/gemma3/config.json"), "utf8")) as object;
    expect(read("gemma3", { final_logit_softcapping: 30 }).description.head).toMatchObject({ softcap: 30 });
    const inside = { model_type: "gemma3", text_config: { ...text, final_logit_softcapping: 30 } };
    expect(read("gemma3", inside).description.head).not.toHaveProperty("softcap");
  });

  const own = ["model.encoder.embed_tokens.weight", "model.decoder.embed_tokens.weight", "model.shared.weight"];
  it.each(["bart", "marian"])("%s has a table for each stack where nothing is tied and the file has both", (name) => {
    expect(read(name, {}, own).description.decoder).toMatchObject({ sharesTokens: true });
    expect(read(name, { tie_word_embeddings: false }, own.slice(2)).description.decoder).toMatchObject({
      sharesTokens: true,
    });
    const untied = read(name, { tie_word_embeddings: false }, own);
    expect(untied.description.decoder).not.toHaveProperty("sharesTokens");
    const names = new Names(untied);
    expect(own.map((tensor) => names.match(tensor))).toMatchObject([
      { rule: { stack: "encoder", name: "tokens" } },
      { rule: { stack: "decoder", name: "tokens" } },
      null,
    ]);
  });

  it.each([
    ["bert", "cls.predictions.bias", "cls.predictions.decoder.bias"],
    ["roberta", "lm_head.bias", "lm_head.decoder.bias"],
  ])("%s takes the bias of the output matrix where that is not tied", (name, ofHead, ofMatrix) => {
    const rankOf = (tied: boolean) => {
      const names = new Names(read(name, { tie_word_embeddings: tied }, []));
      return [ofHead, ofMatrix].map((tensor) => {
        const match = names.match(tensor);
        return typeof match === "object" ? match?.rank : undefined;
      });
    };
    const [[head = NaN, matrix = NaN], [ownHead = NaN, ownMatrix = NaN]] = [rankOf(true), rankOf(false)];
    expect(head).toBeLessThan(matrix);
    expect(ownMatrix).toBeLessThan(ownHead);
  });
});
