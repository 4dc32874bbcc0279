/** The cases of README.md beside this file and their one hash, through the public engine: in Node and in browsers. */
import {
  type Mask,
  normalizerKinds,
  overKinds,
  positionKinds,
  qkvKinds,
  scoreKinds,
} from "../../web/engine/options.ts";
import type { AttentionRun, Engine, PlayArguments, VectorsHandle } from "../../web/engine/types.ts";

const nWords = 24;
const dModel = 12;
const masks = ["none", "causal", "not_self", "a_to_b", "b_to_a", "window", "dilated", "prefix", "cells"] as const;
export const nCases =
  qkvKinds.length * positionKinds.length * scoreKinds.length * masks.length * normalizerKinds.length;

const div = (a: number, b: number) => Math.floor(a / b);
const pick = <T>(values: readonly T[], i: number): T => values[i % values.length]!;

/** The word vectors as a GloVe file. */
function vectorFile(): string {
  const value = (w: number, d: number) => (((31 * w + 17 * d + 7 * w * w + 13 * d * d) % 509) - 254) / 64;
  const numbers = (w: number) => Array.from({ length: dModel }, (_, d) => value(w, d)).join(" ");
  return Array.from({ length: nWords }, (_, w) => `w${w} ${numbers(w)}\n`).join("");
}

function maskOf(i: number): Mask {
  const name = pick(masks, div(i, 84));
  switch (name) {
    case "window":
      return { window: i % 3 };
    case "dilated":
      return { dilated: [1 + (i % 4), 1 + (i % 3)] };
    case "prefix":
      return { prefix: i % 4 };
    case "cells":
      return {
        cells: [
          [0, 0],
          [1, i % 2],
          [i % 5, 1],
        ],
      };
    default:
      return name;
  }
}

interface Case {
  tokens: string[];
  options: PlayArguments;
}

export function makeCase(i: number): Case {
  const mask = maskOf(i);
  const words = (n: number, word: (t: number) => number) => Array.from({ length: n }, (_, t) => `w${word(t) % nWords}`);
  const second = { tokens: words(2 + (div(i, 3) % 8), (t) => 5 * i + 3 + t * (1 + (i % 7))) };
  const isPair = mask === "a_to_b" || mask === "b_to_a";
  const isCross = !isPair && i % 13 === 5;
  return {
    tokens: words(2 + (i % 8), (t) => 7 * i + t * (1 + (i % 5))),
    options: {
      qkv: pick(qkvKinds, i),
      position: pick(positionKinds, div(i, 3)),
      score: pick(scoreKinds, div(i, 12)),
      mask,
      normalizer: pick(normalizerKinds, div(i, 756)),
      ...(isPair && { pair: second }),
      ...(isCross && { against: second }),
      seed: i,
      offsets: i % 19 === 0 ? "shared" : "separate",
      nHeads: pick([1, 1, 2, 3], div(i, 5)),
      bandwidth: i % 4 === 1 ? 1.5 : null,
      temperature: pick([1, 0.5, 2], i % 17),
      topK: 1 + (i % 4),
      topP: pick([0.5, 0.75, 0.9], div(i, 2)),
      over: pick(overKinds, i % 11),
      residual: i % 2 === 1 && !isCross,
    },
  };
}

/** FNV-1a, 64 bits, in two halves. */
class Fnv {
  #high = 0xcbf29ce4;
  #low = 0x84222325;

  add(numbers: Float32Array): void {
    for (const byte of new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength)) {
      const low = ((this.#low ^ byte) >>> 0) * 0x1b3; // the prime is 2⁴⁰ + 0x1b3
      const high = this.#high * 0x1b3 + Math.floor(low / 2 ** 32) + ((this.#low ^ byte) >>> 0) * 0x100;
      this.#low = low % 2 ** 32;
      this.#high = high % 2 ** 32;
    }
  }

  hex(): string {
    return [this.#high, this.#low].map((half) => half.toString(16).padStart(8, "0")).join("");
  }
}

async function addRun(run: AttentionRun, hash: Fnv): Promise<void> {
  hash.add((await run.trace("x")).data);
  if (run.keyTokens !== run.tokens) hash.add((await run.trace("x", { of: "keys" })).data);
  for (let head = 0; head < run.nHeads; head++) {
    for (const name of ["q", "k", "v"] as const) hash.add((await run.trace(name, { head })).data);
    const { scores, maskedScores, weights } = await run.attention({ head });
    for (const numbers of [scores, maskedScores, weights]) hash.add(numbers);
    for (const name of ["context", "output"] as const) hash.add((await run.trace(name, { head })).data);
  }
}

const play = (engine: Engine, i: number, vectors: VectorsHandle) => {
  const { tokens, options } = makeCase(i);
  return engine.play({ tokens }, { ...options, vectors });
};

/** The hash of all cases, as tests/parity/hash.txt has it. */
export async function hashOfAllCases(engine: Engine): Promise<string> {
  const vectors = await engine.loadVectors(new Blob([vectorFile()]), { name: "parity" });
  const hash = new Fnv();
  for (let i = 0; i < nCases; i++) await addRun(await play(engine, i, vectors), hash);
  await vectors.dispose();
  return hash.hex();
}
