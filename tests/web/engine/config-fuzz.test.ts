/** config.json as a hostile or broken writer might make it. `npm run fuzz` tries more: as many as ATTN_FUZZ says. */
import { readFileSync, readdirSync } from "node:fs";
import fc from "fast-check";
import { expect, it } from "vitest";
import { AttentionError } from "../../../web/engine/errors.ts";
import { readFamily } from "../../../web/engine/families/index.ts";
import { describeWithData, testData } from "../../data.ts";

const asked = Number(process.env.ATTN_FUZZ ?? 0);
const numRuns = asked || 4000;
const seed = asked ? Date.now() | 0 : 5;
const BATCH = 5000;

const anyValue = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom(
    0,
    -1,
    0.5,
    1e308,
    2 ** 24,
    2 ** 31,
    2 ** 53,
    "",
    "gelu",
    "relu",
    "llama3",
    "linear",
    "default",
    null,
    [],
    {},
  ),
);

describeWithData("a config.json of any kind", ["fixtures"], () => {
  const names = readdirSync(testData("fixtures")).filter((name) => !name.includes("."));
  const configs = names.map(
    (name) => JSON.parse(readFileSync(testData(`fixtures/${name}/config.json`), "utf8")) as Record<string, unknown>,
  );
  const keys = Array.from(new Set(configs.flatMap((config) => Object.keys(config))));
  const change = fc.tuple(fc.constantFrom(...keys, "__proto__", "constructor"), anyValue);
  /** A right one with some values changed, added or left out. */
  const spoilt = fc
    .tuple(
      fc.constantFrom(...configs),
      fc.array(change, { maxLength: 3 }),
      fc.array(fc.constantFrom(...keys), { maxLength: 2 }),
    )
    .map(([config, changes, left]) => {
      const entries = new Map([...Object.entries(config), ...changes]);
      for (const key of left) entries.delete(key);
      return JSON.parse(JSON.stringify(Object.fromEntries(entries))) as unknown;
    });

  it(
    "is read or refused in words, and soon",
    async () => {
      const count = { read: 0, refused: 0 };
      for (let done = 0; done < numRuns; done += BATCH) {
        const property = fc.property(fc.oneof({ arbitrary: spoilt, weight: 9 }, fc.jsonValue()), (config) => {
          try {
            readFamily(config, ["lm_head.weight"]);
            count.read += 1;
          } catch (error) {
            if (!(error instanceof AttentionError)) throw error;
            count.refused += 1;
          }
        });
        fc.assert(property, { numRuns: Math.min(BATCH, numRuns - done), seed: (seed + done) | 0 });
        await new Promise((resolve) => setImmediate(resolve));
      }
      expect(Math.min(count.read, count.refused)).toBeGreaterThan(numRuns / 20);
      if (asked) console.log(`from seed ${seed}: ${count.read} read, ${count.refused} refused`);
    },
    60_000 + numRuns,
  );
});
