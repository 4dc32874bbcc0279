/** What the engine uses of the model's files; see types.ts. Node's folders are in node-folder.ts. */
export { bundledModels, locateModel } from "./locate.ts";
export { loadTokenizer } from "./load-tokenizer.ts";
export { openModel } from "./open.ts";
export { browserPartCache } from "./part-cache.ts";
export { openTensors } from "./tensors.ts";
export * from "./types.ts";
