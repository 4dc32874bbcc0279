/** Characters as a reader sees them: the smallest things a token is made of, and where a token may be split. */
import { isIgnorable, kindOf, type CharacterKind } from "./characters.ts";

export interface Cluster {
  text: string;
  /** Range in UTF-16 units. */
  start: number;
  end: number;
  /** The kind of its first code point; blank where nothing of it can be seen. */
  kind: CharacterKind;
}

const ZERO_WIDTH_JOINER = 0x200d;
const isRegionalIndicator = (codePoint: number) => codePoint >= 0x1f1e6 && codePoint <= 0x1f1ff;
const lengthOf = (codePoint: number) => (codePoint > 0xffff ? 2 : 1);

/** End of the cluster that starts at `start`: marks and joiners go with their base, so do emoji joined by U+200D and the two halves of a flag. */
function clusterEnd(text: string, start: number, kind: CharacterKind): number {
  const base = text.codePointAt(start)!;
  let end = start + lengthOf(base);
  if (kind === "blank") return end;
  if (isRegionalIndicator(base) && isRegionalIndicator(text.codePointAt(end) ?? 0)) return end + 2;
  let previous = base;
  while (end < text.length) {
    const next = text.codePointAt(end)!;
    const nextKind = kindOf(next);
    const isExtender = nextKind === "mark" || nextKind === "joiner";
    const isJoined = previous === ZERO_WIDTH_JOINER && kind === "symbol" && nextKind === "symbol";
    if (!isExtender && !isJoined) break;
    end += lengthOf(next);
    previous = next;
  }
  return end;
}

/** A joiner or variation selector with nothing before it that it could change is no word (UAX #29 leaves it on its own, too). */
function isInvisible(cluster: string): boolean {
  for (const character of cluster) if (!isIgnorable(character.codePointAt(0)!)) return false;
  return true;
}

/** Splits a text; the clusters follow each other without a gap. */
export function clustersOf(text: string): Cluster[] {
  const clusters: Cluster[] = [];
  for (let start = 0; start < text.length;) {
    const kind = kindOf(text.codePointAt(start)!);
    const end = clusterEnd(text, start, kind);
    const cluster = text.slice(start, end);
    clusters.push({ text: cluster, start, end, kind: isInvisible(cluster) ? "blank" : kind });
    start = end;
  }
  return clusters;
}
