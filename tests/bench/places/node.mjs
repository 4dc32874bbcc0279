// The bench in Node. Its clock is the processor time of this process, so that a busy machine does not count as slow code.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { at } from "../../../scripts/lib/paths.mjs";
import { ortNode } from "../peers/onnxruntime.mjs";
import { now } from "../timing.mjs";

export const inNode = {
  name: `Node ${process.version}, V8 ${process.versions.v8}`,
  clock: now,
  clockName: "processor time",
  /** The bytes of a file of the project. */
  read: (file) => readFile(at(file)),

  /** Peers that there are only here. */
  async peers(threads) {
    const { default: native } = await import("onnxruntime-node");
    return [ortNode(native, threads)];
  },

  async tensorflow() {
    const require = createRequire(import.meta.url);
    const tf = require("@tensorflow/tfjs-core");
    require("@tensorflow/tfjs-backend-cpu");
    const backend = "@tensorflow/tfjs-backend-wasm";
    require(backend).setWasmPaths(path.join(path.dirname(require.resolve(`${backend}/package.json`)), "dist/"));
    await tf.setBackend("wasm");
    return tf;
  },
};
