/** The code that shows the present screen on another page. Pure. */
import { formatOption } from "../../engine/option-text.ts";
import { changedOptions, type PlayOptions } from "../../engine/options.ts";
import { checkState, type PlayState } from "../state/play-state.ts";

const escaped = (text: string) =>
  text.replace(/[&"<>]/g, (c) => ({ "&": "&amp;", '"': "&quot;", "<": "&lt;", ">": "&gt;" })[c] ?? c);
const kebab = (name: string) => name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`);

type Named = readonly { text: string; segment?: "a" | "b" }[];

export interface EmbedSource {
  state: PlayState;
  /** What is shown: the tokens of both sides, and the pinned query and key. */
  shown: { tokens: Named; keyTokens: Named; pair: { query: number; key: number } } | null;
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
const secondOf = ({ second, textB }: PlayState) => (textB.trim() === "" ? "none" : second);

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

export function embedCode(source: EmbedSource): string {
  const { state, shown, page } = source;
  const options = Object.entries(changedOptions(checkState({ ...state, second: secondOf(state) }))) as [
    keyof PlayOptions,
    unknown,
  ][];
  const attributes = new Map([
    ["lang", state.lang === "zh" ? "zh-CN" : "en"],
    ["text", state.text],
    ...options.map(([name, value]): [string, string] => [kebab(name), formatOption(name, value)]),
    ...handTokens(source),
  ]);
  if (state.head > 0) attributes.set("head", String(state.head));
  if (state.direction !== "to") attributes.set("direction", state.direction);
  if (shown) {
    const { tokens, keyTokens, pair } = shown;
    attributes.set("query", tokenName(tokens, pair.query)).set("key", tokenName(keyTokens, pair.key));
  }
  const lines = [...attributes].map(([name, value]) => `  ${name}="${escaped(value)}"`).join("\n");
  const script = new URL("widget/widget.js", page).href;
  return `<script type="module" src="${escaped(script)}"></script>\n<attention-playground\n${lines}\n></attention-playground>\n`;
}
