import { expect, it } from "vitest";
import { describeWithData } from "../data.ts";
import { useEngine } from "../engine.ts";
import { onnxFiles, readOnnxCases, type Expected } from "./onnx-cases.ts";

describeWithData("attend() agrees with ONNX Attention, opset 23 to 25", onnxFiles, () => {
  const engine = useEngine();

  it.each(readOnnxCases())("$name", async ({ inputs, options, expected }) => {
    const result = await engine().attend(inputs, options);
    for (const wanted of expected) {
      const got = result[wanted.result];
      expect(got?.shape).toEqual(wanted.tensor.shape);
      expect(worst(got!.data, wanted), `${wanted.result}, in tolerances`).toBeLessThanOrEqual(1);
    }
  });
});

/** The largest distance, in units of what is tolerated. */
function worst(got: Float32Array, { tensor, atol, rtol }: Expected): number {
  const distances = Array.from(tensor.data, (want, i) => {
    const value = got[i] ?? NaN;
    return Object.is(value, want) || value === want ? 0 : Math.abs(value - want) / (atol + rtol * Math.abs(want));
  });
  return distances.reduce((largest, distance) => (distance <= largest ? largest : distance), 0);
}
