// The core as shipped, called on its own memory (tests/bench/kernels.cpp).

const peakRounds = 5_000;
/** 2 operations · 4 lanes (8 of integers) · 13 chains · 16 steps, as peak.cpp has them. */
const [operationsPerRound, intOperationsPerRound] = [1664, 3328];

async function loadCore(bytes) {
  const module = await WebAssembly.compile(bytes);
  const imports = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module)) (imports[from] ??= {})[name] = () => 0;
  const { exports: core } = await WebAssembly.instantiate(module, imports);
  core._initialize?.();
  return core;
}

/** Our kernels, and beside them the float32 ones that int8 has to beat. */
export const ours = async (bytes) => peerOf(await loadCore(bytes));

/** The same kernels in a build whose work `threads` threads share. */
export async function oursOnThreads(moduleFile, threads) {
  const { default: createModule } = await import(moduleFile);
  const { wasmExports, wasmMemory } = await createModule({ nWorkers: threads - 1 });
  wasmExports.set_threads(threads);
  return peerOf({ ...wasmExports, memory: wasmMemory });
}

function peerOf(core) {
  const view = (address, n) => new Float32Array(core.memory.buffer, address, n);
  const room = (n) => core.allocate(n);
  const put = (values) => {
    const address = room(values.length);
    view(address, values.length).set(values);
    return address;
  };

  function prepareMatmul({ n, d, m, isConstant }, { a, b }) {
    const [left, right, out] = [put(a), put(b), room(n * m)];
    const packed = core.pack(right, d, m);
    return {
      run() {
        if (!isConstant) core.repack(packed, right, d, m);
        core.multiply(left, packed, out, n);
      },
      read: () => ({ output: view(out, n * m).slice() }),
      dispose() {
        core.release_packed(packed);
        for (const address of [left, right, out]) core.release(address);
      },
    };
  }

  function prepareAttention({ heads, n, d, isCausal, wantsWeights, softcap }, { q, k, v }) {
    const nWeights = wantsWeights ? heads * n * n : 0;
    const call = core.prepare_attention(heads, n, d, isCausal, wantsWeights, softcap);
    for (const [which, values] of [q, k, v].entries())
      view(core.attention_input(call, which), heads * n * d).set(values);
    return {
      run: () => core.run_attention(call),
      read: () => ({
        output: view(core.attention_output(call), heads * n * d).slice(),
        weights: wantsWeights ? view(core.attention_weights(call), nWeights).slice() : undefined,
      }),
      dispose: () => core.release_attention(call),
    };
  }

  function prepareInt8({ n, d, m, quantizesRows }, { a, b }) {
    const columns = b.map((_, at) => b[(at % d) * m + Math.floor(at / d)]);
    const [left, right, out] = [put(a), put(columns), room(n * m)];
    const packed = core.pack_int8(right, m, d);
    return {
      run: () => (quantizesRows ? core.multiply_quantized : core.multiply_int8)(left, packed, out, n),
      read: () => ({ output: view(out, n * m).slice() }),
      dispose() {
        core.release_int8(packed);
        for (const address of [left, right, out]) core.release(address);
      },
    };
  }

  function prepareLayer({ n, d, heads, dMlp, isInt8 }, inputs) {
    const call = core.prepare_layer(n, d, heads, dMlp, isInt8);
    for (const [which, values] of Object.values(inputs).entries())
      view(core.layer_tensor(call, which), values.length).set(values);
    core.pack_layer(call);
    let output;
    return {
      run() {
        output = core.run_layer(call);
      },
      read: () => ({ output: view(output, n * d).slice() }),
      dispose: () => core.release_layer(call),
    };
  }

  const prepare = { matmul: prepareMatmul, int8: prepareInt8, attention: prepareAttention, layer: prepareLayer };
  const chain = put([0.5, 0.5, 0.5, 0.5, 1, 1, 1, 1]);
  const peak = {
    run: () => core.peak(chain, peakRounds),
    operations: peakRounds * operationsPerRound,
    ofIntegers: false,
  };
  const intPeak = {
    run: () => core.int_peak(chain, peakRounds),
    operations: peakRounds * intOperationsPerRound,
    ofIntegers: true,
  };
  return {
    name: "ours",
    supports: () => true,
    prepare: (work, inputs) => prepare[work.kind](work, inputs),
    /** The same at full precision, where a case is of int8. */
    float32: {
      name: "our float32",
      supports: ({ kind, isInt8 }) => kind === "int8" || isInt8 === true,
      prepare: (work, inputs) =>
        work.kind === "int8" ? prepareMatmul(work, inputs) : prepareLayer({ ...work, isInt8: false }, inputs),
    },
    /** Reads more than any cache holds; `bytes` at a time. */
    reader() {
      const n = 64 * 2 ** 20;
      const address = room(n);
      view(address, n).fill(1);
      return { run: () => core.read_all(address, n), bytes: 4 * n };
    },
    memory: {
      live: () => core.live_bytes(),
      /** How often and how many bytes at most `run` takes beyond what is there. */
      during(run) {
        core.begin_counting();
        const before = core.live_bytes();
        run();
        return { allocations: core.allocations(), bytes: core.most_bytes() - before };
      },
    },
    /** A job that only multiplies and adds in registers: the most that this build can do here. */
    peak,
    /** The most that the instructions of a kind of work can do. */
    peakOf: ({ kind, quantizesRows }) => (kind === "int8" && quantizesRows ? intPeak : peak),
  };
}
