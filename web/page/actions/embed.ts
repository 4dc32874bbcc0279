/** The code that shows the present screen on another page. Pure. */
import { formatOption } from "../../engine/option-text.ts";
import { changedOptions, type PlayOptions } from "../../engine/options.ts";
import { modelEntries } from "../state/model-fragment.ts";
import { blankModel, type ModelState } from "../state/model-state.ts";
import { checkState, type PlayState } from "../state/play-state.ts";

const escaped = (text: string) =>
  text.replace(/[&"<>]/g, (c) => ({ "&": "&amp;", '"': "&quot;", "<": "&lt;", ">": "&gt;" })[c] ?? c);
export const kebab = (name: string) => name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`);

type Named = readonly { text: string; segment?: "a" | "b" }[];

/** The tokens of both sides, and the pinned query and key. */
export interface Shown {
  tokens: Named;
  keyTokens: Named;
  pair: { query: number; key: number };
}

export interface EmbedSource {
  state: PlayState;
  shown: Shown | null;
  /** Where this page lies: the widget's script is beside it. */
  page: string;
}

/** A token by its word where that can mean no other, else by its place. */
export function tokenName(tokens: Named, index: number): string {
  const word = tokens[index]?.text ?? "";
  const same = tokens.filter(({ text }) => text.toLowerCase() === word.toLowerCase());
  return same.length === 1 && word.trim() === word && !/^#?\d*$/.test(word) ? word : `#${index}`;
}

const wordsOf = (tokens: Named) => JSON.stringify(tokens.map(({ text }) => text));

/** A second text that is still empty does not count. */
export const secondOf = ({ second, textB }: PlayState) => (textB.trim() === "" ? "none" : second);

/** Tokens set by hand, as they were cut in the end. */
function handTokens({ state, shown }: EmbedSource): [string, string][] {
  if (!shown) return [];
  const { tokens, tokensB } = state;
  const second = secondOf(state);
  const isPair = second === "pair";
  const first = isPair ? shown.tokens.filter(({ segment }) => segment !== "b") : shown.tokens;
  const other = isPair ? shown.tokens.filter(({ segment }) => segment === "b") : shown.keyTokens;
  const attributes: [string, string][] = [];
  if (tokens) attributes.push(["tokens", wordsOf(first)]);
  if (tokensB && (second === "against" || second === "pair")) attributes.push([second, wordsOf(other)]);
  return attributes;
}

/** What of a transformer's state the element knows, by its attributes' names. */
const modelNames: Record<string, string> = {
  kind: "kind",
  layer: "layer",
  headScale: "head-scale",
  combine: "combine",
  picks: "picks",
  taken: "taken",
  truncate: "truncate",
  words: "words",
  hide: "hide",
  part: "pair-part",
};

/** The options of word vectors, and tokens set by hand. */
function wordAttributes(source: EmbedSource): [string, string][] {
  const { state } = source;
  const resolved = checkState({ ...state, second: secondOf(state) });
  const options = Object.entries(changedOptions(resolved)) as [keyof PlayOptions, unknown][];
  return [
    ...options.map(([name, value]): [string, string] => [kebab(name), formatOption(name, value)]),
    ...handTokens(source),
  ];
}

/** What a transformer is told; in the command's words too. */
export function modelAttributes(state: PlayState, model: ModelState): [string, string][] {
  const { mask, temperature } = state.options;
  const second = secondOf(state);
  const attributes = modelEntries(model).flatMap(([name, value]): [string, string][] =>
    modelNames[name] ? [[modelNames[name], value]] : [],
  );
  if (second !== "none") attributes.push([second === "target" ? "target" : "pair", state.textB]);
  if (mask !== "none") attributes.push(["mask", formatOption("mask", mask)]);
  if (temperature !== 1) attributes.push(["temperature", formatOption("temperature", temperature)]);
  return attributes;
}

/** A person's own files have no address: the code names a folder beside the page that takes it. */
function placeOf({ source }: ModelState, page: string): [string, string][] {
  const files = /^files:(.*)$/s.exec(source)?.[1];
  if (files !== undefined) return [["model", `./${files}/`]];
  // The bundled model lies beside this page, not beside the widget's script.
  return source === blankModel.source
    ? [
        ["base-url", page],
        ["model", source],
      ]
    : [["model", source]];
}

export function embedCode(source: EmbedSource): string {
  const { state, shown, page } = source;
  const { model } = state;
  const attributes = new Map([
    ["lang", state.lang === "zh" ? "zh-CN" : "en"],
    ["text", state.text],
    ...(model ? [...placeOf(model, page), ...modelAttributes(state, model)] : wordAttributes(source)),
  ]);
  if (state.head > 0) attributes.set("head", String(state.head));
  if (state.direction !== "to") attributes.set("direction", state.direction);
  if (shown) {
    const { tokens, keyTokens, pair } = shown;
    attributes.set("query", tokenName(tokens, pair.query)).set("pinned-key", tokenName(keyTokens, pair.key));
  }
  const lines = [...attributes].map(([name, value]) => `  ${name}="${escaped(value)}"`).join("\n");
  const script = new URL("widget/widget.js", page).href;
  return `<script type="module" src="${escaped(script)}"></script>\n<attention-playground\n${lines}\n></attention-playground>\n`;
}
