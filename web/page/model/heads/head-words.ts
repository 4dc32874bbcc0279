/** How heads are spoken of. Pure. */
import type { HeadScale, HeadSummary } from "../../../engine/model-types.ts";
import type { Strings } from "../../../i18n/index.ts";
import { formatNumber, formatWeight } from "../../../render/numbers.ts";
import type { HeadPick, HeadSearch } from "../../state/model-state.ts";
import { fill } from "../../words.ts";

type Words = Strings["page"]["model"]["heads"];

const shares = ["previous", "self", "next", "first", "special"] as const;

export const placeName = ({ layer, head }: HeadPick): string => `${layer}.${head}`;

/** @param unit whether it is said, where there is one */
export const formatFound = (
  search: HeadSearch,
  value: number,
  words: Words,
  unit: "unit" | "bare" = "unit",
): string => {
  if (search !== "broad") return formatWeight(value);
  return unit === "unit" ? fill(words.nats, { n: formatNumber(value) }) : formatNumber(value);
};

export const formatScale = (scale: number): string => `×${Number(scale.toFixed(2))}`;

/** What its queries look at, in lines of names and numbers. */
export function headFacts(summary: HeadSummary, words: Words): { name: string; value: string }[] {
  return [
    { name: words.entropy, value: fill(words.nats, { n: formatNumber(summary.entropy) }) },
    { name: words.distance, value: fill(words.tokens, { n: formatNumber(summary.meanDistance, 1) }) },
    ...shares.map((share) => ({ name: words.shares[share], value: formatWeight(summary[share]) })),
  ];
}

/** One sentence for those who hear the grid: the largest share says most about a head. */
export function spokenHead(place: HeadPick, summary: HeadSummary | undefined, scale: number, words: Words): string {
  const parts = [fill(words.name, { head: placeName(place) })];
  if (summary) {
    const [most] = shares.toSorted((a, b) => summary[b] - summary[a]);
    parts.push(`${words.entropy} ${fill(words.nats, { n: formatNumber(summary.entropy) })}`);
    if (most) parts.push(`${words.shares[most]} ${formatWeight(summary[most])}`);
  }
  if (scale === 0) parts.push(words.isOff);
  else if (scale !== 1) parts.push(formatScale(scale));
  return parts.join(words.comma);
}

/** "Off: 4.0, 7.8. Scaled: 3.1 ×0.5. Everything after them is recomputed." */
export function changedHeads(scales: readonly HeadScale[], words: Words): string {
  const named = ({ kind = "self", ...place }: HeadScale) =>
    kind === "self" ? placeName(place) : `${words.kinds[kind]} ${placeName(place)}`;
  const off = scales.filter(({ scale }) => scale === 0).map(named);
  const scaled = scales
    .filter(({ scale }) => scale !== 0)
    .map((scale) => `${named(scale)} ${formatScale(scale.scale)}`);
  return [
    ...(off.length ? [fill(words.off, { heads: off.join(words.comma) })] : []),
    ...(scaled.length ? [fill(words.scaled, { heads: scaled.join(words.comma) })] : []),
    words.recomputed,
  ].join(words.between);
}
