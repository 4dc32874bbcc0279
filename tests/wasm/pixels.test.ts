import { describe, expect, it } from "vitest";
import type { PixelOptions } from "../../web/engine/types.ts";
import { colourTable } from "../../web/render/colours.ts";
import { regionPixels, regionSize } from "../../web/render/matrix-pixels.ts";
import { useEngine } from "../engine.ts";

const engine = useEngine();
const words = (n: number) => Array.from({ length: n }, (_, i) => ["the", "cat", "sat", "on", "a", "mat"][(i * i) % 6]!);
const masked = [9, 8, 7] as const;

describe("run.pixels", () => {
  const cases = [1, 2, 3, 7, 50].flatMap((block) =>
    (["weights", "scores"] as const).flatMap((of) =>
      (["light", "dark"] as const).map((theme) => ({ block, of, theme })),
    ),
  );
  it.each(cases)("gives the bytes of web/render: $of, block $block, $theme", async ({ block, of, theme }) => {
    const run = await engine().play({ tokens: words(37) }, { score: "scaled_dot", mask: "causal", nHeads: 2 });
    const attention = await run.attention({ head: 1 });
    const signed = of === "scores";
    const table = colourTable(theme, signed ? "signed" : "weight");
    const max = signed ? 0.37 : attention.weights.reduce((a, b) => Math.max(a, b));
    const region = { rows: [3, 36] as const, columns: [1, 37] as const, block };
    const want = (masks: Float32Array | null) =>
      regionPixels(region, { values: attention[of], masks, nColumns: 37, table, signed, max, masked });
    const options: PixelOptions = { head: 1, of, ...region, table, signed, max };
    const shown = await run.pixels!({ ...options, masked });
    expect(shown).toEqual({ ...regionSize(region), data: want(attention.maskedScores) });
    expect((await run.pixels!(options)).data).toEqual(want(null));
  });

  it("shows all of the first head's weights by default", async () => {
    const run = await engine().play("the cat sat");
    const { weights } = await run.attention();
    const table = colourTable("light", "weight");
    const whole = { rows: [0, 3] as const, columns: [0, 3] as const, block: 1 };
    const want = regionPixels(whole, {
      values: weights,
      masks: null,
      nColumns: 3,
      table,
      signed: false,
      max: 1,
      masked,
    });
    expect(await run.pixels!({ table })).toEqual({ width: 3, height: 3, data: want });
  });

  const table = colourTable("light", "weight");
  it.each<[string, PixelOptions]>([
    ["rows", { table, rows: [0, 4] }],
    ["columns", { table, columns: [2, 1] }],
    ["block", { table, block: 0 }],
    ["table", { table: table.subarray(4) }],
    ["of", { table, of: "values" as "weights" }],
    ["max", { table, max: "1" as unknown as number }],
  ])("refuses wrong %s", async (name, options) => {
    const run = await engine().play("the cat sat");
    await expect(run.pixels!(options)).rejects.toMatchObject({ code: "bad_option", details: { name } });
  });
  it("refuses a head that is not there", async () => {
    const run = await engine().play("the cat sat");
    await expect(run.pixels!({ table, head: 3 })).rejects.toMatchObject({ code: "bad_index" });
  });
});
