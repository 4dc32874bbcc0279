/** Segmentation by the engine's own Intl.Segmenter, whose dictionary and rules differ between browsers. */
import type { Cluster } from "./clusters.ts";

/** @returns where each word ends, as indices into `clusters`; a boundary inside a cluster is left out. */
export function segmentByIntl(clusters: Cluster[], locale: string): number[] {
  const text = clusters.map((cluster) => cluster.text).join("");
  const offset = clusters[0]?.start ?? 0;
  const boundaries = new Set<number>();
  for (const { index, segment } of new Intl.Segmenter(locale, { granularity: "word" }).segment(text))
    boundaries.add(offset + index + segment.length);
  return clusters.flatMap((cluster, index) => (boundaries.has(cluster.end) ? [index + 1] : []));
}

/** The characters of a text as Unicode groups them: "\r\n", a letter with its marks, a flag. */
export const graphemesOf = (text: string): string[] =>
  Array.from(new Intl.Segmenter("en", { granularity: "grapheme" }).segment(text), ({ segment }) => segment);
