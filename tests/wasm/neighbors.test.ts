import { expect, it } from "vitest";
import { useEngine } from "../engine.ts";

const engine = useEngine();

it("finds neighbors in both languages, since both lie in one space", async () => {
  const found = await engine().neighbors("苹果", 8);
  expect(found).toHaveLength(8);
  expect(found).toContainEqual(expect.objectContaining({ word: "apple", language: "en" }));
  expect(found.map(({ word }) => word)).not.toContain("苹果");
  expect(found.map(({ similarity }) => similarity)).toEqual(
    found.map(({ similarity }) => similarity).sort((a, b) => b - a),
  );
});

it("looks words up as play() does: in another case, or in traditional characters", async () => {
  const similar = await engine().neighbors("apple", 3);
  expect(await engine().neighbors("APPLE", 3)).toEqual(similar);
  expect(await engine().neighbors("蘋果", 3)).toEqual(await engine().neighbors("苹果", 3));
});

it("has none for an unknown word, and refuses what is no count", async () => {
  expect(await engine().neighbors("qwzxv", 3)).toEqual([]);
  await expect(engine().neighbors("apple", 0)).rejects.toMatchObject({ code: "bad_option" });
});
