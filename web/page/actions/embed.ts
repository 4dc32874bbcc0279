/** The code that shows the present screen on another page. Pure. */
import { formatOption } from "../../engine/option-text.ts";
import { changedOptions, type PlayOptions } from "../../engine/options.ts";
import { checkState, type PlayState } from "../state/play-state.ts";

const escaped = (text: string) =>
  text.replace(/[&"<>]/g, (c) => ({ "&": "&amp;", '"': "&quot;", "<": "&lt;", ">": "&gt;" })[c] ?? c);
const kebab = (name: string) => name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`);

export interface EmbedSource {
  state: PlayState;
  /** The pinned query and key, as shown. */
  pair: { query: number; key: number } | null;
  /** Where this page lies: the widget's script is beside it. */
  page: string;
}

export function embedCode({ state, pair, page }: EmbedSource): string {
  const options = Object.entries(changedOptions(checkState(state))) as [keyof PlayOptions, unknown][];
  const attributes: [string, string][] = [
    ["lang", state.lang === "zh" ? "zh-CN" : "en"],
    ["text", state.text],
    ...options.map(([name, value]): [string, string] => [kebab(name), formatOption(name, value)]),
  ];
  if (pair) attributes.push(["query", String(pair.query)], ["key", String(pair.key)]);
  const lines = attributes.map(([name, value]) => `  ${name}="${escaped(value)}"`).join("\n");
  const script = new URL("widget/widget.js", page).href;
  return `<script type="module" src="${escaped(script)}"></script>\n<attention-playground\n${lines}\n></attention-playground>\n`;
}
