/** What a run cost: amounts in words, measuring over lengths, and the curve of it. */
import { describe, expect, it } from "vitest";
import type { Model, ModelInput, ModelRun } from "../../../web/engine/model-types.ts";
import { countText, sizeText, timeText, tokensPerSecond } from "../../../web/page/model/cost/amounts.ts";
import { curveOf, roundTicks } from "../../../web/page/model/cost/curve.ts";
import { lengthsFor, measure, repeated, type Measured } from "../../../web/page/model/cost/measure.ts";

describe("amounts", () => {
  it("have two or three digits and a unit", () => {
    expect([0.04, 0.44, 9.94, 16.2, 940, 1000, 1200, 12_345].map(timeText)).toEqual(["<0.1 ms", "0.4 ms", "9.9 ms", "16 ms", "940 ms", "1.0 s", "1.2 s", "12 s"]); // prettier-ignore
    expect([2.14e6, 37.2e6, 999e6, 1.23e9].map(sizeText)).toEqual(["2.1 MB", "37 MB", "999 MB", "1.2 GB"]);
    expect([12, 260_000, 36.7e6, 1.24e9].map(countText)).toEqual(["12", "260 K", "37 M", "1.2 B"]);
  });
  it("tell no speed of what took no time", () => {
    expect(tokensPerSecond(14, 16)).toBe(875);
    expect(tokensPerSecond(14, 0)).toBeNull();
    expect(tokensPerSecond(0, 1)).toBeNull();
  });
});

describe("measuring", () => {
  it("goes as far as the model takes", () => {
    expect(lengthsFor(4096)).toEqual([16, 32, 64, 128, 256, 512]);
    expect(lengthsFor(100)).toEqual([16, 32, 64]);
    expect(lengthsFor(8)).toEqual([8]);
  });

  it("repeats the text, from another place at each turn", () => {
    expect(repeated([1, 2, 3], 5, 0)).toEqual([1, 2, 3, 1, 2]);
    expect(repeated([1, 2, 3], 5, 1)).toEqual([2, 3, 1, 2, 3]);
  });

  function fakeModel(millisecondsOf: (n: number, call: number) => number) {
    const inputs: number[][] = [];
    const model = {
      info: { maxTokens: 40, bytes: 1000 },
      run: (input: ModelInput, { signal }: { signal: AbortSignal }) => {
        signal.throwIfAborted();
        const { ids } = input as { ids: number[] };
        inputs.push(ids);
        const cost = { milliseconds: millisecondsOf(ids.length, inputs.length), nTokens: ids.length };
        return Promise.resolve({ cost: { ...cost, runBytes: ids.length ** 2, memoryBytes: 0 } } as ModelRun);
      },
    } as unknown as Model;
    return { model, inputs };
  }
  const run = async (model: Model, ids = [5, 6, 7], signal = new AbortController().signal) => {
    const told: (readonly Measured[])[] = [];
    await measure(model, ids, signal, (measured) => told.push(measured));
    return told;
  };

  it("takes the fastest of several short runs and tells each length as it comes", async () => {
    const { model } = fakeModel((n, call) => n + (call % 2));
    const told = await run(model);
    expect(told.map((each) => each.length)).toEqual([1, 2]);
    expect(told.at(-1)).toEqual([
      { nTokens: 16, milliseconds: 16, bytes: 1256 },
      { nTokens: 32, milliseconds: 32, bytes: 2024 },
    ]);
  });

  it("makes long runs once", async () => {
    const { model, inputs } = fakeModel(() => 5000);
    await run(model);
    expect(inputs.map((ids) => ids.length)).toEqual([16, 32]);
  });

  it.each([[[5, 6, 7]], [[5]], [[0]]])("never gives the same ids twice in a row: %j", async (ids) => {
    const { model, inputs } = fakeModel(() => 1);
    await run(model, ids);
    inputs.slice(1).forEach((each, i) => expect(each).not.toEqual(inputs[i]));
  });

  it("stops where it is cancelled and keeps what there is", async () => {
    const abort = new AbortController();
    const { model } = fakeModel((n) => {
      if (n === 32) abort.abort();
      return 500;
    });
    const told: number[] = [];
    const work = measure({ ...model, info: { ...model.info, maxTokens: 512 } }, [1], abort.signal, (all) => told.push(all.length)); // prettier-ignore
    await expect(work).rejects.toThrow(/abort/i);
    expect(told).toEqual([1, 2]);
  });
});

describe("the curve", () => {
  const area = { left: 40, right: 240, top: 10, bottom: 110 };

  it("has round ticks that reach over the most", () => {
    expect(roundTicks(87, 4)).toEqual([0, 50, 100]);
    expect(roundTicks(0.35, 4)).toEqual([0, 0.1, 0.2, 0.3, 0.4]);
    expect(roundTicks(2000, 4)).toEqual([0, 500, 1000, 1500, 2000]);
    expect(roundTicks(0, 4)).toEqual([0, 1]);
  });
  it("begins both axes at 0 and ends with the longest text", () => {
    const { path, points, xTicks, yTicks } = curveOf([{ x: 256, y: 50 }, { x: 512, y: 100 }], area); // prettier-ignore
    expect(points).toEqual([{ x: 140, y: 60 }, { x: 240, y: 10 }]); // prettier-ignore
    expect(path).toBe("M140 60L240 10");
    expect(xTicks.map(({ value }) => value)).toEqual([0, 128, 256, 384, 512]);
    expect([yTicks[0], yTicks.at(-1)]).toEqual([{ value: 0, at: 110 }, { value: 100, at: 10 }]); // prettier-ignore
  });
  it("is nothing where nothing was measured", () => expect(curveOf([], area).path).toBe(""));
});
