/** Ids back to text, at once or as they come. */
import { byteOfName, bytesOfPiece, nameOfByte } from "./byte-level.ts";
import { stepsOf } from "./check-tokenizer.ts";
import type { Config } from "./hub-tokenizers.ts";
import type { DecodeStream } from "./types.ts";

/** What bytes that are no whole character decode to. */
const INCOMPLETE = "\ufffd";
/** Ids that are decoded again with each new one: more than one character has bytes. */
const WINDOW = 16;

/** A stream over `decode`, which must give for some ids the text that they have in the middle of others, but for its beginning. */
export function makeDecodeStream(decode: (ids: readonly number[]) => string): DecodeStream {
  let ids: number[] = [];
  /** What `ids` gave before the last ones, which are held back. */
  let said = "";
  const news = (text: string) => (text.startsWith(said) ? text.slice(said.length) : "");
  return {
    push(id) {
      ids.push(id);
      const text = decode(ids);
      if (text.endsWith(INCOMPLETE) || text.length <= said.length) return "";
      const added = news(text);
      said = text;
      if (ids.length > 2 * WINDOW) {
        ids = ids.slice(-WINDOW);
        said = decode(ids);
      }
      return added;
    },
    end() {
      const rest = ids.length === 0 ? "" : news(decode(ids));
      ids = [];
      said = "";
      return rest;
    },
  };
}

const isByteLevel = (config: Config | null): boolean =>
  config?.type === "ByteLevel" ||
  (config?.type === "Sequence" && stepsOf(config, "decoders").some((step) => isByteLevel(step)));

function textOfBytes(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes);
  return text.includes(INCOMPLETE) ? Array.from(bytes, nameOfByte).join("") : text;
}

/** What one piece stands for, for people. @param prefix of pieces that go on with a word */
export function makePieceText(decoder: Config | null, prefix: string): (piece: string) => string {
  if (isByteLevel(decoder))
    return (piece) => {
      const bytes = bytesOfPiece(piece);
      return bytes ? textOfBytes(bytes) : piece;
    };
  return (piece) => {
    const byte = byteOfName(piece);
    if (byte !== null) return byte < 0x80 ? String.fromCharCode(byte) : piece;
    const text = prefix && piece.startsWith(prefix) ? piece.slice(prefix.length) : piece;
    return text.replaceAll("▁", " ").replace(/<\/w>$/, " ");
  };
}
