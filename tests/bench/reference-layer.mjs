// An encoder layer in float64, as the formulas read. Its result is kept: every peer is compared with the same one.

/** a [n, d] · b [d, m] + bias */
function dense(a, b, bias) {
  const [m, d] = [bias.length, b.length / bias.length];
  const out = new Float64Array((a.length / d) * m);
  for (let i = 0; i * d < a.length; i++) {
    const row = out.subarray(i * m, (i + 1) * m);
    row.set(bias);
    for (let k = 0; k < d; k++) for (let j = 0; j < m; j++) row[j] += a[i * d + k] * b[k * m + j];
  }
  return out;
}

function addAndNorm(a, b, gamma, beta) {
  const d = gamma.length;
  const out = a.map((x, at) => x + b[at]);
  for (let at = 0; at < out.length; at += d) {
    const row = out.subarray(at, at + d);
    const mean = row.reduce((sum, x) => sum + x, 0) / d;
    const variance = row.reduce((sum, x) => sum + (x - mean) ** 2, 0) / d;
    row.forEach((x, c) => (row[c] = ((x - mean) / Math.sqrt(variance + 1e-12)) * gamma[c] + beta[c]));
  }
  return out;
}

/** 1 − erf(x) for x ≥ 0 by its continued fraction, or by the series of erf near 0. */
function erfc(x) {
  if (x < 2) {
    let [term, sum] = [x, x];
    for (let n = 1; n < 60; n++) {
      term *= (-x * x) / n;
      sum += term / (2 * n + 1);
    }
    return 1 - (2 / Math.sqrt(Math.PI)) * sum;
  }
  let tail = x;
  for (let n = 60; n > 0; n--) tail = x + n / 2 / tail;
  return Math.exp(-x * x) / tail / Math.sqrt(Math.PI);
}
const gelu = (x) => (x > 0 ? x - (x * erfc(x / Math.SQRT2)) / 2 : (x * erfc(-x / Math.SQRT2)) / 2);

function attention({ n, d, heads }, qkv) {
  const context = new Float64Array(n * d);
  const headDim = d / heads;
  const at = (part, i, head, c) => qkv[i * 3 * d + part * d + head * headDim + c];
  for (let head = 0; head < heads; head++)
    for (let i = 0; i < n; i++) {
      const scores = Float64Array.from({ length: n }, (_, j) => {
        let sum = 0;
        for (let c = 0; c < headDim; c++) sum += at(0, i, head, c) * at(1, j, head, c);
        return sum / Math.sqrt(headDim);
      });
      const max = scores.reduce((a, b) => Math.max(a, b));
      const exps = scores.map((score) => Math.exp(score - max));
      const total = exps.reduce((a, b) => a + b);
      for (let j = 0; j < n; j++)
        for (let c = 0; c < headDim; c++) context[i * d + head * headDim + c] += (exps[j] / total) * at(2, j, head, c);
    }
  return context;
}

const kept = new WeakMap();

export function layerOf(work, inputs) {
  if (!kept.has(inputs)) {
    const { x, wQkv, bQkv, wOut, bOut, gamma1, beta1, wUp, bUp, wDown, bDown, gamma2, beta2 } = inputs;
    const context = attention(work, dense(x, wQkv, bQkv));
    const middle = addAndNorm(dense(context, wOut, bOut), x, gamma1, beta1);
    const mlp = dense(middle, wUp, bUp).map(gelu);
    kept.set(inputs, addAndNorm(dense(mlp, wDown, bDown), middle, gamma2, beta2));
  }
  return kept.get(inputs);
}
