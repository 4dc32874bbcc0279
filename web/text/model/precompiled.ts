/**
 * The normalization map that SentencePiece compiles into its models (T5, XLM-RoBERTa, CamemBERT …): a double-array trie from
 * UTF-8 to offsets into a text of replacements, each ended by a zero byte. It is read as the `spm_precompiled` library reads it.
 */
import { graphemesOf } from "../intl.ts";
import { emptyTracked, pushAs, textOf, type Tracked } from "./tracked.ts";

const LABEL = 0x800000ff;
const VALUE = 0x7fffffff;
/** Longer graphemes are looked up character by character. */
const MAX_GRAPHEME_BYTES = 5;

const offsetOf = (unit: number) => (unit >>> 10) << ((unit & 0x200) >>> 6);

function bytesOf(base64: string): Uint8Array {
  const binary = atob(base64);
  return Uint8Array.from(binary, (char) => char.charCodeAt(0));
}

export class PrecompiledMap {
  readonly #units: Uint32Array;
  readonly #replacements: Uint8Array;
  readonly #encoder = new TextEncoder();
  readonly #decoder = new TextDecoder();

  private constructor(units: Uint32Array, replacements: Uint8Array) {
    this.#units = units;
    this.#replacements = replacements;
  }

  /** @returns null for a map without entries @throws Error for a damaged one */
  static decode(base64: string): PrecompiledMap | null {
    if (base64 === "") return null;
    const bytes = bytesOf(base64);
    const view = new DataView(bytes.buffer);
    const size = bytes.length < 4 ? -1 : view.getUint32(0, true);
    if (size < 4 || size % 4 !== 0 || size > bytes.length - 4) throw new Error("its precompiled_charsmap is damaged");
    const units = Uint32Array.from({ length: size / 4 }, (_, index) => view.getUint32(4 + 4 * index, true));
    return new PrecompiledMap(units, bytes.subarray(4 + size));
  }

  normalize(text: Tracked): Tracked {
    const out = emptyTracked();
    let at = 0;
    for (const grapheme of graphemesOf(textOf(text))) {
      const chars = Array.from(grapheme);
      const whole = this.#replacement(grapheme, MAX_GRAPHEME_BYTES);
      if (whole === null)
        chars.forEach((char, i) => pushAs(out, this.#replacement(char, Infinity) ?? char, text, at + i));
      else Array.from(whole).forEach((char, i) => pushAs(out, char, text, at + Math.min(i, chars.length - 1)));
      at += chars.length;
    }
    return out;
  }

  /** What the shortest known beginning of `part` becomes; null where none is known. */
  #replacement(part: string, maxBytes: number): string | null {
    const bytes = this.#encoder.encode(part);
    if (bytes.length > maxBytes) return null;
    let position = offsetOf(this.#units[0]!);
    for (const byte of bytes) {
      position ^= byte;
      const unit = this.#units[position] ?? 0;
      if (byte === 0 || (unit & LABEL) >>> 0 !== byte) return null;
      position ^= offsetOf(unit);
      if ((unit >>> 8) & 1) return this.#textAt((this.#units[position] ?? 0) & VALUE);
    }
    return null;
  }

  #textAt(begin: number): string {
    const end = this.#replacements.indexOf(0, begin);
    return this.#decoder.decode(this.#replacements.subarray(begin, end < 0 ? undefined : end));
  }
}
