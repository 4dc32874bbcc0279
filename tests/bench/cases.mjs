// The work that is measured: sizes, inputs and how many floating-point operations it takes.

/** Numbers between −scale and scale that follow from the seed. */
export function numbers(n, seed, scale) {
  let state = seed >>> 0;
  return Float32Array.from({ length: n }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return ((state / 2 ** 32) * 2 - 1) * scale;
  });
}

/** out [n, m] = a [n, d] · b [d, m]; a constant b may be prepared before the clock starts. */
export function matmul(n, d, m, isConstant) {
  return {
    name: `matmul ${n}×${d}×${m}${isConstant ? "" : ", B an input"}`,
    kind: "matmul",
    ...{ n, d, m, isConstant },
    operations: 2 * n * d * m,
    inputs: () => ({ a: numbers(n * d, 1, 1), b: numbers(d * m, 2, 1) }),
  };
}

/** Scaled dot-product attention of `heads` heads, [heads, n, d] each. Causal counts what is visible; a softcap of 0 is none. */
export function attention(heads, d, n, { isCausal = false, wantsWeights = false, softcap = 0 } = {}) {
  const size = heads * n * d;
  const visible = isCausal ? (n * (n + 1)) / 2 : n * n;
  const form = [isCausal && "causal", softcap && "capped"].filter(Boolean).join(" ") || "full";
  return {
    name: `attention h=${heads} d=${d} n=${n}, ${form}, ${wantsWeights ? "weights" : "output"}`,
    kind: "attention",
    ...{ heads, d, n, isCausal, wantsWeights, softcap },
    operations: 4 * heads * visible * d,
    inputs: () => ({ q: numbers(size, 3, 1.7), k: numbers(size, 4, 1.7), v: numbers(size, 5, 1) }),
  };
}

/** The same with B as int8 columns, one scale each: quantised before the clock starts; A float32, or quantised by row while it runs. */
function int8Matmul(n, d, m, quantizesRows) {
  const work = matmul(n, d, m, true);
  return {
    ...work,
    name: `int8 ${work.name}, A ${quantizesRows ? "quantised" : "float32"}`,
    kind: "int8",
    quantizesRows,
    tolerance: 0.02 * Math.sqrt(d),
  };
}

/** What the layer is made of, in order, with its shape. */
export const layerTensors = ({ n, d, dMlp }) => ({
  x: [n, d],
  wQkv: [d, 3 * d],
  bQkv: [3 * d],
  wOut: [d, d],
  bOut: [d],
  gamma1: [d],
  beta1: [d],
  wUp: [d, dMlp],
  bUp: [dMlp],
  wDown: [dMlp, d],
  bDown: [d],
  gamma2: [d],
  beta2: [d],
});

/** An encoder layer as BERT has it: norms after the residuals, exact GELU. */
function layer(n, { isInt8 = false } = {}) {
  const [d, heads, dMlp] = [384, 12, 1536];
  const work = { n, d, heads, dMlp, isInt8 };
  const sized = Object.entries(layerTensors(work));
  const scales = { x: 1, wQkv: 0.08, wOut: 0.08, wUp: 0.08, wDown: 0.04 };
  return {
    ...work,
    name: `encoder layer n=${n}${isInt8 ? ", int8" : ""}`,
    kind: "layer",
    operations: 2 * n * d * (4 * d + 2 * dMlp) + 4 * n * n * d,
    tolerance: isInt8 ? 0.2 : 1e-3,
    inputs: () =>
      Object.fromEntries(
        sized.map(([name, shape], i) => [
          name,
          numbers(
            shape.reduce((a, b) => a * b),
            20 + i,
            scales[name] ?? 0.5,
          ),
        ]),
      ),
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
  ...[...matmulSizes, [1, 768, 768], [1, 2048, 8192]].flatMap((sizes) =>
    [true, false].map((quantizesRows) => int8Matmul(...sizes, quantizesRows)),
  ),
  ...[16, 64, 128, 512].flatMap((n) => [layer(n), layer(n, { isInt8: true })]),
  ...headSizes.flatMap(([heads, d]) =>
    [64, 128, 256, 512, 1024, 2048].flatMap((n) =>
      [false, true].flatMap((isCausal) =>
        [false, true].map((wantsWeights) => attention(heads, d, n, { isCausal, wantsWeights })),
      ),
    ),
  ),
  ...[20, 40, 72, 80, 96, 128].map((d) => attention(4, d, 333)),
  ...[1, 7, 100, 1000].map((n) => attention(12, 64, n)),
  ...[128, 512].map((n) => attention(12, 64, n, { softcap: 2 })),
];
