/** Tokenizers with something broken: refused in words when they are loaded, or able to split and join any text. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AttentionError } from "../../../../web/engine/errors.ts";
import { loadTokenizer } from "../../../../web/text/model/load-tokenizer.ts";
import type { ModelTokenizer } from "../../../../web/text/model/types.ts";
import { fuzz, fuzzTimeout, type Outcome, spoilt } from "../../fuzzing.ts";
import { folderOf } from "./made.ts";
import { smallTokenizers, tokenizerConfig } from "./small-tokenizers.ts";

const text = "The animal didn't  cross 我 <mask>[MASK] 12\n é";

function useIt(tokenizer: ModelTokenizer, pair: string) {
  const { tokens, ids } = tokenizer.encode(text, { pair, maxTokens: 40 });
  for (const { id, start, end, segment } of tokens) {
    const { length } = segment === "b" ? pair : text;
    expect(Number.isSafeInteger(id) && id >= 0).toBe(true);
    if (start !== null && end !== null) expect(0 <= start && start <= end && end <= length).toBe(true);
  }
  expect(typeof tokenizer.decode(ids)).toBe("string");
  expect(tokenizer.fromIds(ids.slice(0, 8)).tokens.length).toBe(Math.min(8, ids.length));
}

async function readOne(files: Record<string, string>, pair: string, modelType?: string): Promise<Outcome> {
  try {
    useIt(await loadTokenizer(folderOf(files), { modelType }), pair);
    return "read";
  } catch (error) {
    if (error instanceof AttentionError && ["no_tokenizer", "bad_model"].includes(error.code)) return "refused";
    throw error;
  }
}

describe("tokenizers of any kind", () => {
  it("are right as they are", async () => {
    for (const json of smallTokenizers)
      expect(await readOne({ "tokenizer.json": JSON.stringify(json) }, "the animal")).toBe("read");
  });

  it(
    "are usable or refused in words",
    () =>
      fuzz(
        fc.record({
          json: spoilt(fc.constantFrom(...smallTokenizers)),
          config: fc.oneof(
            { arbitrary: fc.constant(tokenizerConfig), weight: 4 },
            spoilt(fc.constant(tokenizerConfig)),
          ),
          pair: fc.oneof(fc.constant("the animal"), fc.string({ unit: "binary", maxLength: 8 })),
        }),
        ({ json, config, pair }) =>
          readOne({ "tokenizer.json": JSON.stringify(json), "tokenizer_config.json": JSON.stringify(config) }, pair),
      ),
    fuzzTimeout(20),
  );

  const line = fc.oneof(
    fc.constantFrom("[UNK]", "[CLS]", "[SEP]", "[PAD]", "[MASK]", "the", "##e", "t", "", "<s>", "</s>"),
    fc.string({ maxLength: 4 }),
  );
  it(
    "of older files are usable or refused in words",
    () =>
      fuzz(
        fc.record({
          lines: fc.oneof(fc.array(line, { maxLength: 12 }), fc.constant(["[UNK]", "[CLS]", "[SEP]", "the", "##e"])),
          vocab: spoilt(fc.constant(smallTokenizers[1]!.model.vocab)),
          merges: fc.oneof(
            fc.constant("#version: 0.2\nt h\nth e\n"),
            fc.array(line).map((lines) => lines.join("\n")),
          ),
          isWordPiece: fc.boolean(),
          modelType: fc.constantFrom(undefined, "roberta", "gpt2"),
        }),
        ({ lines, vocab, merges, isWordPiece, modelType }) =>
          readOne(
            isWordPiece
              ? { "vocab.txt": lines.join("\n") }
              : { "vocab.json": JSON.stringify(vocab), "merges.txt": merges },
            "the",
            modelType,
          ),
      ),
    fuzzTimeout(20),
  );
});
