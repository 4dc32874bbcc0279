/** The command that prints the present screen's numbers in a terminal. Pure. */
import { formatOption } from "../../engine/option-text.ts";
import { changedOptions, type PlayOptions } from "../../engine/options.ts";
import { checkState, type PlayState } from "../state/play-state.ts";
import { kebab, modelAttributes, secondOf, tokenName, type Shown } from "./embed.ts";

/** Of the model's attributes, how the command writes them; what it has not is about looks. */
const flags: Record<string, string> = {
  kind: "kind",
  layer: "layer",
  "head-scale": "head-scale",
  pair: "pair",
  target: "decoder-text",
  combine: "combine",
  picks: "picks",
  taken: "taken",
  mask: "mask",
  temperature: "temperature",
};

/** One word of a shell's command line. */
export const quoted = (text: string): string =>
  /^[\w./:=,@-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;

function wordFlags(state: PlayState): [string, string][] {
  const resolved = checkState({ ...state, second: secondOf(state) });
  const options = Object.entries(changedOptions(resolved)) as [keyof PlayOptions, unknown][];
  return options.map(([name, value]) => [kebab(name), value === true ? "" : formatOption(name, value)]);
}

export function commandLine(state: PlayState, shown: Shown | null): string {
  const { model, head, text } = state;
  const all: [string, string][] = model
    ? [["model", model.source.replace(/^files:/, "./")], ...modelAttributes(state, model)].flatMap(
        ([name = "", value = ""]): [string, string][] =>
          name === "model" ? [[name, value]] : flags[name] ? [[flags[name], value]] : [],
      )
    : wordFlags(state);
  if (model?.truncate) all.push(["truncate", ""]);
  // A layer that is not named would be the first one in the page, and all of them in the command.
  if (model && !all.some(([name]) => name === "layer")) all.push(["layer", String(model.layer)]);
  if (model !== null || head > 0) all.push(["head", String(head)]);
  // The command knows the tokens of the run itself, not words made of pieces or what is left without some.
  const isWhole = !model || (!model.words && model.hide === "none" && model.part === "all");
  if (shown && isWhole) {
    all.push(["query", tokenName(shown.tokens, shown.pair.query)]);
    all.push(["key", tokenName(shown.keyTokens, shown.pair.key)]);
  }
  const written = all.map(([name, value]) => (value === "" ? ` --${name}` : ` --${name} ${quoted(value)}`));
  return `npx attention-playground ${quoted(text)}${written.join("")}\n`;
}
