import { expect, it } from "vitest";
import { describeWithData, testData } from "../data.ts";
import { useEngine } from "../engine.ts";

const table = Uint8ClampedArray.from({ length: 1024 }, (_, i) => (i % 4 === 3 ? 255 : (Math.floor(i / 4) * 3) % 256));

describeWithData("thumbnails of a model", ["fixtures"], () => {
  const engine = useEngine();

  it("are every head's weights in the table's colours", async () => {
    const model = await engine().loadModel(testData("fixtures/bert"));
    const run = await model.run({ ids: [5, 9, 17, 30, 4, 77, 12] });
    const { width, height, data } = await run.thumbnails({ table });
    expect([width, height, data.length]).toEqual([7, 7, run.nLayers * run.nHeads * 7 * 7 * 4]);
    const at = { layer: 2, head: 3 };
    const { weights } = await run.attention(at);
    const first = (at.layer * run.nHeads + at.head) * 49;
    const expected = [...weights].map((weight) => table[Math.floor(weight * 255 + 0.5) * 4]);
    expect(Array.from({ length: 49 }, (_, i) => data[(first + i) * 4])).toEqual(expected);
    await expect(run.thumbnails({ table, block: 0 })).rejects.toMatchObject({ code: "bad_option" });
    await model.dispose();
  });
});
