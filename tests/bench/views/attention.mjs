// Weights as heads have them: each query looks at a few keys near it or anywhere, and a little at all others.

/** Numbers from 0 to 1 that are the same each time (mulberry32). */
function numbersFrom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** @returns {Float32Array} [n, n], each row sums to 1 */
export function weightsOf(n, head) {
  const next = numbersFrom(head + 1);
  const weights = Float32Array.from({ length: n * n }, () => Math.exp(10 * next() ** 8));
  for (let row = 0; row < n; row++) {
    const shown = weights.subarray(row * n, (row + 1) * n);
    const sum = shown.reduce((all, weight) => all + weight, 0);
    shown.forEach((weight, key) => (shown[key] = weight / sum));
  }
  return weights;
}

export const tokensOf = (n) => Array.from({ length: n }, (_, i) => `word${i}`);
