/** What a run took: time in the engine, tokens, memory. */
import { beforeAll, describe, expect, it } from "vitest";
import type { Model } from "../../web/engine/model-types.ts";
import { describeWithData, testData } from "../data.ts";
import { useEngine } from "../engine.ts";

describe("the cost of a run", () => {
  const engine = useEngine();
  let model: Model;
  beforeAll(async () => {
    model = await engine().loadModel("e5-small");
  });

  it("is measured in the engine: not more than the call took, and more for more tokens", async () => {
    const begun = performance.now();
    const { cost } = await model.run({ ids: Array<number>(300).fill(100) });
    const whole = performance.now() - begun;
    expect(cost.milliseconds).toBeGreaterThan(0);
    expect(cost.milliseconds).toBeLessThanOrEqual(whole);
    const short = await model.run("apples");
    expect(short.cost.milliseconds).toBeLessThan(cost.milliseconds);
  });

  it("counts tokens and memory", async () => {
    const { cost } = await model.run({ ids: Array<number>(200).fill(100) });
    const longer = await model.run({ ids: Array<number>(400).fill(100) });
    expect([cost.nTokens, longer.cost.nTokens]).toEqual([200, 400]);
    // Twice the tokens: weights fourfold, everything else twofold.
    expect(longer.cost.runBytes).toBeGreaterThan(2 * cost.runBytes);
    expect(longer.cost.runBytes).toBeLessThan(4 * cost.runBytes);
    expect(longer.cost.memoryBytes).toBeGreaterThan(model.info.bytes + longer.cost.runBytes);
    expect((await model.run("apples")).cost.memoryBytes).toBe(longer.cost.memoryBytes);
  });

  it("stays what it was when an older run is read again", async () => {
    const run = await model.run("I like apples");
    const { cost } = run;
    await model.run("Something else");
    await run.attention({ layer: 1, head: 1 });
    expect(run.cost).toEqual(cost);
  });
});

describeWithData("the cost of generating", ["models/stories260K"], () => {
  const engine = useEngine();

  it("is that of the new tokens", async () => {
    const model = await engine().loadModel(testData("models/stories260K"));
    const { ids, run } = await model.generate("Once upon a time", { maxNewTokens: 12, temperature: 0 });
    expect(run.cost.nTokens).toBe(ids.length);
    expect(run.cost.milliseconds).toBeGreaterThan(0);
    const whole = await model.run({ ids: run.tokens.map(({ id }) => id) });
    expect(run.cost.runBytes).toBe(whole.cost.runBytes);
  });
});
