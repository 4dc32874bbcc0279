const nSquares = 10;
const parts = 1024; // 2 to the power nSquares
const nTerms = 12;
/** e to this power is 0 as a float32. */
const leastPower = -120;

/** e^x by sums and products alone, which are the same in every browser; Math.exp is not. Good to some 13 digits. */
function exp(x: number): number {
  const small = x / parts;
  let [sum, term] = [1, 1];
  for (let n = 1; n <= nTerms; n++) sum += term *= small / n;
  for (let n = 0; n < nSquares; n++) sum *= sum;
  return sum;
}

/** 1/(1 + e^−x), as a float32. */
export function sigmoid(x: number): number {
  const power = exp(Math.max(-Math.abs(x), leastPower));
  return Math.fround(x < 0 ? power / (1 + power) : 1 / (1 + power));
}
