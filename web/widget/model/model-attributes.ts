/** What the attributes of a playground with a transformer ask for. */
import { type CombinedHeads, combinations, type HeadPick, parsePicks } from "../../engine/combined-heads.ts";
import { headScaleForm, parseHeadScale } from "../../engine/head-scale-text.ts";
import { type AttentionKind, type ModelInput, type RunOptions, attentionKinds } from "../../engine/model-types.ts";
import { parseOption } from "../../engine/option-text.ts";
import { badOption, type Mask } from "../../engine/options.ts";
import type { Lens } from "../../render/lens.ts";
import type { Read } from "../play-attributes.ts";

export interface ModelRequest {
  input: ModelInput;
  changes: RunOptions;
  kind: AttentionKind;
  lens: Lens;
  heads: CombinedHeads;
  /** Ids that were written after the text. */
  taken: number[];
}

const parts = ["all", "aa", "ab", "ba", "bb"] as const;
const hidden = ["none", "special", "sink"] as const;

/** @throws AttentionError `bad_option` */
export function readModelRequest(text: string, read: Read): ModelRequest {
  const oneOf = <T extends string>(name: string, values: readonly T[]): T => {
    const given = read(name) ?? values[0];
    const found = values.find((value) => value === given);
    if (found === undefined) throw badOption(name, given, values.join(", "));
    return found;
  };
  const isSet = (name: string): boolean => {
    const given = read(name);
    if (given === null || given === "false") return false;
    if (given === "" || given === "true") return true;
    throw badOption(name, given, "true or false");
  };
  return {
    input: inputOf(text, read),
    changes: { ...changesOf(read), ...(isSet("truncate") && { truncate: true }) },
    kind: oneOf("kind", attentionKinds),
    heads: { combine: oneOf("combine", combinations), picks: picksOf(read) },
    taken: takenOf(read),
    lens: { words: isSet("words"), hide: oneOf("hide", hidden), part: oneOf("pair-part", parts) },
  };
}

function picksOf(read: Read): HeadPick[] {
  const picks = read("picks");
  const found = picks === null || picks === "" ? [] : parsePicks(picks);
  if (!found) throw badOption("picks", picks, "LAYER.HEAD,… such as 4.0,7.8");
  return found;
}

function takenOf(read: Read): number[] {
  const taken = read("taken");
  if (taken === null || taken === "") return [];
  if (!/^\d{1,7}(,\s*\d{1,7})*$/.test(taken)) throw badOption("taken", taken, "ids such as 432,383");
  return taken.split(",").map(Number);
}

function inputOf(text: string, read: Read): ModelInput {
  const [pair, target] = [read("pair"), read("target")];
  if (pair !== null) return { text, pair };
  return target === null ? text : { text, decoderText: target };
}

function changesOf(read: Read): RunOptions {
  const [mask, temperature, scales] = [read("mask"), read("temperature"), read("head-scale")];
  const headScale = scales === null || scales === "" ? [] : parseHeadScale(scales);
  if (!headScale) throw badOption("head-scale", scales, headScaleForm);
  return {
    ...(temperature !== null && { temperature: parseOption("temperature", temperature) as number }),
    ...(mask !== null && { mask: parseOption("mask", mask) as Mask }),
    ...(headScale.length > 0 && { headScale }),
  };
}
