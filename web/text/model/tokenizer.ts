/** A model's tokenizer: the ids of a text, and where each stands in it. */
import { type AddedToken, parseAddedTokens } from "./added-tokens.ts";
import { checkModel, checkPatterns } from "./check-tokenizer.ts";
import { makeDecodeStream, makePieceText } from "./decoder.ts";
import { Encoder, type RawPiece } from "./encoder.ts";
import type { Config, HubLibrary, HubTokenizer } from "./hub-tokenizers.ts";
import { type Arrange, makeArrange, type Placed, withoutSpecial } from "./post-process.ts";
import { noTokenizer } from "./problems.ts";
import type { SpecialIds } from "./special-ids.ts";
import type { DecodeOptions, EncodedToken, EncodeOptions, Encoding, ModelTokenizer } from "./types.ts";
import { type Range, WordBounds } from "./words.ts";

/** How many tokens of each text stay when `n` must go: the longer one is cut first. */
function cut(nA: number, nB: number | null, n: number): [number, number | null] {
  let [a, b] = [nA, nB];
  for (let left = n; left > 0; left--) {
    if (b !== null && b > a) b -= 1;
    else a = Math.max(0, a - 1);
  }
  return [a, b];
}

export class HubModelTokenizer implements ModelTokenizer {
  readonly vocabSize: number;
  readonly special: SpecialIds;
  readonly #hub: HubTokenizer;
  readonly #encoder: Encoder;
  readonly #arrange: Arrange;
  readonly #specialIds: ReadonlySet<number>;
  readonly #pieceText: (piece: string) => string;
  readonly #cleansUp: boolean;

  /** @throws Error with the rest of a sentence, where a part is damaged or of a kind that is not known */
  constructor(json: Config, config: Config, library: HubLibrary, specialIds: (added: AddedToken[]) => SpecialIds) {
    checkModel(json.model as Config);
    checkPatterns([json.normalizer, json.pre_tokenizer, json.decoder]);
    const added = parseAddedTokens(json.added_tokens);
    // Normalizing is ours, kinds that the library lacks too.
    this.#hub = library.makeTokenizer({ ...json, normalizer: null }, config);
    this.#encoder = new Encoder(json, this.#hub, added, library);
    this.#arrange = makeArrange(json.post_processor as Config | null);
    this.#specialIds = new Set(added.filter(({ special }) => special).map(({ id }) => id));
    this.#pieceText = makePieceText(json.decoder as Config | null, this.#encoder.style.prefix);
    this.#cleansUp = config.clean_up_tokenization_spaces === true;
    this.vocabSize = this.#hub.model.vocab.length;
    this.special = specialIds(added);
  }

  encode(text: string, options: EncodeOptions = {}): Encoding {
    return inWords(() => this.#encode(text, options));
  }

  #encode(text: string, { pair, addSpecial = true, maxTokens = Infinity }: EncodeOptions): Encoding {
    const a = this.#encoder.encode(text);
    const b = pair === undefined ? null : this.#encoder.encode(pair);
    const arrange = addSpecial ? this.#arrange : withoutSpecial(this.#arrange);
    const nAll = arrange(a.length, b && b.length).length;
    const nCut = Math.min(a.length + (b?.length ?? 0), Math.max(0, nAll - maxTokens));
    const placed = arrange(...cut(a.length, b && b.length, nCut));
    const tokens = this.#tokens(placed, { a: { text, pieces: a }, b: { text: pair ?? "", pieces: b ?? [] } });
    return { tokens, ids: tokens.map(({ id }) => id), types: placed.map(({ type }) => type), nCut };
  }

  #tokens(
    placed: readonly Placed[],
    from: Record<"a" | "b", { text: string; pieces: readonly RawPiece[] }>,
  ): EncodedToken[] {
    const parts = { a: this.#part(from.a.text, from.a.pieces, 0, "a"), b: [] as EncodedToken[] };
    const nWords = parts.a.reduce((most, { word }) => Math.max(most, (word ?? -1) + 1), 0);
    parts.b = this.#part(from.b.text, from.b.pieces, nWords, "b");
    return placed.map((each) => ("of" in each ? parts[each.of][each.index]! : this.#addedByUs(each)));
  }

  #addedByUs({ special, id }: { special: string; id: number | null }): EncodedToken {
    const known = id ?? this.id(special) ?? this.#hub.model.unk_token_id ?? 0;
    return {
      id: known,
      piece: special,
      text: special,
      start: null,
      end: null,
      word: null,
      special: true,
      segment: null,
    };
  }

  #part(text: string, pieces: readonly RawPiece[], firstWord: number, segment: "a" | "b" | null): EncodedToken[] {
    const bounds = new WordBounds(text);
    const { kind, prefix } = this.#encoder.style;
    let word = firstWord - 1;
    let previous: { range: Range; isMark: boolean } | null = null;
    return pieces.map(({ id, range }, i) => {
      const piece = this.piece(id) ?? "";
      // What a person typed is not special, even "[MASK]"; but it is no part of a word.
      const special = segment === null && this.#isMark(id);
      const isMark = this.#isMark(id);
      if (!range) return { id, piece, text: piece, start: null, end: null, word: null, special, segment };
      const goesOn = kind === "WordPiece" && prefix !== "" && piece.startsWith(prefix);
      const follows = previous && !previous.isMark && !isMark && (goesOn || bounds.continues(previous.range, range));
      if (!follows) word += 1;
      previous = { range, isMark };
      const shown = bounds.withMarks(range, pieces[i + 1]?.range?.start ?? text.length);
      return { id, piece, text: text.slice(shown.start, shown.end), ...range, word, special, segment };
    });
  }

  decode(ids: readonly number[], { skipSpecial = true }: DecodeOptions = {}): string {
    return this.#decode(ids, skipSpecial, this.#cleansUp);
  }

  #decode(ids: readonly number[], skipSpecial: boolean, cleansUp: boolean): string {
    const kept = ids.filter((id) => this.piece(id) !== null && !(skipSpecial && this.isSpecial(id)));
    if (kept.length === 0) return "";
    const options = { skip_special_tokens: false, clean_up_tokenization_spaces: cleansUp };
    return inWords(() => this.#hub.decode(kept, options));
  }

  decodeStream({ skipSpecial = true }: DecodeOptions = {}) {
    return makeDecodeStream((ids) => this.#decode(ids, skipSpecial, false));
  }

  fromIds(ids: readonly number[]): { text: string; tokens: EncodedToken[] } {
    const stream = this.decodeStream();
    let text = "";
    let waiting: (RawPiece & { range: Range })[] = [];
    const pieces = ids.map((id): RawPiece => {
      if (this.#isMark(id)) return { id, range: null };
      const piece = { id, range: { start: text.length, end: text.length } };
      waiting.push(piece);
      text += stream.push(id);
      if (text.length === piece.range.start) return piece;
      for (const { range } of waiting) range.end = text.length;
      waiting = [];
      return piece;
    });
    text += stream.end();
    for (const { range } of waiting) range.end = text.length;
    const placed = pieces.map(({ id, range }) => ({ id, range: range && withoutBlanks(text, range) }));
    return { text, tokens: this.#part(text, placed, 0, null) };
  }

  piece(id: number): string | null {
    return this.#hub.model.vocab[id] ?? null;
  }

  id(piece: string): number | null {
    return this.#hub.token_to_id(piece) ?? null;
  }

  isSpecial(id: number): boolean {
    return this.#specialIds.has(id);
  }

  /** A special token that stands for no text: not the one for what the vocabulary lacks. */
  #isMark(id: number): boolean {
    return this.isSpecial(id) && id !== this.special.unk;
  }

  text(id: number): string {
    const piece = this.piece(id) ?? "";
    return this.isSpecial(id) ? piece : this.#pieceText(piece);
  }
}

/** What a damaged part makes the library throw, as an error that people read. */
function inWords<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw noTokenizer(`a part of it is damaged (${error instanceof Error ? error.message : String(error)})`);
  }
}

/** Null for nothing. */
function withoutBlanks(text: string, { start, end }: Range): Range | null {
  if (start === end) return null;
  const part = text.slice(start, end);
  const blanks = part.length - part.trimStart().length;
  return blanks === part.length
    ? { start, end }
    : { start: start + blanks, end: end - (part.length - part.trimEnd().length) };
}
