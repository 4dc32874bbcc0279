/** A head computed from word vectors, for an element to draw. */
import type { Engine } from "../engine/types.ts";
import { type Read, readOptions, readText } from "./play-attributes.ts";
import type { Played, Working } from "./played.ts";

export interface WordsAsked {
  read: Read;
  head: number;
  getEngine: () => Promise<Engine>;
  signal: AbortSignal;
  tell: (working: Working) => void;
}

/** @throws AttentionError; AbortError */
export async function playWords({ read, head: asked, getEngine, signal, tell }: WordsAsked): Promise<Played> {
  const [text, options] = [readText(read), readOptions(read)];
  const engine = await getEngine();
  const { preloadFor } = await import("./shared-engine.ts");
  const texts = ["text", "tokens", "against", "pair"].map((name) => read(name) ?? "");
  await preloadFor(engine, texts.join("\n"), tell);
  signal.throwIfAborted();
  tell("computing");
  const run = await engine.play(text, { ...options, signal });
  const { tokens, keyTokens, options: resolved, nHeads, nLayers } = run;
  const head = Math.min(asked, nHeads - 1);
  const data = { ...(await run.attention({ head })), tokens, keyTokens, over: resolved.over };
  const heads = Array.from({ length: nHeads }, (_, index) => ({ layer: 0, head: index }));
  return {
    run,
    board: { data, options: resolved, nLayers, heads },
    shownHead: head,
    explain: async (pair) => ({ explanation: await run.explain({ head, ...pair }), data, place: null }),
  };
}
