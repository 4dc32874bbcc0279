// Plain JavaScript as one would write it with care: typed arrays, rows in order.

function matmul({ n, d, m }, { a, b }, out) {
  for (let i = 0; i < n; i++) {
    const row = out.subarray(i * m, (i + 1) * m).fill(0);
    for (let k = 0; k < d; k++) {
      const factor = a[i * d + k];
      for (let j = 0; j < m; j++) row[j] += factor * b[k * m + j];
    }
  }
}

function softmax(row) {
  let max = -Infinity;
  for (const score of row) if (score > max) max = score;
  let total = 0;
  for (let j = 0; j < row.length; j++) total += row[j] = Math.exp(row[j] - max);
  for (let j = 0; j < row.length; j++) row[j] /= total;
}

function attention({ heads, n, d, isCausal, wantsWeights, softcap }, { q, k, v }, output, weights) {
  const scale = 1 / Math.sqrt(d);
  for (let head = 0; head < heads; head++)
    for (let i = 0; i < n; i++) {
      const query = (head * n + i) * d;
      const first = wantsWeights ? (head * n + i) * n : 0;
      const row = weights.subarray(first, first + (isCausal ? i + 1 : n));
      for (let j = 0; j < row.length; j++) {
        const key = (head * n + j) * d;
        let sum = 0;
        for (let x = 0; x < d; x++) sum += q[query + x] * k[key + x];
        row[j] = softcap ? softcap * Math.tanh((sum * scale) / softcap) : sum * scale;
      }
      softmax(row);
      output.fill(0, query, query + d);
      for (let j = 0; j < row.length; j++) {
        const value = (head * n + j) * d;
        for (let x = 0; x < d; x++) output[query + x] += row[j] * v[value + x];
      }
    }
}

export const plainJs = () => ({
  name: "plain JS",
  supports: ({ kind }) => kind === "matmul" || kind === "attention",
  prepare(work, inputs) {
    const { kind, heads, n, d, m, wantsWeights } = work;
    const output = new Float32Array(kind === "matmul" ? n * m : heads * n * d);
    const weights = new Float32Array(kind === "matmul" ? 0 : (wantsWeights ? heads * n : 1) * n);
    return {
      run: () => (kind === "matmul" ? matmul(work, inputs, output) : attention(work, inputs, output, weights)),
      read: () => ({ output, weights }),
      dispose() {},
    };
  },
});
