// `npm run bench -- --check`: whether a change lost speed. Only ratios within one process are compared, with those that
// table.json stores (`--store` writes it), so that another machine or a busy one does not count.
import { readFileSync, writeFileSync } from "node:fs";

const file = new URL("table.json", import.meta.url);
/** What noise may take away; a case that falls below is measured again before it counts. */
const tolerance = 0.2;

/** One case of each kernel, large enough to be steady. */
export const guarded = [
  "matmul 128×384×1536",
  "matmul 1×768×768",
  "attention h=12 d=64 n=512, full, output",
  "attention h=12 d=64 n=512, causal, weights",
  "int8 matmul 128×384×1536, A quantised",
  "int8 matmul 128×384×1536, A float32",
  "encoder layer n=128",
  "encoder layer n=128, int8",
];

const rounded = (x) => Number(x.toFixed(2));

/** The numbers of one case that are worth keeping, by name; native code's depend on the processor more than on us. */
export const kept = ({ share, ratios }) => ({
  "of this peak": rounded(share),
  ...Object.fromEntries(
    Object.entries(ratios)
      .filter(([name]) => name !== "ort-node")
      .map(([name, ratio]) => [`${name} ÷ ours`, rounded(ratio)]),
  ),
});

/** @returns {Record<string, Record<string, number>>} */
export const storedTable = () => JSON.parse(readFileSync(file, "utf8"));
export const store = (table) => writeFileSync(file, `${JSON.stringify(table, null, 2)}\n`);

/** What got slower, as sentences. Plain JavaScript depends on its compiler more than on us. */
export function losses(name, got, stored) {
  return Object.entries(stored)
    .filter(([what, before]) => !what.startsWith("plain JS") && !(got[what] >= before * (1 - tolerance)))
    .map(([what, before]) => `${name}: ${what} was ${before}, is ${got[what] ?? "not measured"}`);
}

/** Measures every guarded case, twice if need be, and tells what got slower. */
export async function check(cases, measure, report) {
  const table = storedTable();
  const lost = [];
  for (const work of cases) {
    const stored = table[work.name];
    if (!stored) {
      lost.push(`${work.name} is not in table.json: npm run bench -- --store`);
      continue;
    }
    let found = losses(work.name, kept(await measure(work)), stored);
    if (found.length > 0) found = losses(work.name, kept(await measure(work)), stored);
    report(`${found.length > 0 ? "slower" : "as fast"}  ${work.name}`);
    lost.push(...found);
  }
  return lost;
}
