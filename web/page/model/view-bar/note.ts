/** What a picture of a transformer must say, so that nobody takes it for one head's plain weights. Pure. */
import type { model as english } from "../../../i18n/page-model.en.ts";
import { visibleText } from "../../../render/token-text.ts";
import type { ModelState } from "../../state/model-state.ts";
import { headsOf, type Picture } from "../../run/pictures.ts";
import { fill } from "../../words.ts";
import { combinationOf, pickedHeads, type HeadCounts } from "../../../engine/combined-heads.ts";
import { viewChoices, type ViewChoices } from "./choices.ts";

type Words = (typeof english)["views"];

export interface Noted {
  state: Pick<ModelState, "combine" | "picks" | "words" | "hide" | "part" | "kind">;
  choices: ViewChoices;
  layer: number;
  head: number;
  counts: HeadCounts;
  /** The run's first token. */
  first: string;
}

/** Sentences, in the order in which the numbers were made. */
export function viewNotes({ state, choices, layer, head, counts, first }: Noted, words: Words): string[] {
  const { notes } = words;
  const combine = combinationOf(state, state.kind);
  const said: string[] = [];
  if (combine !== "head") {
    const heads = headList(state, layer, counts, words);
    said.push(fill(notes[combine], { heads, layer, head }));
  }
  if (state.words && choices.words) said.push(notes.words);
  const rest = combine === "max" ? "" : notes.rest;
  if (state.hide === "special" && choices.hide.includes("special")) said.push(fill(notes.special, { rest }));
  if (state.hide === "sink") said.push(fill(notes.sink, { first, rest }));
  if (state.part !== "all" && choices.part.length) said.push(notes.part[state.part]);
  return said;
}

const mostNamed = 6;

/** "all 12 heads of layer 8", or the picked ones by name while these are few. */
function headList({ picks }: Noted["state"], layer: number, counts: HeadCounts, { notes }: Words): string {
  const heads = pickedHeads(picks, layer, counts);
  const isLayer = heads.length === counts.nHeads && heads.every((each) => each.layer === layer);
  if (isLayer) return fill(notes.allHeads, { n: counts.nHeads, layer });
  if (heads.length > mostNamed) return fill(notes.someHeads, { n: heads.length });
  return fill(notes.theHeads, { names: heads.map((each) => `${each.layer}.${each.head}`).join(notes.comma) });
}

/** Of the picture as it is drawn, whatever is being computed. */
export function notesOf(picture: Picture, words: Words): string[] {
  const { model, recipe, head } = picture;
  if (!model || !recipe.model) return [];
  const { run, kind, layer } = model;
  const first = visibleText((kind === "decoder" ? run.decoderTokens : run.tokens)[0]?.text ?? "");
  const state = { ...recipe.model, kind };
  const choices = viewChoices(run.tokens, kind);
  return viewNotes({ state, choices, layer, head, counts: headsOf(picture), first }, words);
}
