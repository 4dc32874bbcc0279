// Weights as heads have them: most keys of a query get a little, a few get much.
import { numbers } from "../cases.mjs";

/** @returns {Float32Array} [n, n], each row sums to 1 */
export function weightsOf(n, head) {
  const weights = numbers(n * n, head + 1, 1).map((x) => Math.exp(10 * x ** 8));
  for (let row = 0; row < n; row++) {
    const shown = weights.subarray(row * n, (row + 1) * n);
    const sum = shown.reduce((all, weight) => all + weight, 0);
    shown.forEach((weight, key) => (shown[key] = weight / sum));
  }
  return weights;
}

export const tokensOf = (n) => Array.from({ length: n }, (_, i) => `word${i}`);
