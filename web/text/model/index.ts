/** What the engine uses of the model's files; see types.ts. */
export * from "./types.ts";
