/** What docs/determinism.md rules out is in no source on the way of the numbers. */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { at } from "../../scripts/lib/paths.mjs";

/** Lines of code, without comments, of every file in the folders; float64 twins belong to tests. */
function linesOf(folders: string[], isSource: RegExp): string[] {
  const files = folders.flatMap((folder) =>
    readdirSync(at(folder), { recursive: true, encoding: "utf8" }).map((name) => join(folder, name)),
  );
  const sources = files.filter((file) => isSource.test(file) && !file.endsWith("_ref.h"));
  expect(sources.length).toBeGreaterThan(10);
  return sources.flatMap((file) =>
    readFileSync(at(file), "utf8")
      .split("\n")
      .map((line) => line.replace(/(^|\s)\/[/*].*|^\s*\*(?!\*).*/, ""))
      .map((line) => `${file}: ${line.trim()}`),
  );
}

it("the core uses no distribution of the library, no libm beyond sqrt, and no fused operation", () => {
  const libm = "a?(sin|cos|tan)h?|exp2?|exp10|expm1|log(2|10|1p)?|pow|erfc?|[lt]gamma|cbrt|hypot|fma";
  const forbidden = [
    /#include <random>|std::\w+_distribution|std::(reduce|transform_reduce)\b/,
    new RegExp(`std::(${libm})\\(|(?<![\\w:.])(${libm})[fl]\\(|__builtin_(${libm})`),
    /-ffast-math|xsimd::fn?m[as]|xsimd::(exp|log|sin|cos|tanh|erf)\w*\(|reduce_add\(/,
  ];
  const lines = linesOf(["core/src", "core/include", "wasm"], /\.(cpp|h|txt)$/);
  expect(lines.filter((line) => forbidden.some((pattern) => pattern.test(line)))).toEqual([]);
});

it("the engine's and the text's JavaScript use no function that differs between engines", () => {
  const forbidden = /Math\.(a?(sin|cos|tan)h?|exp|expm1|log(2|10|1p)?|pow|cbrt|hypot|random)\b|\*\*(?!\s*\d)/;
  const lines = linesOf(["web/engine", "web/text"], /\.ts$/);
  expect(lines.filter((line) => forbidden.test(line))).toEqual([]);
});
