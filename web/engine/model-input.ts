/** From a person's input to ids and tokens. */
import type { EncodedToken, Encoding, ModelTokenizer } from "../text/model/index.ts";
import { badInput, requireKnown } from "./arguments.ts";
import { AttentionError } from "./errors.ts";
import type { Facts } from "./families/family.ts";
import type { ModelInfo, ModelInput, ModelToken } from "./model-types.ts";

/** What the input is read with. */
export interface Reader {
  info: ModelInfo;
  tokenizer: ModelTokenizer | null;
  facts: Pick<Facts, "startId" | "endIds" | "readsTwice">;
}

export interface ReadInput {
  ids: Int32Array;
  types: Int32Array | null;
  decoderIds: Int32Array | null;
  tokens: ModelToken[];
  decoderTokens: ModelToken[];
  /** Tokens of the first of two texts; 0 when there is one. */
  nFirst: number;
  nCut: number;
  text: string | null;
  pair: string | null;
}

/** @throws AttentionError `bad_option`, `unknown_option`, `no_tokenizer`, `too_long`, `bad_index`, `empty_text` */
export function readInput(reader: Reader, input: ModelInput, truncate: boolean): ReadInput {
  const given: unknown = typeof input === "string" ? { text: input } : input;
  if (typeof given !== "object" || given === null || Array.isArray(given))
    throw badInput("input", "a text, { text, … } or { ids, … }");
  requireKnown(given, "ids" in given ? ["ids", "types", "decoderIds"] : ["text", "pair", "decoderText"]);
  const read = "ids" in given ? fromIds(reader, given as IdsInput, truncate) : fromText(reader, given, truncate);
  if (read.ids.length === 0) throw new AttentionError("empty_text", "There are no tokens: type a word or a sentence.");
  return read;
}

type IdsInput = Extract<ModelInput, { ids: unknown }>;

function fromIds(reader: Reader, input: IdsInput, truncate: boolean): ReadInput {
  const { info } = reader;
  const all = toIds("ids", input.ids, info.vocabSize);
  const ids = cut(all, info.maxTokens, truncate);
  const types = input.types === undefined ? null : toIds("types", input.types, 2 ** 16);
  if (types && types.length !== all.length) throw badInput("types", `${all.length} numbers, one for each of ids`);
  const tokens = tokensOf(reader, ids);
  return {
    ids,
    types: types?.slice(0, ids.length) ?? null,
    ...decoderInput(reader, "decoderIds", input.decoderIds, { ids, truncate }),
    tokens,
    nFirst: 0,
    nCut: all.length - ids.length,
    text: null,
    pair: null,
  };
}

/** @param name under which the caller gave them */
function decoderInput(
  reader: Reader,
  name: "decoderIds" | "decoderText",
  given: ArrayLike<number> | undefined,
  { ids, truncate }: { ids: Int32Array; truncate: boolean },
) {
  const { info, facts } = reader;
  if (!info.encoderDecoder) {
    if (given !== undefined) throw badInput(name, "left out: the model has no decoder beside an encoder");
    return { decoderIds: null, decoderTokens: [] };
  }
  const start = facts.startId ?? 0;
  const all = toIds(
    name,
    given ?? (facts.readsTwice ? [start, ...readAgain(ids, facts.endIds)] : [start]),
    vocabularyOfWriter(info),
  );
  const decoderIds = cut(all.length === 0 ? Int32Array.of(start) : all, info.maxTokens, truncate);
  return { decoderIds, decoderTokens: tokensOf(reader, decoderIds) };
}

/** Of the stack that writes: some encoder–decoders have a vocabulary for each language. */
export const vocabularyOfWriter = ({ decoder, vocabSize }: Pick<ModelInfo, "decoder" | "vocabSize">): number =>
  decoder?.vocabSize ?? vocabSize;

/** What comes before the last id that ends a text, or before the last one. */
function readAgain(ids: Int32Array, endIds: readonly number[]): Int32Array {
  const end = ids.findLastIndex((id) => endIds.includes(id));
  return ids.subarray(0, end < 0 ? ids.length - 1 : end);
}

/** @throws AttentionError `bad_option`, `bad_index` */
export function toIds(name: string, given: ArrayLike<number>, count: number): Int32Array {
  const list: unknown[] | null = isList(given) ? Array.from(given as ArrayLike<unknown>) : null;
  if (!list) throw badInput(name, "a list of whole numbers");
  const wrong = list.findIndex((id) => typeof id !== "number" || !Number.isInteger(id) || id < 0 || id >= count);
  if (wrong >= 0)
    throw new AttentionError(
      "bad_index",
      `${name}[${wrong}] must be a whole number from 0 to ${count - 1}, not ${String(list[wrong])}.`,
      {
        name: `${name}[${wrong}]`,
        got: list[wrong],
        count,
      },
    );
  return Int32Array.from(list as number[]);
}

const isList = (value: unknown): boolean =>
  Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));

function cut(ids: Int32Array, limit: number, truncate: boolean): Int32Array {
  if (ids.length <= limit) return ids;
  if (truncate) return ids.slice(0, limit);
  throw tooLong(limit, ids.length);
}

const tooLong = (limit: number, got: number) =>
  new AttentionError(
    "too_long",
    `The text has ${got} tokens, and a run of this model takes at most ${limit}: shorten it, or give truncate: true to cut it.`,
    { limit, got },
  );

function fromText(reader: Reader, given: object, truncate: boolean): ReadInput {
  const { info, tokenizer } = reader;
  const { text, pair, decoderText } = given as { text?: unknown; pair?: unknown; decoderText?: unknown };
  if (typeof text !== "string") throw badInput("text", "a text");
  if (pair !== undefined && typeof pair !== "string") throw badInput("pair", "a text");
  if (decoderText !== undefined && typeof decoderText !== "string") throw badInput("decoderText", "a text");
  if (!tokenizer)
    throw new AttentionError("no_tokenizer", `${info.name} has no tokenizer: give ids instead of a text.`, {
      name: info.name,
    });
  if (text.trim() === "" && pair === undefined)
    throw new AttentionError("empty_text", "There are no tokens: type a word or a sentence.");
  const limit = info.maxTokens;
  const encoding = tokenizer.encode(text, { pair, maxTokens: truncate ? limit : undefined });
  if (encoding.ids.length > limit) throw tooLong(limit, encoding.ids.length);
  const tokens = encoding.tokens.map((token) =>
    toToken(token, tokenizer, token.segment === "b" ? (pair ?? "") : text, pair !== undefined),
  );
  const ids = Int32Array.from(encoding.ids);
  const decoder = decoderInput(reader, "decoderText", decoderIdsOf(reader, decoderText), { ids, truncate });
  return {
    ids,
    types: info.nTypes > 1 ? Int32Array.from(encoding.types) : null,
    ...decoder,
    tokens,
    nFirst: pair === undefined ? 0 : firstOfTwo(encoding),
    nCut: encoding.nCut,
    text,
    pair: pair ?? null,
  };
}

/** The answer so far: what it begins with, then the text without what would end it. */
function decoderIdsOf({ tokenizer, facts: { startId } }: Reader, text: string | undefined): number[] | undefined {
  if (text === undefined || !tokenizer) return undefined;
  return [startId ?? 0, ...tokenizer.encode(text, { addSpecial: false }).ids];
}

/** How many tokens come before the second text, the special ones between the two included. */
function firstOfTwo({ tokens }: Encoding): number {
  const second = tokens.findIndex(({ segment }) => segment === "b");
  return second < 0 ? tokens.length : second;
}

function toToken(token: EncodedToken, tokenizer: ModelTokenizer, text: string, isPair: boolean): ModelToken {
  const { id, piece, start, end, word, special, segment } = token;
  const isPlaced = start !== null && end !== null;
  return {
    text: isPlaced ? text.slice(start, end) : special ? piece : tokenizer.text(id),
    start,
    end,
    known: id !== tokenizer.special.unk,
    special,
    language: null,
    ...(isPair && segment && { segment }),
    id,
    piece,
    word,
  };
}

/** What an id is called; its number, where a vocabulary has more rows than the tokenizer has pieces. */
export function wordsOf(tokenizer: Pick<ModelTokenizer, "piece" | "text"> | null, id: number) {
  const piece = tokenizer?.piece(id) ?? null;
  return piece === null ? { piece: `#${id}`, text: `#${id}` } : { piece, text: tokenizer?.text(id) ?? piece };
}

/** Tokens of ids that no text was given for. A piece that begins with a blank begins a word. */
export function tokensOf(
  { tokenizer }: Pick<Reader, "tokenizer">,
  ids: ArrayLike<number>,
  firstWord = 0,
): ModelToken[] {
  let word = firstWord - 1;
  let isInWord = false;
  return Array.from(ids, (id) => {
    const { piece, text } = wordsOf(tokenizer, id);
    const special = tokenizer?.isSpecial(id) ?? false;
    if (!special && (!isInWord || !tokenizer || /^\s|^▁|^Ġ/.test(text) || /^▁|^Ġ/.test(piece))) word++;
    isInWord = !special;
    const known = id !== tokenizer?.special.unk;
    return { text, start: null, end: null, known, special, language: null, id, piece, word: special ? null : word };
  });
}
