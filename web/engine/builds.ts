/** Which of the compiled engines runs, and on how many threads: what was asked for against what this place can do. */
import type { BuildWish } from "./build-wish.ts";
import { AttentionError } from "./errors.ts";
import type { EngineInfo } from "./types.ts";

/** One of the files that scripts/build lays out. */
export interface Build {
  name: "attn" | "attn-threads" | "attn-fast" | "attn-threads-fast";
  simd: EngineInfo["build"];
  threads: number;
}

/** What the engine finds where it runs. */
export interface Abilities {
  nProcessors: number;
  /** Why there can be no threads; null where there can. */
  noThreads: string | null;
  relaxedSimd: boolean;
}

/** "auto" takes no more: what one text needs is then too little to share. */
const mostByItself = 8;

/** @throws AttentionError `threads_unavailable` where more than one thread was asked for by number */
export function chooseBuild({ threads, fast }: BuildWish, { nProcessors, noThreads, relaxedSimd }: Abilities): Build {
  if (typeof threads === "number" && threads > 1 && noThreads !== null) throw threadsUnavailable(noThreads);
  const possible = noThreads === null ? Math.min(nProcessors, mostByItself) : 1;
  const count = threads === "auto" ? possible : threads;
  const simd = fast && relaxedSimd ? "relaxed" : "simd128";
  const name = `attn${count > 1 ? "-threads" : ""}${simd === "relaxed" ? "-fast" : ""}` as const;
  return { name, simd, threads: count };
}

export const threadsUnavailable = (reason: string) =>
  new AttentionError(
    "threads_unavailable",
    `There can be only one thread here: ${reason}. Ask for threads: "auto", or make them possible: a page needs the headers Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp, and the package from its own origin.`,
    { reason },
  );

/** A function that multiplies and adds in one relaxed step: valid only where there is relaxed SIMD. */
// prettier-ignore
const relaxedFunction = Uint8Array.of(
  0, 97, 115, 109, 1, 0, 0, 0, // a module:
  1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, // one function that gives a v128
  10, 19, 1, 17, 0, 65, 1, 253, 15, 65, 1, 253, 15, 65, 1, 253, 15, 253, 133, 2, 11,
);
export const hasRelaxedSimd = () => typeof WebAssembly === "object" && WebAssembly.validate(relaxedFunction);
