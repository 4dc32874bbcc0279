// The bench in a page. No page can ask for its processor time: the clock is that on the wall.
/* global document, fetch, navigator */
import { openers } from "../openers.mjs";
import { ggml } from "../peers/ggml.mjs";

const packages = "/tests/bench/node_modules/@tensorflow";

const loadScript = (file) =>
  new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = `${packages}/${file}`;
    script.onload = resolve;
    script.onerror = () => reject(new Error(`${file} did not load.`));
    document.head.append(script);
  });

const inPage = {
  clock: () => performance.now(),

  async read(file) {
    const response = await fetch(`/${file}`);
    if (!response.ok) throw new Error(`${file}: ${response.status}`);
    return response.arrayBuffer();
  },

  /** Peers that there are only here. */
  peers: (threads) => [ggml(threads)],

  async tensorflow() {
    for (const name of ["core", "backend-cpu", "backend-wasm"]) await loadScript(`tfjs-${name}/dist/tf-${name}.min.js`);
    const { tf } = globalThis;
    tf.wasm.setWasmPaths(`${packages}/tfjs-backend-wasm/dist/`);
    tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
    await tf.setBackend("wasm");
    return tf;
  },
};

let opened;

/** What places/browser.mjs calls; only plain data goes there and back. */
globalThis.bench = {
  about: () => ({ userAgent: navigator.userAgent, isIsolated: globalThis.crossOriginIsolated }),
  async open(kind, options) {
    opened = await openers[kind](inPage, options);
    return opened.names;
  },
  measure: (name, nRounds) => opened.measure(name, nRounds),
};
