// The work that is measured: sizes, inputs and how many floating-point operations it takes.

/** Numbers between −scale and scale that follow from the seed. */
function numbers(n, seed, scale) {
  let state = seed >>> 0;
  return Float32Array.from({ length: n }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return ((state / 2 ** 32) * 2 - 1) * scale;
  });
}

/** out [n, m] = a [n, d] · b [d, m]; a constant b may be prepared before the clock starts. */
function matmul(n, d, m, isConstant) {
  return {
    name: `matmul ${n}×${d}×${m}${isConstant ? "" : ", B an input"}`,
    kind: "matmul",
    ...{ n, d, m, isConstant },
    operations: 2 * n * d * m,
    inputs: () => ({ a: numbers(n * d, 1, 1), b: numbers(d * m, 2, 1) }),
  };
}

/** Scaled dot-product attention of `heads` heads, [heads, n, d] each. Causal counts what is visible. */
function attention(heads, d, n, { isCausal, wantsWeights }) {
  const size = heads * n * d;
  const visible = isCausal ? (n * (n + 1)) / 2 : n * n;
  return {
    name: `attention h=${heads} d=${d} n=${n}, ${isCausal ? "causal" : "full"}, ${wantsWeights ? "weights" : "output"}`,
    kind: "attention",
    ...{ heads, d, n, isCausal, wantsWeights },
    operations: 4 * heads * visible * d,
    inputs: () => ({ q: numbers(size, 3, 1.7), k: numbers(size, 4, 1.7), v: numbers(size, 5, 1) }),
  };
}

const matmulSizes = [
  [64, 384, 384],
  [128, 384, 1536],
  [256, 768, 768],
  [512, 768, 3072],
];
const headSizes = [
  [12, 64],
  [8, 32],
];

export const cases = [
  ...matmulSizes.flatMap((sizes) => [true, false].map((isConstant) => matmul(...sizes, isConstant))),
  matmul(1, 768, 768, true),
  ...headSizes.flatMap(([heads, d]) =>
    [64, 128, 256, 512, 1024, 2048].flatMap((n) =>
      [false, true].flatMap((isCausal) =>
        [false, true].map((wantsWeights) => attention(heads, d, n, { isCausal, wantsWeights })),
      ),
    ),
  ),
  ...[20, 40, 72, 80, 96, 128].map((d) => attention(4, d, 333, { isCausal: false, wantsWeights: false })),
  ...[1, 7, 100, 1000].map((n) => attention(12, 64, n, { isCausal: false, wantsWeights: false })),
];
