/** The normalizers of tokenizer.json on a tracked text, as the `tokenizers` library does them: character by character. */
import { stepsOf } from "./check-tokenizer.ts";
import type { Config, HubLibrary } from "./hub-tokenizers.ts";
import { PrecompiledMap } from "./precompiled.ts";
import { emptyTracked, INSERTED, push, pushAs, slice, textOf, type Tracked, unitIndex } from "./tracked.ts";
import { type Form, normalizeForm } from "./unicode-forms.ts";

export type Normalizer = (text: Tracked) => Tracked;

/** Each character becomes what `map` makes of it. */
function mapCharacters(text: Tracked, map: (char: string) => string): Tracked {
  const out = emptyTracked();
  text.chars.forEach((char, index) => pushAs(out, map(char), text, index));
  return out;
}

const lowercase = (text: Tracked) => mapCharacters(text, (char) => char.toLowerCase());
const without = (pattern: RegExp) => (text: Tracked) => mapCharacters(text, (char) => (pattern.test(char) ? "" : char));

const isBlank = (char: string) => /^\p{White_Space}$/u.test(char);

function strip(text: Tracked, left: boolean, right: boolean): Tracked {
  let begin = 0;
  let end = text.chars.length;
  while (left && begin < end && isBlank(text.chars[begin]!)) begin += 1;
  while (right && end > begin && isBlank(text.chars[end - 1]!)) end -= 1;
  return slice(text, begin, end);
}

/** What takes a match's place has the place of the match's last character. */
function replace(text: Tracked, pattern: RegExp, content: string): Tracked {
  const out = emptyTracked();
  const index = unitIndex(text);
  let done = 0;
  for (const match of textOf(text).matchAll(pattern)) {
    if (match[0].length === 0) continue;
    const begin = index[match.index]!;
    const end = index[match.index + match[0].length]!;
    for (; done < begin; done++) pushAs(out, text.chars[done]!, text, done);
    pushAs(out, content, text, end - 1);
    done = end;
  }
  for (; done < text.chars.length; done++) pushAs(out, text.chars[done]!, text, done);
  return out;
}

function prepend(text: Tracked, content: string): Tracked {
  if (text.chars.length === 0) return text;
  const out = emptyTracked();
  for (const char of content) push(out, char, INSERTED, INSERTED);
  text.chars.forEach((char, index) => pushAs(out, char, text, index));
  return out;
}

/** Control and format characters, private use and halves of pairs; not those that are blanks. */
const isControl = (char: string) => !/^[\t\n\r]$/.test(char) && /^[\p{Cc}\p{Cf}\p{Co}\p{Cs}]$/u.test(char);

function cleanText(char: string): string {
  if (char === "\0" || char === "\ufffd" || isControl(char)) return "";
  return isBlank(char) ? " " : char;
}

const hanRanges = [
  [0x4e00, 0x9fff],
  [0x3400, 0x4dbf],
  [0x20000, 0x2a6df],
  [0x2a700, 0x2b73f],
  [0x2b740, 0x2b81f],
  [0x2b920, 0x2ceaf],
  [0xf900, 0xfaff],
  [0x2f800, 0x2fa1f],
] as const;
const isHan = (char: string) => {
  const codePoint = char.codePointAt(0)!;
  return hanRanges.some(([first, last]) => codePoint >= first && codePoint <= last);
};

function bertNormalizer(config: Config): Normalizer {
  const { clean_text, handle_chinese_chars, lowercase: lower, strip_accents } = config;
  const stripsAccents = strip_accents === true || (strip_accents !== false && lower === true);
  return (text) => {
    let out = clean_text === true ? mapCharacters(text, cleanText) : text;
    if (handle_chinese_chars === true) out = mapCharacters(out, (char) => (isHan(char) ? ` ${char} ` : char));
    if (stripsAccents) out = without(/^\p{Mn}$/u)(normalizeForm(out, "NFD"));
    return lower === true ? lowercase(out) : out;
  };
}

/** SentencePiece's, as the Python library has it: control characters away, line ends and invisible characters to blanks. */
function nmt(char: string): string {
  if (/[\x01-\x08\x0b\x0e-\x1f\x7f\x8f\x9f]/.test(char)) return "";
  return /[\t\n\f\r\u1680\u200b-\u200f\u2028\u2029\u2581\ufeff\ufffd]/.test(char) ? " " : char;
}

const text = (value: unknown) => (typeof value === "string" ? value : "");

/** @param config `normalizer` of tokenizer.json @throws Error for a kind that is not known */
export function makeNormalizer(config: Config | null, library: HubLibrary): Normalizer {
  switch (config?.type) {
    case undefined:
      return (tracked) => tracked;
    case "Sequence": {
      const steps = stepsOf(config, "normalizers").map((step) => makeNormalizer(step, library));
      return (tracked) => steps.reduce((result, step) => step(result), tracked);
    }
    case "BertNormalizer":
      return bertNormalizer(config);
    case "NFC":
    case "NFD":
    case "NFKC":
    case "NFKD":
      return (tracked) => normalizeForm(tracked, config.type as Form);
    case "Nmt":
      return (tracked) => mapCharacters(tracked, nmt);
    case "Lowercase":
      return lowercase;
    case "StripAccents":
      return without(/^\p{M}$/u);
    case "Strip":
      return (tracked) => strip(tracked, config.strip_left === true, config.strip_right === true);
    case "Replace": {
      const pattern = library.replacePattern(config);
      return pattern ? (tracked) => replace(tracked, pattern, text(config.content)) : (tracked) => tracked;
    }
    case "Prepend":
      return (tracked) => prepend(tracked, text(config.prepend));
    case "Precompiled": {
      const map = PrecompiledMap.decode(text(config.precompiled_charsmap));
      return map ? (tracked) => map.normalize(tracked) : (tracked) => tracked;
    }
    default:
      throw new Error(`its normalizer "${String(config?.type)}" is not known`);
  }
}
