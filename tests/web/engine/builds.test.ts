import { describe, expect, it } from "vitest";
import { AttentionError } from "../../../web/engine/errors.ts";
import { readWish } from "../../../web/engine/build-wish.ts";
import { type Abilities, chooseBuild, hasRelaxedSimd } from "../../../web/engine/builds.ts";

const able: Abilities = { nProcessors: 4, noThreads: null, relaxedSimd: true };
const unable: Abilities = { nProcessors: 4, noThreads: "the page is not isolated", relaxedSimd: false };

function codeOf(work: () => unknown): string | null {
  try {
    work();
    return null;
  } catch (error) {
    return error instanceof AttentionError ? error.code : String(error);
  }
}

describe("chooseBuild", () => {
  it("is the deterministic build on one thread unless something else was asked for", () => {
    expect(chooseBuild(readWish({}), able)).toEqual({ name: "attn", simd: "simd128", threads: 1 });
  });

  it("takes as many threads as were asked for, whatever the number of processors", () => {
    expect(chooseBuild({ threads: 6, fast: false }, able)).toEqual({
      name: "attn-threads",
      simd: "simd128",
      threads: 6,
    });
    expect(chooseBuild({ threads: 1, fast: false }, able).name).toBe("attn");
  });

  it('takes for "auto" a thread for each processor, at most 8, or one where there can be no more', () => {
    expect(chooseBuild({ threads: "auto", fast: false }, able).threads).toBe(4);
    expect(chooseBuild({ threads: "auto", fast: false }, { ...able, nProcessors: 64 }).threads).toBe(8);
    expect(chooseBuild({ threads: "auto", fast: false }, { ...able, nProcessors: 1 }).name).toBe("attn");
    expect(chooseBuild({ threads: "auto", fast: false }, unable)).toMatchObject({ name: "attn", threads: 1 });
  });

  it("refuses a number of threads that cannot be had, and says what to do", () => {
    const choose = () => chooseBuild({ threads: 2, fast: false }, unable);
    expect(choose).toThrow(/the page is not isolated.*Cross-Origin-Opener-Policy/);
    expect(codeOf(choose)).toBe("threads_unavailable");
    expect(chooseBuild({ threads: 1, fast: false }, unable).threads).toBe(1);
  });

  it("takes relaxed SIMD where there is, and else the build that runs everywhere", () => {
    expect(chooseBuild({ threads: 1, fast: true }, able)).toMatchObject({ name: "attn-fast", simd: "relaxed" });
    expect(chooseBuild({ threads: 2, fast: true }, able).name).toBe("attn-threads-fast");
    expect(chooseBuild({ threads: 1, fast: true }, unable)).toMatchObject({ name: "attn", simd: "simd128" });
  });
});

describe("readWish", () => {
  it("refuses what is neither a count nor auto", () => {
    for (const threads of [0, 1.5, 65, NaN, "two" as "auto", null as unknown as number])
      expect(codeOf(() => readWish({ threads }))).toBe("bad_option");
    expect(() => readWish({ fast: 1 as unknown as boolean })).toThrow("fast must be true or false, not 1.");
  });
});

it("finds relaxed SIMD in versions of Node that have it", () => {
  const [major = 0] = process.versions.node.split(".").map(Number);
  expect(hasRelaxedSimd()).toBe(major >= 21 || process.execArgv.includes("--experimental-wasm-relaxed-simd"));
});
