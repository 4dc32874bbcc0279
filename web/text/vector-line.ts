/** One line of a text file of word vectors: a word, which may hold spaces, and numbers. */
import { parseDecimal } from "./decimal.ts";
import { badVectors } from "./vector-errors.ts";

const SPACE = 0x20;
const TAB = 0x09;
const CARRIAGE_RETURN = 0x0d;
const isSeparator = (byte: number | undefined) => byte === SPACE || byte === TAB;

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const strictDecoder = new TextDecoder("utf-8", { fatal: true });
const controlCharacter = /[\0-\x08\x0e-\x1f]/;

const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf] as const;

export function withoutByteOrderMark(line: Uint8Array): Uint8Array {
  return BYTE_ORDER_MARK.every((byte, index) => line[index] === byte) ? line.subarray(BYTE_ORDER_MARK.length) : line;
}

/** Without the line's end and the blanks before it, which word2vec and fastText write. */
export function trimEnd(line: Uint8Array): Uint8Array {
  let end = line.length;
  while (end > 0 && (isSeparator(line[end - 1]) || line[end - 1] === CARRIAGE_RETURN)) --end;
  return line.subarray(0, end);
}

const fieldsOf = (line: Uint8Array) =>
  decoder
    .decode(line)
    .split(/[ \t]+/)
    .filter((field) => field !== "");

const encoder = new TextEncoder();
const isNotFinite = (field: string) => /^[+-]?(nan|inf|infinity)$/i.test(field);
function looksNumeric(field: string): boolean {
  const bytes = encoder.encode(field);
  return isNotFinite(field) || !Number.isNaN(parseDecimal(bytes, 0, bytes.length));
}

export function isBinary(line: Uint8Array): boolean {
  try {
    return controlCharacter.test(strictDecoder.decode(line));
  } catch {
    return true;
  }
}

/** "n d", as word2vec and fastText begin. */
export function parseHeader(line: Uint8Array): { nWords: number; dModel: number } | null {
  const fields = fieldsOf(line);
  if (fields.length !== 2 || !fields.every((field) => /^\d{1,12}$/.test(field))) return null;
  return { nWords: Number(fields[0]), dModel: Number(fields[1]) };
}

/** How many numbers a file's first line has after its word. Fields before the last that is not a number have to be the word's. */
export function countNumbers(line: Uint8Array, lineNumber: number): number {
  if (isBinary(line)) throw badVectors({ reason: "binary", line: lineNumber });
  const fields = fieldsOf(line);
  if (fields.length < 2) throw badVectors({ reason: "no_numbers", line: lineNumber });
  const lastOfWord = Math.max(
    0,
    fields.findLastIndex((field) => !looksNumeric(field)),
  );
  const isWordBroken = fields.slice(1, lastOfWord).some(looksNumeric);
  if (isWordBroken || lastOfWord === fields.length - 1)
    throw badVectors({ reason: "not_a_number", line: lineNumber, text: fields[lastOfWord]! });
  return fields.length - 1 - lastOfWord;
}

/** Why a line could not be read. */
function explain(line: Uint8Array, lineNumber: number, dModel: number, field: string) {
  const got = fieldsOf(line).length - 1;
  if (isBinary(line)) return badVectors({ reason: "binary", line: lineNumber });
  if (got < dModel) return badVectors({ reason: "columns", line: lineNumber, expected: dModel, got });
  return badVectors({ reason: looksNumeric(field) ? "not_finite" : "not_a_number", line: lineNumber, text: field });
}

/**
 * Reads the numbers from the right, as many as `values` holds; what is left is the word ("" when there is none).
 * @throws AttentionError bad_vectors
 */
export function parseLine(line: Uint8Array, lineNumber: number, values: Float32Array): string {
  let end = line.length;
  for (let index = values.length - 1; index >= 0; --index) {
    let start = end;
    while (start > 0 && !isSeparator(line[start - 1])) --start;
    const value = Math.fround(parseDecimal(line, start, end));
    if (!Number.isFinite(value) || start === 0)
      throw explain(line, lineNumber, values.length, decoder.decode(line.subarray(start, end)));
    values[index] = value;
    end = start;
    while (end > 0 && isSeparator(line[end - 1])) --end;
  }
  const word = decoder.decode(line.subarray(0, end));
  if (controlCharacter.test(word)) throw badVectors({ reason: "binary", line: lineNumber });
  const lastPart = /[ \t]([^ \t]+)$/.exec(word)?.[1];
  if (lastPart !== undefined && looksNumeric(lastPart)) {
    const got = fieldsOf(line).length - 1;
    throw badVectors({ reason: "columns", line: lineNumber, expected: values.length, got });
  }
  return word;
}
