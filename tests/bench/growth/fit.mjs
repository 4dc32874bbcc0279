// How times or bytes grow with n: curves through measured points. All errors are relative, so that small n count as much as large.

const sum = (values) => values.reduce((total, x) => total + x, 0);
const mean = (values) => sum(values) / values.length;

/** The root mean square of how far a curve passes by the points, as a share of them. */
const residualOf = (curve, points) => Math.sqrt(mean(points.map(({ n, y }) => (curve(n) / y - 1) ** 2)));

/**
 * y ≈ factor · n^power, by least squares of the logarithms.
 *
 * @param {{ n: number, y: number }[]} points at least two
 */
export function powerFit(points) {
  const logs = points.map(({ n, y }) => [Math.log(n), Math.log(y)]);
  const [meanX, meanY] = [mean(logs.map(([x]) => x)), mean(logs.map(([, y]) => y))];
  const power = sum(logs.map(([x, y]) => (x - meanX) * (y - meanY))) / sum(logs.map(([x]) => (x - meanX) ** 2));
  const factor = Math.exp(meanY - power * meanX);
  return { factor, power, residual: residualOf((n) => factor * n ** power, points) };
}

/** The best multiple of a curve. */
const multiple = (curve, points) => {
  const shares = points.map(({ n, y }) => curve(n) / y);
  return sum(shares) / sum(shares.map((share) => share * share));
};

/**
 * y ≈ linear · n + quadratic · n², neither negative.
 *
 * @param {{ n: number, y: number }[]} points at least two
 */
export function quadraticFit(points) {
  // In shares of y: u = n / y and v = n² / y; linear · u + quadratic · v ≈ 1.
  const [u, v] = [points.map(({ n, y }) => n / y), points.map(({ n, y }) => n ** 2 / y)];
  const product = (a, b) => sum(a.map((x, i) => x * b[i]));
  const determinant = product(u, u) * product(v, v) - product(u, v) ** 2;
  let linear = (sum(u) * product(v, v) - sum(v) * product(u, v)) / determinant;
  let quadratic = (sum(v) * product(u, u) - sum(u) * product(u, v)) / determinant;
  if (linear < 0) [linear, quadratic] = [0, multiple((n) => n ** 2, points)];
  else if (quadratic < 0) [linear, quadratic] = [multiple((n) => n, points), 0];
  return { linear, quadratic, residual: residualOf((n) => linear * n + quadratic * n ** 2, points) };
}
