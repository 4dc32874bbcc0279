/** Tokens that are looked for in the text before it is cut: special ones such as [MASK], and those added in fine-tuning. */
import { isId, isRecord } from "./check-tokenizer.ts";

export interface AddedToken {
  id: number;
  content: string;
  /** Only between characters that belong to no word. */
  singleWord: boolean;
  /** Takes the blanks before it, behind it. */
  leftStrip: boolean;
  rightStrip: boolean;
  special: boolean;
  /** Looked for in the normalized text. */
  normalized: boolean;
}

/** @throws Error for what is no added token */
export function parseAddedTokens(value: unknown): AddedToken[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new Error("its added_tokens are no list");
  return value.map((entry: unknown) => {
    const { id, content, special, ...more } = isRecord(entry) ? entry : {};
    if (typeof content !== "string" || !isId(id)) throw new Error("one of its added_tokens has no content and id");
    return {
      id,
      content,
      singleWord: more.single_word === true,
      leftStrip: more.lstrip === true,
      rightStrip: more.rstrip === true,
      special: special === true,
      normalized: more.normalized === undefined ? special !== true : more.normalized === true,
    };
  });
}

/** A stretch of the text: an added token, or what stands between two. */
export interface Section {
  token: AddedToken | null;
  begin: number;
  end: number;
}

const isWordAt = (text: string, index: number) =>
  index >= 0 && index < text.length && /[\p{L}\p{N}_]/u.test(text[index]!);

/** Finds the longest of its tokens at each place. */
export class AddedTokenFinder {
  readonly #byFirst = new Map<string, { text: string; token: AddedToken }[]>();

  /** @param textOf what a token looks like in the text that is searched */
  constructor(tokens: readonly AddedToken[], textOf: (token: AddedToken) => string) {
    for (const token of tokens) {
      const text = textOf(token);
      if (text === "") continue;
      const same = this.#byFirst.get(text[0]!) ?? [];
      same.push({ text, token });
      this.#byFirst.set(text[0]!, same);
    }
    for (const same of this.#byFirst.values()) same.sort((a, b) => b.text.length - a.text.length);
  }

  #at(text: string, index: number): { end: number; token: AddedToken } | null {
    for (const { text: form, token } of this.#byFirst.get(text[index]!) ?? []) {
      if (!text.startsWith(form, index)) continue;
      const end = index + form.length;
      if (token.singleWord && (isWordAt(text, index - 1) || isWordAt(text, end))) continue;
      return { end, token };
    }
    return null;
  }

  /** Sections in order, without empty ones; together they are the whole text. */
  split(text: string): Section[] {
    const sections: Section[] = [];
    let done = 0;
    const upTo = (end: number) => {
      if (end > done) sections.push({ token: null, begin: done, end });
    };
    for (let index = 0; index < text.length;) {
      const found = this.#byFirst.size === 0 ? null : this.#at(text, index);
      if (!found) {
        index += 1;
        continue;
      }
      const { token } = found;
      let { end } = found;
      let begin = index;
      while (token.leftStrip && begin > done && /\s/.test(text[begin - 1]!)) begin -= 1;
      while (token.rightStrip && end < text.length && /\s/.test(text[end]!)) end += 1;
      upTo(begin);
      sections.push({ token, begin, end });
      done = index = end;
    }
    upTo(text.length);
    return sections;
  }
}
