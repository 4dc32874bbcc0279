// TensorFlow.js with its WebAssembly backend (XNNPACK). Inputs are tensors before the clock starts.

/** −10³⁰ above the diagonal. */
const causalMask = (n) =>
  Float32Array.from({ length: n * n }, (_, cell) => (cell % n > Math.floor(cell / n) ? -1e30 : 0));

export async function tfjs(place) {
  const tf = await place.tensorflow();

  function matmulOf({ n, d, m }, { a, b }) {
    const inputs = [tf.tensor(a, [n, d]), tf.tensor(b, [d, m])];
    return { inputs, compute: () => [tf.matMul(...inputs)] };
  }

  /** Head by head: only products of two matrices reach XNNPACK. */
  function attentionOf({ heads, n, d, isCausal, wantsWeights, softcap }, { q, k, v }) {
    const ofHead = (values, head) => tf.tensor(values.subarray(head * n * d, (head + 1) * n * d), [n, d]);
    const perHead = Array.from({ length: heads }, (_, head) => [q, k, v].map((values) => ofHead(values, head)));
    const mask = isCausal ? [tf.tensor(causalMask(n), [n, n])] : [];
    const attend = ([query, key, value]) => {
      const raw = tf.matMul(tf.mul(query, 1 / Math.sqrt(d)), tf.transpose(key));
      const scores = softcap ? tf.mul(tf.tanh(tf.div(raw, softcap)), softcap) : raw;
      const weights = tf.softmax(isCausal ? tf.add(scores, mask[0]) : scores);
      return [tf.matMul(weights, value), weights];
    };
    const compute = () => {
      const results = perHead.map(attend);
      const outputs = results.map(([output]) => output);
      return [tf.stack(outputs), ...(wantsWeights ? results.map(([, weights]) => weights) : [])];
    };
    return { inputs: [...perHead.flat(), ...mask], compute };
  }

  return {
    name: "tfjs",
    supports: ({ kind }) => kind === "matmul" || kind === "attention",
    prepare(work, values) {
      const { inputs, compute } = (work.kind === "matmul" ? matmulOf : attentionOf)(work, values);
      let results = [];
      return {
        run() {
          tf.dispose(results);
          results = tf.tidy(compute);
        },
        read: () => ({
          output: results[0].dataSync(),
          weights: Float32Array.from(results.slice(1).flatMap((weights) => [...weights.dataSync()])),
        }),
        dispose: () => tf.dispose([results, inputs]),
      };
    },
  };
}
