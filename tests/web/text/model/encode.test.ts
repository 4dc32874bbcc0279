/** Ids and places against the Python library's: offsets.json is made by make_offsets.py. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { loadTokenizer } from "../../../../web/text/model/load-tokenizer.ts";
import type { ModelTokenizer } from "../../../../web/text/model/types.ts";
import { describeWithData } from "../../../data.ts";
import { tokenizerSources, type TokenizerName } from "./made-tokenizers.ts";

type Range = [number, number];
interface Case {
  text: string;
  pair?: string;
  ids: number[];
  pieces: string[];
  ranges: (Range | null)[];
  types?: number[];
}
const here = (name: string) => new URL(name, import.meta.url);
const cases = JSON.parse(readFileSync(here("offsets.json"), "utf8")) as Record<TokenizerName, Case[]>;

/**
 * Where ours differ from the library's on purpose: no blanks around, and no place for a "▁" that nobody typed, to which the
 * library gives that of the character behind it.
 */
function asOurs(text: string, piece: string, range: Range | null, next: Range | null | undefined): Range | null {
  if (!range || range[0] === range[1] || (piece === "▁" && next?.[0] === range[0])) return null;
  const part = text.slice(...range);
  if (part.trim() === "") return range;
  const start = range[0] + part.length - part.trimStart().length;
  return [start, start + part.trim().length];
}

function wanted({ text, pair, ranges, pieces }: Case, segments: readonly ("a" | "b" | null)[]) {
  return ranges.map((range, i) => asOurs(segments[i] === "b" ? pair! : text, pieces[i]!, range, ranges[i + 1]));
}

describe.each(Object.keys(tokenizerSources) as TokenizerName[])("%s", (name) => {
  const { files, open } = tokenizerSources[name];
  describeWithData("in odd texts", files, () => {
    let loading: Promise<ModelTokenizer> | undefined;
    const tokenizer = () => (loading ??= loadTokenizer(open()));
    it.each(cases[name].map((each) => [JSON.stringify([each.text, each.pair].join(" + ")), each] as const))(
      "%s",
      async (_, each) => {
        const { tokens, ids, types } = (await tokenizer()).encode(each.text, { pair: each.pair });
        expect(ids).toEqual(each.ids);
        if (each.types) expect(types).toEqual(each.types);
        const ranges = tokens.map(({ start, end }) => (start === null || end === null ? null : [start, end]));
        const segments = tokens.map(({ segment }) => segment);
        expect(ranges).toEqual(wanted(each, segments));
      },
    );
  });
});
