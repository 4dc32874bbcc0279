/** The formula of transformers as the page shows it: loaded when one is chosen. */
export { modelEquations } from "./equations.ts";
export { modelSheet } from "./sheets.ts";
export { modelTracesOf } from "./traces.ts";
