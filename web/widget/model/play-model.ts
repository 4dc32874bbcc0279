/** A transformer's head for an element to draw. Loaded with the first model that comes into view. */
import { type CombinedHeads, combinationOf, combined } from "../../engine/combined-heads.ts";
import type { AttentionKind, Model, ModelInfo, ModelRun } from "../../engine/model-types.ts";
import type { Engine } from "../../engine/types.ts";
import { throughLens } from "../../render/lens.ts";
import { pairsBehind, strongestOf } from "../../render/pairs-behind.ts";
import type { Pair, ViewData } from "../../render/view-data.ts";
import type { Read } from "../play-attributes.ts";
import type { Played, Working } from "../played.ts";
import { type ModelRequest, readModelRequest } from "./model-attributes.ts";
import { type ModelToLoad, toAsk } from "./model-offer.ts";
import { isTaken, takeModel } from "./shared-models.ts";

export { onTaken } from "./shared-models.ts";
export type { ModelToLoad };

export interface ModelAsked {
  source: string;
  baseUrl: string | undefined;
  text: string;
  layer: number;
  head: number;
  read: Read;
  /** Whether it may be fetched, whatever its size. */
  isAllowed: boolean;
}

/** The run that was last drawn: another head of it is read, not run. */
interface LastRun {
  model: Model;
  key: string;
  run: ModelRun;
}

export class ModelPlayer {
  #last: LastRun | null = null;

  /** @returns what to ask the reader first, or what to draw. @throws AttentionError; AbortError */
  async play(
    engine: Engine,
    asked: ModelAsked,
    signal: AbortSignal,
    tell: (working: Working) => void,
  ): Promise<Played | ModelToLoad> {
    const { source, layer, head } = asked;
    const request = readModelRequest(asked.text, asked.read);
    if (!asked.isAllowed && !isTaken(engine, source)) {
      const question = await toAsk(engine, source, asked.baseUrl);
      if (question) return question;
    }
    const model = await takeModel(engine, source, tell);
    signal.throwIfAborted();
    tell("computing");
    const run = await this.#run(model, request, signal);
    const kind = kindOf(model.info, request.kind);
    return drawn(model.info, run, { kind, layer, head }, request);
  }

  async #run(model: Model, { input, changes, taken }: ModelRequest, signal: AbortSignal): Promise<ModelRun> {
    const key = JSON.stringify([input, changes, taken]);
    if (this.#last?.model === model && this.#last.key === key) return this.#last.run;
    const begun = await model.run(input, { ...changes, signal });
    const run = taken.length ? await model.extend(begun, taken, { signal }) : begun;
    this.#last = { model, key, run };
    return run;
  }
}

/** A model without a decoder of its own has one kind of attention only. */
const kindOf = ({ encoderDecoder }: ModelInfo, asked: AttentionKind): AttentionKind =>
  encoderDecoder ? asked : "self";

const namesOf = ({ picks }: CombinedHeads) => picks.map(({ layer, head }) => `${layer}.${head}`).join(", ");

async function drawn(
  info: ModelInfo,
  run: ModelRun,
  place: { kind: AttentionKind; layer: number; head: number },
  request: ModelRequest,
): Promise<Played> {
  const { kind, layer, head } = place;
  const { nLayers, nHeads } = kind === "self" ? info : (info.decoder ?? info);
  const combine = combinationOf(request.heads, kind);
  const isCombined = combine !== "head";
  const attention = await run.attention(place);
  const tokens = kind === "self" ? run.tokens : run.decoderTokens;
  const of = { tokens, keyTokens: kind === "cross" ? run.tokens : tokens };
  const own: ViewData = { ...of, over: "keys", ...attention };
  const whole: ViewData = isCombined
    ? { ...of, ...(await combined(run, request.heads, place, { nLayers, nHeads })) }
    : own;
  const { data, queries, keys } = throughLens(whole, request.lens);
  const steps = { layer, head, queries, keys, isCombined, isHiding: request.lens.hide !== "none" };
  const heads = Array.from({ length: nLayers * nHeads }, (_, i) => ({
    layer: Math.floor(i / nHeads),
    head: i % nHeads,
  }));
  return {
    run,
    board: {
      ...{ data, options: run.options, nLayers, heads, model: true },
      combined: isCombined ? { combine, layer, heads: namesOf(request.heads) } : null,
    },
    shownHead: layer * nHeads + head,
    explain: async (pair: Pair) => {
      const pieces = strongestOf(pairsBehind({ queries, keys }, pair), attention);
      return { explanation: await run.explain({ ...place, ...pieces }), data: own, place: steps };
    },
  };
}
