/** What of a transformer is on the screen and comes back with a link. Immutable, as the rest of the state. */
import type { Combination, HeadPick } from "../../engine/combined-heads.ts";
import type { AttentionKind, HeadScale, WeightKind } from "../../engine/model-types.ts";

export { combinations, type Combination, type HeadPick } from "../../engine/combined-heads.ts";

/** What heads are looked for: the same word in a link. "pair" is the pinned query and key, "broad" much entropy. */
export const headSearches = ["previous", "next", "self", "first", "broad", "pair"] as const;
export type HeadSearch = (typeof headSearches)[number];

/** Tokens left out, the rest of a row made to sum to 1 again. "sink" is the first token. */
export const hiddenTokens = ["none", "special", "sink"] as const;
export type HiddenTokens = (typeof hiddenTokens)[number];

/** Of two texts: from which to which. */
export const pairParts = ["all", "aa", "ab", "ba", "bb"] as const;
export type PairPart = (typeof pairParts)[number];

export const modelViews = ["matrix", "lines"] as const;
export type ModelView = (typeof modelViews)[number];

/** How the next token is drawn. */
export interface Sampling {
  /** 0: the likeliest each time. */
  temperature: number;
  /** 0: all. */
  topK: number;
  topP: number;
  seed: number;
}

export const plainSampling: Readonly<Sampling> = { temperature: 1, topK: 0, topP: 1, seed: 1 };

export interface ModelState {
  /** As loadModel() takes it: "e5-small", a hub id, an address; `files:NAME` for a person's own, which no link brings along. */
  source: string;
  /** How its numbers are kept in memory. */
  weights: WeightKind;
  /** A text that is too long is cut: the person said so of this text. */
  truncate: boolean;
  kind: AttentionKind;
  /** The chosen head is `head` of the page's state, in this layer. */
  layer: number;
  /** Heads whose output is scaled; those at 1 are not in it. */
  headScale: readonly HeadScale[];
  search: HeadSearch | null;
  combine: Combination;
  /** The heads that "mean" and "max" are over and that the lines show beside the chosen one; empty: all of the layer. */
  picks: readonly HeadPick[];
  view: ModelView;
  /** Pieces of one word as one token. */
  words: boolean;
  hide: HiddenTokens;
  part: PairPart;
  /** Ids that were generated or taken after the text, in order. */
  taken: readonly number[];
  /** Null while the person has not chosen: what suits the model. */
  sampling: Sampling | null;
}

/** The bundled model's head that finds what a pronoun stands for. */
export const pronounHead: Readonly<HeadPick> = { layer: 8, head: 8 };

export const blankModel: Readonly<ModelState> = {
  source: "e5-small",
  weights: "as-stored",
  truncate: false,
  kind: "self",
  layer: 0,
  headScale: [],
  search: null,
  combine: "head",
  picks: [],
  view: "matrix",
  words: false,
  hide: "none",
  part: "all",
  taken: [],
  sampling: null,
};

const ownFiles = "files:";
/** How the state names files that the person gave. */
export const ownFilesSource = (name: string) => `${ownFiles}${name}`;
export const isOwnFiles = (source: string) => source.startsWith(ownFiles);
/** A model's name for people: of an address its last part. */
export function modelName(source: string): string {
  if (isOwnFiles(source)) return source.slice(ownFiles.length);
  return /^(?:https?:\/\/|\.{0,2}\/)(?:.*\/)?([^/]+)\/?$/.exec(source)?.[1] ?? source;
}
