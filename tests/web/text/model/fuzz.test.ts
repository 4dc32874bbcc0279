/** `npm run fuzz` reads a million files: so many as ATTN_FUZZ says. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AttentionError } from "../../../../web/engine/errors.ts";
import { loadTokenizer } from "../../../../web/text/model/load-tokenizer.ts";
import { openTensors } from "../../../../web/text/model/tensors.ts";
import { anyFile, readOne, rightFile } from "./fuzz.ts";
import { folderOf } from "./made.ts";

const asked = Number(process.env.ATTN_FUZZ ?? 0);
const numRuns = asked || 4000;
const BATCH = 5000;
const seed = asked ? Date.now() | 0 : 5;
/** A file is read in far less than a millisecond. */
const timeout = 60_000 + numRuns;

describe("safetensors of any kind", () => {
  it(
    "are read rightly or refused in words",
    async () => {
      const count = { read: 0, refused: 0 };
      for (let done = 0; done < numRuns; done += BATCH) {
        const file = fc.property(anyFile, (each) => void (count[readOne(each)] += 1));
        fc.assert(file, { numRuns: Math.min(BATCH, numRuns - done), seed: (seed + done) | 0 });
        // The runner wants to hear from its worker now and then.
        await new Promise((resolve) => setImmediate(resolve));
      }
      expect(Math.min(count.read, count.refused)).toBeGreaterThan(numRuns / 20);
      if (asked) console.log(`from seed ${seed}: ${count.read} files read, ${count.refused} refused`);
    },
    timeout,
  );
  it("are read where they are right", () => {
    fc.assert(
      fc.property(rightFile, (file) => readOne(file) === "read"),
      { numRuns: 500, seed },
    );
  });
});

const refusedInWords = async (work: Promise<unknown>) => {
  const error: unknown = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error !== null) expect(error).toBeInstanceOf(AttentionError);
};
const anyJson = fc.oneof(fc.json({ maxDepth: 3 }), fc.string());

describe("JSON of any kind", () => {
  it("is no index that crashes", () =>
    fc.assert(
      fc.asyncProperty(
        fc.oneof(
          anyJson,
          fc.dictionary(fc.string(), fc.jsonValue()).map((map) => JSON.stringify({ weight_map: map })),
        ),
        (index) => refusedInWords(openTensors(folderOf({ "model.safetensors.index.json": index }))),
      ),
      { numRuns: 500, seed },
    ));
  it("is no tokenizer that crashes", () =>
    fc.assert(
      fc.asyncProperty(
        fc.oneof(
          anyJson,
          fc
            .dictionary(
              fc.constantFrom("model", "normalizer", "pre_tokenizer", "post_processor", "decoder", "added_tokens"),
              fc.jsonValue(),
            )
            .map((json) => JSON.stringify(json)),
        ),
        anyJson,
        (tokenizer, config) =>
          refusedInWords(loadTokenizer(folderOf({ "tokenizer.json": tokenizer, "tokenizer_config.json": config }))),
      ),
      { numRuns: 500, seed },
    ));
});
