/** Checks what a person changes on a model: heads, temperature, mask. */
import { requireKnown } from "./arguments.ts";
import { AttentionError } from "./errors.ts";
import type { Interventions as CoreInterventions } from "./model-request.ts";
import { type AttentionKind, type Interventions, type ModelInfo, attentionKinds } from "./model-types.ts";
import { badOption, checkMask, checkOption } from "./options.ts";

/** How many layers and heads a kind of attention has; null where the model has no such attention. */
export function sizesOf(info: ModelInfo, kind: AttentionKind): { nLayers: number; nHeads: number } | null {
  return kind === "self" ? info : (info.decoder ?? null);
}

export const kindsOf = (info: ModelInfo): AttentionKind[] => attentionKinds.filter((kind) => sizesOf(info, kind));

export function checkIndex(name: string, got: unknown, count: number): number {
  if (typeof got === "number" && Number.isInteger(got) && got >= 0 && got < count) return got;
  const wanted = count === 1 ? "0" : `a whole number from 0 to ${count - 1}`;
  throw new AttentionError("bad_index", `${name} must be ${wanted}, not ${String(got)}.`, { name, got, count });
}

/**
 * @param of what the place is part of, as "headScale."
 * @throws AttentionError `bad_option` for a kind that the model has not, `bad_index`
 */
export function checkPlace(info: ModelInfo, kind: AttentionKind, layer: number, head: number, of = ""): void {
  const sizes = attentionKinds.includes(kind) ? sizesOf(info, kind) : null;
  if (!sizes) throw badOption(`${of}kind`, kind, kindsOf(info).join(", "));
  checkIndex(`${of}layer`, layer, sizes.nLayers);
  checkIndex(`${of}head`, head, sizes.nHeads);
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

function checkHeadScales(info: ModelInfo, scales: unknown): NonNullable<CoreInterventions["headScales"]> {
  if (!Array.isArray(scales)) throw badOption("headScale", scales, "a list of { layer, head, scale }");
  return scales.map((one: unknown) => {
    if (!isObject(one)) throw badOption("headScale", one, "a list of { layer, head, scale }");
    requireKnown(one, ["layer", "head", "scale", "kind"]);
    const { kind = "self", layer, head, scale } = one;
    checkPlace(info, kind as AttentionKind, layer as number, head as number, "headScale.");
    if (typeof scale !== "number" || !(scale >= 0 && scale <= 2))
      throw badOption("headScale", scale, "a scale from 0 to 2");
    return { kind: kind as AttentionKind, layer: layer as number, head: head as number, scale };
  });
}

/** A value with its layer: no mask is one. */
export const isOfLayer = (value: unknown): value is { layer: unknown } => isObject(value) && "layer" in value;

/** One value for all layers (null), or one or several with their layers. */
function perLayer<T>(
  { nLayers }: ModelInfo,
  value: unknown,
  name: string,
  check: (value: unknown) => T,
): { layer: number | null; value: T }[] {
  const each: unknown[] | null = Array.isArray(value) ? value : isOfLayer(value) ? [value] : null;
  if (!each) return [{ layer: null, value: check(value) }];
  return each.map((one) => {
    if (!isObject(one)) throw badOption(name, one, `a list of { layer, ${name} }`);
    requireKnown(one, ["layer", name]);
    return { layer: checkIndex(`${name}.layer`, one["layer"], nLayers), value: check(one[name]) };
  });
}

/**
 * A temperature for all layers is one for every kind of attention; one of a layer, and a mask, are of self-attention.
 * @throws AttentionError `bad_option`, `bad_index`, `needs_pair`
 */
export function checkInterventions(info: ModelInfo, given: Interventions, nFirst: number): CoreInterventions {
  const { headScale = [], temperature, mask } = given;
  const checked: CoreInterventions = { headScales: checkHeadScales(info, headScale) };
  if (temperature !== undefined) {
    const each = perLayer(info, temperature, "temperature", (value) => checkOption("temperature", value) as number);
    checked.temperatures = each.flatMap(({ layer, value }) => {
      if (layer === null) return kindsOf(info).map((kind) => ({ kind, temperature: value }));
      return [{ kind: "self" as const, layer, temperature: value }];
    });
  }
  if (mask !== undefined) {
    const masks = perLayer(info, mask, "mask", checkMask);
    const needing = masks.find(({ value }) => value === "a_to_b" || value === "b_to_a");
    if (needing && nFirst === 0)
      throw new AttentionError("needs_pair", `mask "${String(needing.value)}" needs a second text in pair.`, {
        mask: needing.value,
      });
    checked.masks = masks
      .filter(({ value }) => value !== "none")
      .map(({ layer, value }) => ({
        mask: value,
        nA: nFirst,
        ...(layer !== null && { layer }),
      }));
  }
  return checked;
}
