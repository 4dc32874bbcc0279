/** Tokens of a text that was partly set by hand: the stretches between are segmented by the engine. */
import { AttentionError } from "../../engine/errors.ts";
import type { Segmenter } from "../../text/segment.ts";
import type { Engine, VectorsHandle } from "../../engine/types.ts";
import { isToken, type Piece } from "../state/pieces.ts";
import { Recent } from "./recent.ts";

interface How {
  segmenter: Segmenter;
  vectors: VectorsHandle | null;
  signal: AbortSignal;
}

/** Of a text that is being typed all stretches but one stay the same. */
const maxKept = 200;

export class Segmented {
  readonly #kept = new Recent<readonly string[]>(maxKept);

  /** @throws AttentionError; DOMException AbortError */
  async tokens(engine: Engine, pieces: readonly Piece[], how: How): Promise<string[]> {
    const tokens: string[] = [];
    for (const piece of pieces) {
      if (isToken(piece)) tokens.push(piece);
      else tokens.push(...(await this.#stretch(engine, piece[0], how)));
    }
    return tokens;
  }

  async #stretch(engine: Engine, text: string, { segmenter, vectors, signal }: How): Promise<readonly string[]> {
    const key = JSON.stringify([text, segmenter, vectors?.hash ?? null]);
    const kept = this.#kept.get(key);
    if (kept) return kept;
    const tokens = await segment(engine, text, { segmenter, signal, ...(vectors && { vectors }) });
    this.#kept.set(key, tokens);
    return tokens;
  }
}

/** Between two tokens there may be nothing that makes one, as a lone invisible character. */
async function segment(engine: Engine, text: string, args: Parameters<Engine["play"]>[1]): Promise<string[]> {
  try {
    const run = await engine.play(text, args);
    return run.tokens.map((token) => token.text);
  } catch (error) {
    if (error instanceof AttentionError && error.code === "empty_text") return [];
    throw error;
  }
}
