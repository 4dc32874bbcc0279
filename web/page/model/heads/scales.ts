/** Heads that are switched off or scaled. Pure; a head at 1 is not in the list. */
import type { AttentionKind, HeadScale } from "../../../engine/model-types.ts";
import type { HeadPick } from "../../state/model-state.ts";

type Scales = readonly HeadScale[];

export interface Place extends HeadPick {
  kind: AttentionKind;
}

const isAt =
  ({ kind, layer, head }: Place) =>
  (scale: HeadScale): boolean =>
    (scale.kind ?? "self") === kind && scale.layer === layer && scale.head === head;

const kindOf = ({ kind = "self" }: HeadScale) => kind;

export const scaleAt = (scales: Scales, place: Place): number => scales.find(isAt(place))?.scale ?? 1;

/** By kind, layer and head, so that the same heads make the same link. */
export function withScale(scales: Scales, place: Place, scale: number): HeadScale[] {
  const { kind, layer, head } = place;
  const others = scales.filter((other) => !isAt(place)(other));
  if (scale === 1) return others;
  const changed: HeadScale = { layer, head, scale, ...(kind !== "self" && { kind }) };
  return [...others, changed].sort(
    (a, b) => kindOf(b).localeCompare(kindOf(a)) || a.layer - b.layer || a.head - b.head,
  );
}

export const toggled = (scales: Scales, place: Place): HeadScale[] =>
  withScale(scales, place, scaleAt(scales, place) === 0 ? 1 : 0);

/** The scales of one kind of attention, for its grid. */
export const scalesOf = (scales: Scales, kind: AttentionKind): HeadScale[] =>
  scales.filter((scale) => kindOf(scale) === kind);
