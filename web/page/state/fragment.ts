/**
 * The state as the address's fragment, which never reaches a server: `#v=1&text=…&score=cosine&query=1`.
 * Options are written as flags and attributes write them; defaults are left out; what cannot be read is named and left at its default.
 */
import { formatOption, parseOption } from "../../engine/option-text.ts";
import { optionNames, type Mask } from "../../engine/options.ts";
import { isModelName, modelEntries, withModelField } from "./model-fragment.ts";
import type { Piece } from "./pieces.ts";
import {
  blankState,
  checkState,
  defaultOptions,
  type FormulaOptions,
  type PlayState,
  type SecondText,
} from "./play-state.ts";

export const stateVersion = 1;
/** A fragment longer than this becomes a file instead: addresses are cut by mail programs and chat servers. */
export const maxFragmentBytes = 8 * 1024;

export type Problem =
  | { kind: "bad_value"; name: string; value: string }
  | { kind: "unknown_name"; name: string }
  | { kind: "contradiction"; name: string }
  /** A token or head that is not there. */
  | { kind: "absent"; name: string; value: string }
  | { kind: "newer_version"; version: string }
  | { kind: "not_a_state" };

export interface ReadState {
  state: PlayState;
  /** Whether the fragment says anything about the text; without, the page picks its own example. */
  hasText: boolean;
  problems: Problem[];
}

const choices = {
  direction: ["to", "by"],
  show: ["weights", "scores", "masked_scores"],
  domain: ["matrix", "row"],
  lang: ["en", "zh"],
  theme: ["auto", "light", "dark"],
} as const;
type ChoiceName = keyof typeof choices;
const choiceNames = Object.keys(choices) as ChoiceName[];

const formulaNames = optionNames.filter(
  (name): name is keyof FormulaOptions => name !== "against" && name !== "pair" && name !== "vectors",
);

type Field = (value: string, state: PlayState) => PlayState | null;

function index(value: string): number | null {
  return /^\d{1,4}$/.test(value) ? Number(value) : null;
}

const isText = (value: unknown) => typeof value === "string" && value !== "";
const isPiece = (value: unknown): value is Piece =>
  Array.isArray(value) ? value.length === 1 && isText(value[0]) : isText(value);

/** Tokens, with the stretches that are to be segmented in lists of their own. */
function pieceList(value: string): Piece[] | null {
  try {
    const list: unknown = JSON.parse(value);
    return Array.isArray(list) && list.length > 0 && list.every(isPiece) ? list : null;
  } catch {
    return null;
  }
}

const indexField =
  (name: "query" | "key" | "head"): Field =>
  (value, state) => {
    const number = index(value);
    return number === null ? null : { ...state, [name]: number };
  };

const secondField =
  (second: SecondText): Field =>
  (textB, state) => ({ ...state, second, textB });

const tokenField =
  (name: "tokens" | "tokensB"): Field =>
  (value, state) => {
    const list = pieceList(value);
    return list && { ...state, [name]: list };
  };

const fields: Record<string, Field | undefined> = {
  text: (text, state) => ({ ...state, text }),
  against: secondField("against"),
  pair: secondField("pair"),
  target: secondField("target"),
  tokens: tokenField("tokens"),
  tokensB: tokenField("tokensB"),
  query: indexField("query"),
  key: indexField("key"),
  select: (value, state) => {
    const selection = value.split(",").map(index);
    return selection.every((at) => at !== null) ? { ...state, selection } : null;
  },
  head: indexField("head"),
  vectors: (value, state) => {
    const match = /^(.+)@([0-9a-f]{8,64})$/s.exec(value);
    return match && { ...state, vectors: { name: match[1] as string, hash: match[2] as string } };
  },
};

function readOption(name: string, value: string, state: PlayState): PlayState | null {
  try {
    return { ...state, options: { ...state.options, [name]: parseOption(name, value) } };
  } catch {
    return null;
  }
}

function readChoice(name: ChoiceName, value: string, state: PlayState): PlayState | null {
  return (choices[name] as readonly string[]).includes(value) ? { ...state, [name]: value } : null;
}

function readField(name: string, value: string, state: PlayState): PlayState | null | undefined {
  if (isModelName(name)) {
    const model = withModelField(state.model, name, value);
    return model && { ...state, model };
  }
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (field) return field(value, state);
  if ((choiceNames as string[]).includes(name)) return readChoice(name as ChoiceName, value, state);
  if ((formulaNames as string[]).includes(name)) return readOption(name, value, state);
  return undefined;
}

/** Options that are each fine but refuse each other: the later one in the formula goes back to its default. */
function settle(state: PlayState, problems: Problem[]): PlayState {
  for (const name of ["residual", "mask"] as const) {
    try {
      checkState(state);
      return state;
    } catch {
      const reverted = { ...state, options: { ...state.options, [name]: defaultOptions[name] } };
      if (state.options[name] !== defaultOptions[name]) problems.push({ kind: "contradiction", name });
      state = reverted;
    }
  }
  return state;
}

/** Reads a fragment, with or without its `#`. Never throws: what cannot be read is in `problems`. */
export function readFragment(fragment: string, base: PlayState = blankState): ReadState {
  const params = new URLSearchParams(fragment.replace(/^#/, ""));
  const version = params.get("v");
  const problems: Problem[] = [];
  if (version !== null && version !== String(stateVersion)) {
    const newer = /^\d+$/.test(version) && Number(version) > stateVersion;
    problems.push(newer ? { kind: "newer_version", version } : { kind: "bad_value", name: "v", value: version });
  }
  let state = base;
  // What is said about a transformer needs one.
  const modelFirst = [...params].sort(([a], [b]) => Number(b === "model") - Number(a === "model"));
  for (const [name, value] of modelFirst) {
    if (name === "v" || name === "") continue;
    const next = readField(name, value, state);
    if (next === undefined) problems.push({ kind: "unknown_name", name });
    else if (next === null) problems.push({ kind: "bad_value", name, value });
    else state = next;
  }
  if (params.has("against") && params.has("pair"))
    problems.push({ kind: "contradiction", name: state.second === "pair" ? "against" : "pair" });
  return { state: settle(state, problems), hasText: params.has("text"), problems };
}

/** Painting that has not begun masks as little as no mask does. */
const blocksNothing = (mask: Mask) => typeof mask === "object" && "cells" in mask && !mask.cells.length;

/** The state's fields as [name, text], defaults left out. */
export function stateEntries(state: PlayState): [string, string][] {
  const out: [string, string][] = [["v", String(stateVersion)]];
  const add = (name: string, value: string | number | null, unless: string | number | null) => {
    if (value !== null && value !== unless) out.push([name, String(value)]);
  };
  add("text", state.text, null);
  if (state.tokens) add("tokens", JSON.stringify(state.tokens), null);
  if (state.second !== "none") {
    add(state.second, state.textB, null);
    if (state.tokensB) add("tokensB", JSON.stringify(state.tokensB), null);
  }
  for (const name of formulaNames) {
    if (name === "mask" && blocksNothing(state.options.mask)) continue;
    add(name, formatOption(name, state.options[name]), formatOption(name, defaultOptions[name]));
  }
  if (state.vectors) add("vectors", `${state.vectors.name}@${state.vectors.hash}`, null);
  out.push(...modelEntries(state.model));
  add("query", state.query, null);
  add("key", state.key, null);
  add("select", state.selection.join(","), "");
  add("head", state.head, blankState.head);
  for (const name of choiceNames) add(name, state[name], name === "lang" ? null : blankState[name]);
  return out;
}

/** The state as a fragment without `#`. Spaces are `+`, so that a link stays readable. */
export function formatFragment(state: PlayState): string {
  return new URLSearchParams(stateEntries(state)).toString();
}

export const fitsInLink = (fragment: string) => new TextEncoder().encode(fragment).length <= maxFragmentBytes;
