/** One text to pieces, each with its place: added tokens, normalizer, pre-tokenizer, model. */
import { AddedTokenFinder, type AddedToken } from "./added-tokens.ts";
import { stepsOf } from "./check-tokenizer.ts";
import type { Config, HubLibrary, HubTokenizer } from "./hub-tokenizers.ts";
import { makeNormalizer, type Normalizer } from "./normalizers.ts";
import { type PieceStyle, placePieces } from "./place-pieces.ts";
import { placeWords, unitsOf } from "./place-words.ts";
import { rangeOf, slice, textOf, type Tracked, trackText, unitIndex } from "./tracked.ts";
import type { Range } from "./words.ts";

/** A piece, and where it stands in the text as typed; `range` is null where the text has nothing for it. */
export interface RawPiece {
  id: number;
  range: Range | null;
}

const isByteLevel = (config: Config | null): boolean =>
  config?.type === "ByteLevel" ||
  (config?.type === "Sequence" && stepsOf(config, "pretokenizers").some((step) => isByteLevel(step)));

/** The character that Metaspace cuts before; null where words are not cut at it. The library leaves that cut out. */
function metaspaceOf(config: Config | null): string | null {
  if (config?.type === "Sequence") return metaspaceOf(stepsOf(config, "pretokenizers").at(-1) ?? null);
  return config?.type === "Metaspace" && config.split !== false ? stringOf(config.replacement) || "▁" : null;
}

const hasMetaspace = (config: Config | null): boolean =>
  config?.type === "Metaspace" ||
  (config?.type === "Sequence" && stepsOf(config, "pretokenizers").some((step) => hasMetaspace(step)));

/** Cuts before each mark. */
function cutBefore(word: string, mark: string): string[] {
  const parts: string[] = [];
  let begin = 0;
  for (let at = word.indexOf(mark, 1); at > 0; at = word.indexOf(mark, at + 1)) {
    parts.push(word.slice(begin, at));
    begin = at;
  }
  parts.push(word.slice(begin));
  return parts;
}

const stringOf = (value: unknown) => (typeof value === "string" ? value : "");

function styleOf(model: Config, tokenizer: HubTokenizer): PieceStyle {
  const isWordPiece = model.type === "WordPiece" || (model.type === undefined && "max_input_chars_per_word" in model);
  return {
    kind: isWordPiece ? "WordPiece" : "other",
    prefix: stringOf(model.continuing_subword_prefix),
    endSuffix: stringOf(model.end_of_word_suffix),
    innerSuffix: stringOf(model.continuing_subword_suffix),
    unknown: tokenizer.model.unk_token ?? null,
  };
}

/** Without the blanks around it, unless it is nothing but blanks. */
function trim(text: string, { start, end }: Range): Range {
  let first = start;
  let last = end;
  while (first < last && /\s/.test(text[first]!)) first += 1;
  while (last > first && /\s/.test(text[last - 1]!)) last -= 1;
  return first === last ? { start, end } : { start: first, end: last };
}

export class Encoder {
  readonly style: PieceStyle;
  readonly #tokenizer: HubTokenizer;
  readonly #normalize: Normalizer;
  readonly #inTyped: AddedTokenFinder;
  readonly #inNormalized: AddedTokenFinder;
  readonly #writes: { isByteLevel: boolean; hasMetaspace: boolean };
  readonly #metaspace: string | null;

  /** @throws Error for parts that are not known */
  constructor(json: Config, tokenizer: HubTokenizer, added: readonly AddedToken[], library: HubLibrary) {
    this.#tokenizer = tokenizer;
    this.#normalize = makeNormalizer(json.normalizer as Config | null, library);
    this.#inTyped = new AddedTokenFinder(
      added.filter(({ normalized }) => !normalized),
      ({ content }) => content,
    );
    this.#inNormalized = new AddedTokenFinder(
      added.filter(({ normalized }) => normalized),
      ({ content }) => textOf(this.#normalize(trackText(content))),
    );
    const cutter = json.pre_tokenizer as Config | null;
    this.#writes = { isByteLevel: isByteLevel(cutter), hasMetaspace: hasMetaspace(cutter) };
    this.#metaspace = metaspaceOf(cutter);
    this.style = styleOf(json.model as Config, tokenizer);
  }

  encode(text: string): RawPiece[] {
    const pieces = this.#inTyped.split(text).flatMap(({ token, begin, end }): RawPiece[] => {
      if (token) return [{ id: token.id, range: { start: begin, end } }];
      const normalized = this.#normalize(trackText(text.slice(begin, end), begin));
      return this.#encodeNormalized(normalized, begin === 0);
    });
    return pieces.map(({ id, range }) => ({ id, range: range && trim(text, range) }));
  }

  #encodeNormalized(normalized: Tracked, isFirst: boolean): RawPiece[] {
    const index = unitIndex(normalized);
    return this.#inNormalized.split(textOf(normalized)).flatMap(({ token, begin, end }): RawPiece[] => {
      const part = slice(normalized, index[begin]!, index[end]!);
      if (token) return [{ id: token.id, range: rangeOf(part, Array.from(part.chars.keys())) }];
      return this.#encodePart(part, isFirst && begin === 0);
    });
  }

  #encodePart(part: Tracked, isFirst: boolean): RawPiece[] {
    const { pre_tokenizer: cut, model } = this.#tokenizer;
    const plain = textOf(part);
    const mark = this.#metaspace;
    const whole = cut ? cut(plain, { section_index: isFirst ? 0 : 1 }) : [plain];
    const words = mark === null ? whole : whole.flatMap((word) => cutBefore(word, mark));
    const placed = placeWords(words, unitsOf(part, this.#writes));
    return placed.flatMap((word) =>
      placePieces(word, model([word.chars.join("")]), this.style).flatMap(({ piece, sources }): RawPiece[] => {
        const id = this.#tokenizer.token_to_id(piece) ?? model.unk_token_id ?? null;
        return id === null ? [] : [{ id, range: rangeOf(part, sources) }];
      }),
    );
  }
}
