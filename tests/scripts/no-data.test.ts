/** A checkout without the data outside of the repository: its tests are skipped, and none of their files breaks. */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { at } from "../../scripts/lib/paths.mjs";

const needsData = readdirSync(at("tests"), { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".test.ts") && !file.startsWith("e2e"))
  .map((file) => path.join("tests", file))
  .filter((file) => /^ *describeWithData\(/m.test(readFileSync(at(file), "utf8")));

it("finds every test where the data is absent", () => {
  const { status, stderr } = spawnSync(
    process.execPath,
    [at("node_modules/vitest/vitest.mjs"), "list", "--project", "unit", ...needsData],
    { cwd: at(), encoding: "utf8", env: { ...process.env, ATTN_TEST_DATA: at("tests/no-data") } },
  );
  expect(needsData.length).toBeGreaterThan(5);
  expect(stderr).toBe("");
  expect(status).toBe(0);
});
