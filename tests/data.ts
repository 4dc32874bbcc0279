/**
 * The one place that knows where test data outside the repository lies: $ATTN_TEST_DATA, by default ../shared/data.
 * Where it is absent its tests are skipped, with a line that says so.
 */
import { existsSync } from "node:fs";
import path from "node:path";
import { describe, it } from "vitest";
import { testDataRoot } from "../scripts/lib/paths.mjs";

export const testData = (file: string) => path.join(testDataRoot, file);

/** Tests that need these files. */
export function describeWithData(name: string, files: readonly string[], tests: () => void): void {
  const missing = files.map(testData).filter((file) => !existsSync(file));
  if (missing.length === 0) return void describe(name, tests);
  // Not describe.skip(): it calls `tests` to count them, and that may read the files.
  it.skip(`${name} (needs ${missing.join(", ")}: set ATTN_TEST_DATA)`, () => undefined);
}
