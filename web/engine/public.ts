/** What both entries give besides createEngine. */
export { AttentionError, errorCodes, type ErrorCode } from "./errors.ts";
export * from "./options.ts";
export { attentionOf, explanationOf, parseRunJson, toExplanationJson, toRunJson } from "./run-json.ts";
export type * from "./model-types.ts";
export type * from "./offer-types.ts";
export { attentionKinds, weightKinds } from "./model-types.ts";
export { modelTraces } from "./model-request.ts";
export type * from "./types.ts";
export { traceNames } from "./types.ts";
export { version } from "./version.ts";
