/** Everything that is on the screen and comes back with a link. Immutable: a change makes a new object. */
import { defaults, resolveOptions, type PlayOptions } from "../../engine/options.ts";
import type { ModelState } from "./model-state.ts";
import { piecesAfterEdit, type Piece } from "./pieces.ts";

export type UiLanguage = "en" | "zh";
export type Theme = "auto" | "light" | "dark";
export type Direction = "to" | "by";
export type Show = "weights" | "scores" | "masked_scores";
export type Domain = "matrix" | "row";
/** What the second text is: nothing, the keys (cross attention), the rest of one sequence, or what a decoder writes. */
export type SecondText = "none" | "against" | "pair" | "target";

/** The options without the texts and the vectors, which the state keeps in its own fields. */
export type FormulaOptions = Omit<PlayOptions, "against" | "pair" | "vectors">;

/** A word-vector file that the person opened, as a link can name it. */
export interface VectorFileName {
  name: string;
  hash: string;
}

export interface PlayState {
  text: string;
  textB: string;
  second: SecondText;
  /** Tokens merged or split by hand and the stretches between them; null: all as segmented. */
  tokens: readonly Piece[] | null;
  tokensB: readonly Piece[] | null;
  options: FormulaOptions;
  vectors: VectorFileName | null;
  /** A transformer in place of word vectors. */
  model: ModelState | null;
  /** The pinned pair; null: the page chooses. */
  query: number | null;
  key: number | null;
  /** Tokens whose weights are added up, ascending. */
  selection: readonly number[];
  direction: Direction;
  show: Show;
  domain: Domain;
  head: number;
  lang: UiLanguage;
  theme: Theme;
}

const { against: _against, pair: _pair, vectors: _vectors, ...formulaDefaults } = defaults;
export const defaultOptions: Readonly<FormulaOptions> = formulaDefaults;

export const isDefault = (options: FormulaOptions) => JSON.stringify(options) === JSON.stringify(defaultOptions);

export const blankState: Readonly<PlayState> = {
  text: "",
  textB: "",
  second: "none",
  tokens: null,
  tokensB: null,
  options: defaultOptions,
  vectors: null,
  model: null,
  query: null,
  key: null,
  selection: [],
  direction: "to",
  show: "weights",
  domain: "matrix",
  head: 0,
  lang: "en",
  theme: "auto",
};

/** Checks the options against each other. @throws AttentionError */
export function checkState({ options, second, textB }: PlayState): PlayOptions {
  const against = second === "against" ? textB : null;
  const pair = second === "pair" ? textB : null;
  return resolveOptions({ ...options, against, pair });
}

/** An edited first text; tokens set by hand stay where the edit did not reach. */
export const withText = (state: PlayState, text: string): PlayState =>
  text === state.text ? state : { ...uncut(state), text, tokens: piecesAfterEdit(state.tokens, state.text, text) };

export const withTextB = (state: PlayState, textB: string): PlayState =>
  textB === state.textB
    ? state
    : { ...uncut(state), textB, tokensB: piecesAfterEdit(state.tokensB, state.textB, textB) };

/** That a text may be cut was said of that text only. */
const uncut = (state: PlayState): PlayState =>
  state.model?.truncate ? { ...state, model: { ...state.model, truncate: false } } : state;

/** The texts of a picture in place of the present ones, with what was said of them. */
export function withTextsOf(
  state: PlayState,
  shown: Pick<PlayState, "text" | "textB" | "second" | "tokens" | "tokensB" | "model">,
): PlayState {
  const { text, textB, second, tokens, tokensB, model: of } = shown;
  const { model } = state;
  const ofModel = model && of?.source === model.source ? { taken: of.taken, truncate: of.truncate } : {};
  return {
    ...state,
    ...{ text, tokens },
    ...(second !== "none" && { second, textB, tokensB }),
    model: model && { ...model, ...ofModel },
  };
}

/** Tokens that were taken after a text go with it, and with the model whose they are. */
export function withoutStaleTaken(state: PlayState, before: PlayState): PlayState {
  const { model } = state;
  if (!model?.taken.length || model.taken !== before.model?.taken) return state;
  const isSame = (["text", "textB", "second"] as const).every((name) => state[name] === before[name]);
  return isSame && model.source === before.model.source ? state : { ...state, model: { ...model, taken: [] } };
}

const needsPair = (mask: PlayOptions["mask"]) => mask === "a_to_b" || mask === "b_to_a";

/** Changes what the second text is, and takes back the options that would contradict it. The query stays on its word: the keys are others. */
export function withSecond(state: PlayState, second: SecondText): PlayState {
  const options = { ...state.options };
  if (second !== "pair" && needsPair(options.mask)) options.mask = "none";
  if (second === "against") options.residual = false;
  return { ...state, second, options, key: null };
}

export function withOptions(state: PlayState, changed: Partial<FormulaOptions>): PlayState {
  const options = { ...state.options, ...changed };
  const head = state.model ? state.head : Math.min(state.head, options.nHeads - 1);
  return { ...state, options, head };
}
