import { expect, test } from "vitest";
import { check, guarded, kept, losses, storedTable } from "../bench/guard.mjs";
import { cases } from "../bench/cases.mjs";

const stored = { "of this peak": 0.9, "tfjs ÷ ours": 1.5, "plain JS ÷ ours": 20 };

test("a fifth may be noise, more is a loss", () => {
  expect(losses("matmul", { "of this peak": 0.73, "tfjs ÷ ours": 1.21, "plain JS ÷ ours": 5 }, stored)).toEqual([]);
  expect(losses("matmul", { "of this peak": 0.71, "tfjs ÷ ours": 1.6, "plain JS ÷ ours": 20 }, stored)).toEqual([
    "matmul: of this peak was 0.9, is 0.71",
  ]);
  expect(losses("matmul", { "of this peak": 0.9 }, stored)).toEqual(["matmul: tfjs ÷ ours was 1.5, is not measured"]);
});

test("what is slower once is measured again", async () => {
  const [name, numbers] = Object.entries(storedTable())[0]!;
  const ratios = Object.fromEntries(Object.entries(numbers).map(([what, x]) => [what.replace(" ÷ ours", ""), x]));
  const good = { share: numbers["of this peak"], ratios };
  const bad = { share: 0.01, ratios };
  const answers = [bad, good, bad, bad];
  const measure = () => Promise.resolve(answers.shift());
  expect(await check([{ name }], measure, () => {})).toEqual([]);
  expect(await check([{ name }], measure, () => {})).toHaveLength(1);
  expect(await check([{ name: "unheard of" }], measure, () => {})).toHaveLength(1);
});

test("the table has every guarded case, and each is one of the bench's", () => {
  expect(Object.keys(storedTable()).sort()).toEqual([...guarded].sort());
  for (const name of guarded) expect(cases.map((work: { name: string }) => work.name)).toContain(name);
  expect(kept({ share: 0.888, ratios: { tfjs: 1.234 } })).toEqual({ "of this peak": 0.89, "tfjs ÷ ours": 1.23 });
});
