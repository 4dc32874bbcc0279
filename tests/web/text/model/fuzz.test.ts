/** safetensors files of any kind. `npm run fuzz` reads a million. */
import fc from "fast-check";
import { describe, it } from "vitest";
import { fuzz, fuzzTimeout, seed } from "../../fuzzing.ts";
import { anyFile, readOne, rightFile } from "./fuzz.ts";

describe("safetensors of any kind", () => {
  it("are read rightly or refused in words", () => fuzz(anyFile, readOne), fuzzTimeout());
  it("are read where they are right", () => {
    fc.assert(
      fc.property(rightFile, (file) => readOne(file) === "read"),
      { numRuns: 500, seed },
    );
  });
});
