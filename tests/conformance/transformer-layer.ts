/** PyTorch's post-norm transformer layers in plain float64, but for the attention, which is the engine's. */
import type { Engine, Tensor } from "../../web/engine/types.ts";

/** [seq][batch][d_model] */
export type Sequence = number[][][];
/** [batch][seq], 1 = is padding */
export type Padding = number[][] | null;
type Activation = "relu" | "gelu";

const dModel = 4;
const nHeads = 2;
const dMlp = 16;

/** Every parameter tensor p of the cases is cos(0), cos(1), … */
const parameter = (size: number) => Array.from({ length: size }, (_, i) => Math.cos(i));

function linear(x: number[], nOut: number, firstRow = 0, nRows = nOut): number[] {
  const weights = parameter(nRows * x.length);
  const bias = parameter(nRows);
  return Array.from({ length: nOut }, (_, i) => {
    const row = firstRow + i;
    return x.reduce((sum, value, j) => sum + value * weights[row * x.length + j]!, bias[row]!);
  });
}

/** Part 0, 1 or 2 (q, k, v) of in_proj. */
const project = (x: Sequence, part: number) => mapVectors(x, (v) => linear(v, dModel, part * dModel, 3 * dModel));

const mapVectors = (x: Sequence, map: (vector: number[]) => number[]): Sequence => x.map((step) => step.map(map));

function addAndNorm(x: Sequence, change: Sequence): Sequence {
  return x.map((step, s) => step.map((vector, b) => layerNorm(vector.map((value, d) => value + change[s]![b]![d]!))));
}

function layerNorm(x: number[]): number[] {
  const mean = x.reduce((sum, value) => sum + value, 0) / x.length;
  const variance = x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / x.length;
  const gain = parameter(x.length);
  return x.map((value, d) => ((value - mean) / Math.sqrt(variance + 1e-5)) * gain[d]! + gain[d]!);
}

/** Abramowitz & Stegun 7.1.26: within 1.5e-7. */
function erf(x: number): number {
  const t = 1 / (1 + 0.3275911 * Math.abs(x));
  const series = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return Math.sign(x) * (1 - series * Math.exp(-x * x));
}

const activate = (x: number, activation: Activation) =>
  activation === "relu" ? Math.max(0, x) : (x / 2) * (1 + erf(x / Math.SQRT2));

const feedForward = (x: Sequence, activation: Activation) =>
  mapVectors(x, (vector) =>
    linear(
      linear(vector, dMlp).map((value) => activate(value, activation)),
      dModel,
    ),
  );

/** [seq][batch][d_model] → [batch, seq, d_model] */
function toTensor(x: Sequence): Tensor {
  const nBatch = x[0]!.length;
  const data = Array.from({ length: nBatch }, (_, b) => x.flatMap((step) => step[b]!)).flat();
  return { data: Float32Array.from(data), shape: [nBatch, x.length, dModel] };
}

function fromTensor({ data, shape }: Tensor): Sequence {
  const [nBatch = 0, nSteps = 0, width = 0] = shape;
  const vector = (s: number, b: number) =>
    Array.from(data.subarray((b * nSteps + s) * width, (b * nSteps + s + 1) * width));
  return Array.from({ length: nSteps }, (_, s) => Array.from({ length: nBatch }, (_, b) => vector(s, b)));
}

async function multiHead(engine: Engine, from: Sequence, to: Sequence, padding: Padding): Promise<Sequence> {
  const mask = padding && {
    data: Uint8Array.from(padding.flat(), (isPadding) => 1 - isPadding),
    shape: [padding.length, 1, 1, to.length],
  };
  const { output } = await engine.attend(
    { q: toTensor(project(from, 0)), k: toTensor(project(to, 1)), v: toTensor(project(to, 2)), ...(mask && { mask }) },
    { qHeads: nHeads, kvHeads: nHeads },
  );
  return mapVectors(fromTensor(output), (vector) => linear(vector, dModel));
}

export async function encoderLayer(engine: Engine, x: Sequence, padding: Padding, activation: Activation) {
  const attended = addAndNorm(x, await multiHead(engine, x, x, padding));
  return addAndNorm(attended, feedForward(attended, activation));
}

export async function decoderLayer(
  engine: Engine,
  x: Sequence,
  memory: Sequence,
  paddings: { target: Padding; memory: Padding },
  activation: Activation,
) {
  const own = addAndNorm(x, await multiHead(engine, x, x, paddings.target));
  const crossed = addAndNorm(own, await multiHead(engine, own, memory, paddings.memory));
  return addAndNorm(crossed, feedForward(crossed, activation));
}
