/** Reads a run's numbers out of the model in the core that holds them. */
import type { CoreModel } from "./core-model.ts";
import { AttentionError } from "./errors.ts";
import type { FamilyModel } from "./families/family.ts";
import type { Held } from "./held-model.ts";
import { checkIndex, checkPlace, kindsOf, sizesOf } from "./model-interventions.ts";
import type { HeadOf, ModelRecipe, PairOf } from "./model-protocol.ts";
import { type ModelTrace, modelTraces, summaryNumbers } from "./model-request.ts";
import type { AttentionKind, HeadSummary, ModelInfo, ThumbnailOptions } from "./model-types.ts";
import { requireColours } from "./run-pixels.ts";
import type { Attention, Explanation, Pixels, Tensor } from "./types.ts";

/** Tokens of the queries or of the keys of a kind of attention. */
export function countOf(recipe: ModelRecipe, info: ModelInfo, kind: AttentionKind, of: "queries" | "keys"): number {
  const first = recipe.ids.length + (info.encoderDecoder ? 0 : recipe.steps.length);
  if (kind === "self" || (kind === "cross" && of === "keys")) return first;
  return (recipe.decoderIds?.length ?? 0) + recipe.steps.length;
}

/** Tokens that a head over tokens has a row for. */
export const headRows = (recipe: ModelRecipe, info: ModelInfo): number =>
  countOf(recipe, info, info.encoderDecoder ? "decoder" : "self", "queries");

export function readAttention(model: CoreModel, info: ModelInfo, { kind, layer, head }: HeadOf): Attention {
  checkPlace(info, kind, layer, head);
  return model.attention(kind, layer, head);
}

export function readSummary(model: CoreModel, info: ModelInfo): HeadSummary[] {
  return kindsOf(info).flatMap((kind) => {
    const { nHeads = 1 } = sizesOf(info, kind) ?? {};
    const { data, shape } = model.summary(kind);
    const width = shape[1] ?? summaryNumbers.length;
    return Array.from({ length: shape[0] ?? 0 }, (_, row): HeadSummary => {
      const number = (name: (typeof summaryNumbers)[number]) => data[row * width + summaryNumbers.indexOf(name)] ?? 0;
      return {
        kind,
        layer: Math.floor(row / nHeads),
        head: row % nHeads,
        entropy: number("entropy"),
        meanDistance: number("distance"),
        first: number("first"),
        self: number("self"),
        previous: number("previous"),
        next: number("next"),
        special: number("special"),
      };
    });
  });
}

export function readHidden(model: CoreModel, info: ModelInfo, stack: "encoder" | "decoder", layer: number): Tensor {
  const isOnly = !info.encoderDecoder;
  const nLayers = stack === "decoder" && info.decoder ? info.decoder.nLayers : info.nLayers;
  if (layer !== -1) checkIndex("layer", layer, nLayers + 1);
  return model.hidden(isOnly ? (info.causal ? "decoder" : "encoder") : stack, layer);
}

/** The token that a classifier's labels are read from; −1 where the head knows by itself. */
export function labelRow({ ids }: Pick<ModelRecipe, "ids">, { facts: { padId } }: Pick<FamilyModel, "facts">): number {
  return padId === null
    ? -1
    : Math.max(
        0,
        ids.findLastIndex((id) => id !== padId),
      );
}

/** @param row of one token (−1: the last), null for all */
export function readLogits(model: CoreModel, held: Held, recipe: ModelRecipe, row: number | null): Tensor | null {
  const { info, family } = held;
  if (info.head === null) return null;
  if (info.head === "classifier") {
    const { data } = model.logits(labelRow(recipe, family));
    return { data, shape: [data.length] };
  }
  const nRows = headRows(recipe, info);
  if (row !== null && row !== -1) checkIndex("token", row, nRows);
  return model.logits(row ?? "all");
}

export function readTrace(
  model: CoreModel,
  info: ModelInfo,
  { kind, layer, head, name, ofKeys }: HeadOf & { name: ModelTrace; ofKeys: boolean },
): Tensor {
  checkPlace(info, kind, layer, head);
  if (!modelTraces.includes(name))
    throw new AttentionError("no_trace", `There is no trace ${String(name)}; there are ${modelTraces.join(", ")}.`, {
      name,
      names: modelTraces,
    });
  // What cross attention makes of the encoder: its last hidden state.
  if (kind === "cross" && ofKeys && name === "x") return model.hidden("encoder", -1);
  return model.trace(name, kind, layer, head);
}

const vectorNames = [
  "x_query",
  "x_key",
  "q",
  "k",
  "v",
  "terms",
  "weighted_value",
  "context",
  "residual",
  "output",
] as const;

export function readExplanation(
  model: CoreModel,
  info: ModelInfo,
  recipe: ModelRecipe,
  { kind, layer, head, query, key }: HeadOf & { query: number; key: number },
): Explanation {
  checkPlace(info, kind, layer, head);
  checkIndex("query", query, countOf(recipe, info, kind, "queries"));
  checkIndex("key", key, countOf(recipe, info, kind, "keys"));
  const { values, vectors } = model.explain(kind, layer, head, query, key);
  const all = vectorNames.map((name) => [name, vectors[name] ?? new Float32Array()]);
  const projected = readProjected(model, info, { kind, layer, head }, { query, key });
  return {
    layer,
    head,
    query,
    key,
    vectors: { ...vectors, ...Object.fromEntries(all), ...projected } as Explanation["vectors"],
    values,
    norms: normsOf(info, kind),
  };
}

/** Keys of cross attention are made from the encoder's last state as it is. */
function normsOf({ attention }: ModelInfo, kind: AttentionKind): NonNullable<Explanation["norms"]> {
  const { norm, normPlace } = attention[kind] ?? {};
  const own = norm === undefined || normPlace === "post" ? null : norm;
  return { query: own, key: kind === "cross" ? null : own };
}

/** q and k as they were projected, where they are normed or turned after that. */
function readProjected(
  model: CoreModel,
  info: ModelInfo,
  { kind, layer, head }: Omit<HeadOf, "recipe">,
  { query, key }: { query: number; key: number },
): Record<string, Float32Array> {
  const { qkNorm, position } = info.attention[kind] ?? {};
  if (!qkNorm && position !== "rope") return {};
  const rowOf = (name: "q_projected" | "k_projected", row: number) => {
    const { data, shape } = model.trace(name, kind, layer, head);
    const width = shape[1] ?? 0;
    return data.slice(row * width, (row + 1) * width);
  };
  return { q_projected: rowOf("q_projected", query), k_projected: rowOf("k_projected", key) };
}

/** @param query null for all */
export function readRollout(
  model: CoreModel,
  info: ModelInfo,
  recipe: ModelRecipe,
  kind: AttentionKind,
  query: number | null,
): Tensor {
  checkPlace(info, kind, 0, 0);
  if (query !== null) checkIndex("query", query, countOf(recipe, info, kind, "queries"));
  return model.rollout(kind, query ?? "all");
}

export function readPairWeights(model: CoreModel, info: ModelInfo, { recipe, kind, query, key }: PairOf): Tensor {
  checkPlace(info, kind, 0, 0);
  checkIndex("query", query, countOf(recipe, info, kind, "queries"));
  checkIndex("key", key, countOf(recipe, info, kind, "keys"));
  return model.pairWeights(kind, query, key);
}

export function readThumbnails(
  model: CoreModel,
  info: ModelInfo,
  recipe: ModelRecipe,
  kind: AttentionKind,
  { block = 1, table, max = 1 }: Omit<ThumbnailOptions, "kind">,
): Pixels {
  checkPlace(info, kind, 0, 0);
  requireColours({ block, table, max });
  const side = (tokens: "queries" | "keys") => Math.ceil(countOf(recipe, info, kind, tokens) / block);
  return { width: side("keys"), height: side("queries"), data: model.thumbnails(kind, block, table, max) };
}
