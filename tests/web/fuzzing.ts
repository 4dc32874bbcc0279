/** What the fuzz tests share. `npm run fuzz` gives each reader as many inputs as ATTN_FUZZ says, from a new seed. */
import fc from "fast-check";
import { expect } from "vitest";

const asked = Number(process.env["ATTN_FUZZ"] ?? 0);
export const nInputs = asked || 2000;
export const seed = asked ? Date.now() | 0 : 5;
/** The runner wants to hear from its worker now and then. */
const BATCH = 5000;

export type Outcome = "read" | "refused";

/** @param timeout a generous milliseconds for each input */
export const fuzzTimeout = (msEach = 1) => 60_000 + nInputs * msEach;

/** Every input is read or refused; that something is refused in another way `readOne` throws. Both happen often. */
export async function fuzz<T>(inputs: fc.Arbitrary<T>, readOne: (input: T) => Outcome | Promise<Outcome>) {
  const count = { read: 0, refused: 0 };
  for (let done = 0; done < nInputs; done += BATCH) {
    const property = fc.asyncProperty(inputs, async (input) => void (count[await readOne(input)] += 1));
    await fc.assert(property, { numRuns: Math.min(BATCH, nInputs - done), seed: (seed + done) | 0 });
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(Math.min(count.read, count.refused)).toBeGreaterThan(nInputs / 50);
  if (asked) console.log(`from seed ${seed}: ${count.read} read, ${count.refused} refused`);
}

const weird: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, true, false, "", "a", "▁", "__proto__", "constructor", "../x", "\ud800", [], {}),
  fc.constantFrom<unknown>(0, -1, 0.5, 1, 2 ** 24, 2 ** 31, 2 ** 53, 1e308),
  fc.jsonValue({ maxDepth: 2 }),
);

type Json = Record<string, unknown> | unknown[];
const isJson = (value: unknown): value is Json => typeof value === "object" && value !== null;

/** Where something can be broken: each container with each of its keys. */
function placesIn(value: unknown): { of: Json; key: string }[] {
  if (!isJson(value)) return [];
  return Object.keys(value).flatMap((key) => [
    { of: value, key },
    ...placesIn((value as Record<string, unknown>)[key]),
  ]);
}

interface Harm {
  what: "replace" | "remove" | "copy" | "rename" | "double" | "nudge";
  place: number;
  other: number;
  value: unknown;
}

const harm: fc.Arbitrary<Harm> = fc.record({
  what: fc.constantFrom("replace", "remove", "copy", "rename", "double", "nudge"),
  place: fc.nat(),
  other: fc.nat(),
  value: weird,
});

function doHarm(json: unknown, { what, place, other, value }: Harm): void {
  const places = placesIn(json);
  if (places.length === 0) return;
  const { of, key } = places[place % places.length]!;
  const from = places[other % places.length]!;
  const at = of as Record<string, unknown>;
  const old = at[key];
  // A copy: a value that is harmed in its turn would be another one when the same harms are done again to make them fewer.
  if (what === "replace") at[key] = structuredClone(value);
  else if (what === "copy") at[key] = structuredClone((from.of as Record<string, unknown>)[from.key]);
  else if (what === "nudge") at[key] = typeof old === "number" ? old + ((other % 5) - 2) : `${String(old)}x`;
  else if (what === "double" && Array.isArray(of)) of.push(structuredClone(old));
  else if (what === "remove" && Array.isArray(of)) of.splice(Number(key), 1);
  else {
    if (what === "rename") at[from.key] = old;
    if (!Array.isArray(of)) delete at[key];
  }
}

/** A right file with nothing, one thing or a few things broken. */
export const spoilt = (right: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc
    .tuple(
      right,
      fc.oneof({ arbitrary: fc.array(harm, { maxLength: 1 }), weight: 3 }, fc.array(harm, { maxLength: 4 })),
    )
    .map(([json, harms]) => {
      const copy: unknown = structuredClone(json);
      for (const each of harms) doHarm(copy, each);
      return JSON.parse(JSON.stringify(copy)) as unknown; // nothing that no file can hold
    });
