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
  const tokens = of.model.info.encoderDecoder ? of.run.decoderTokens : of.run.tokens;
  // What an encoder reads the model did not write.
  const isWritten = of.kind !== "self" || !of.model.info.encoderDecoder;
  const firstTaken = isWritten ? tokens.length - model.taken.length : Infinity;
  const told = { data, head, model: of, nHeads: headsOf(picture).nHeads, firstTaken, state: model, options };
  return modelReadout(told, pair, direction, selection, words);
}
