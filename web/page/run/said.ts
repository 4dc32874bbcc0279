/** The sentence over a picture, of word vectors or of a transformer. Pure. */
import type { Strings } from "../../i18n/index.ts";
import type { Direction, Pair } from "../../render/view-data.ts";
import type { Run } from "../words.ts";
import { modelReadout } from "./model-readout.ts";
import { headsOf, type Picture } from "./pictures.ts";
import { readout } from "./readout.ts";

/** @param selection tokens whose weights are added up; with fewer than two the pair is spoken of */
export function said(
  picture: Picture,
  pair: Pair,
  direction: Direction,
  selection: readonly number[],
  words: Strings["page"],
): Run[] {
  const { model: of, data, head } = picture;
  const { model, options } = picture.recipe;
  if (!of || !model) return readout(data, pair, direction, selection, words.readout);
  const nTokens = of.kind === "self" ? of.run.tokens.length : of.run.decoderTokens.length;
  const told = { data, head, model: of, nHeads: headsOf(picture).nHeads, nTokens, state: model, options };
  return modelReadout(told, pair, direction, selection, words);
}
