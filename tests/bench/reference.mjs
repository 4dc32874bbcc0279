// A few rows of every result in float64: nothing that is wrong gets a time.
import { layerOf } from "./reference-layer.mjs";

const largestDifference = (got, want) => want.reduce((worst, x, i) => Math.max(worst, Math.abs(x - got[i])), 0);

function matmulRow({ d, m }, { a, b }, i) {
  const row = new Float64Array(m);
  for (let k = 0; k < d; k++) for (let j = 0; j < m; j++) row[j] += a[i * d + k] * b[k * m + j];
  return row;
}

function attentionRow({ d, n, isCausal, softcap }, { q, k, v }, head, i) {
  const at = (tensor, row, column) => tensor[(head * n + row) * d + column];
  const nVisible = isCausal ? i + 1 : n;
  const scores = Array.from({ length: nVisible }, (_, j) => {
    let sum = 0;
    for (let x = 0; x < d; x++) sum += at(q, i, x) * at(k, j, x);
    const score = sum / Math.sqrt(d);
    return softcap ? softcap * Math.tanh(score / softcap) : score;
  });
  const max = scores.reduce((a, b) => Math.max(a, b));
  const exps = scores.map((score) => Math.exp(score - max));
  const total = exps.reduce((a, b) => a + b);
  const weights = new Float64Array(n).map((_, j) => (exps[j] ?? 0) / total);
  const output = new Float64Array(d).map((_, x) => weights.reduce((sum, weight, j) => sum + weight * at(v, j, x), 0));
  return { weights, output };
}

/** The largest error of a peer's result over the first, a middle and the last row. */
export function errorOf(work, inputs, result) {
  const rows = [...new Set([0, work.n >> 1, work.n - 1])];
  if (work.kind === "layer") return largestDifference(result.output, layerOf(work, inputs));
  if (work.kind === "matmul" || work.kind === "int8") {
    const rowOf = (i) => result.output.subarray(i * work.m, (i + 1) * work.m);
    return Math.max(...rows.map((i) => largestDifference(rowOf(i), matmulRow(work, inputs, i))));
  }
  const { heads, n, d } = work;
  const errors = rows.flatMap((i) => {
    const want = attentionRow(work, inputs, heads - 1, i);
    const row = (heads - 1) * n + i;
    const error = largestDifference(result.output.subarray(row * d, (row + 1) * d), want.output);
    if (!work.wantsWeights) return [error];
    return [error, largestDifference(result.weights.subarray(row * n, (row + 1) * n), want.weights)];
  });
  return Math.max(...errors);
}
