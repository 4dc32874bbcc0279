/** Only the last thing that was wanted is shown, however the engine's answers come in. */
import { describe, expect, it, vi } from "vitest";
import { defaults } from "../../../web/engine/options.ts";
import type { AttentionRun, Engine, PlayArguments, PlayInput } from "../../../web/engine/types.ts";
import type { PageEngine } from "../../../web/page/run/engine.ts";
import type { Recipe } from "../../../web/page/run/recipe.ts";
import { Runner } from "../../../web/page/run/runner.ts";
import { blankState } from "../../../web/page/state/play-state.ts";

interface Call {
  text: string;
  signal: AbortSignal;
  answer(): void;
  fail(error: Error): void;
}

/** An engine that answers when the test says so. */
function slowEngine() {
  const calls: Call[] = [];
  const play = (input: PlayInput, { signal }: PlayArguments = {}) =>
    new Promise<AttentionRun>((resolve, reject) => {
      const text = input as string;
      const weights = Float32Array.of(1);
      const attention = () =>
        Promise.resolve({ nQueries: 1, nKeys: 1, scores: weights, maskedScores: weights, weights });
      const tokens = [{ text, start: 0, end: 1, known: true, special: false, language: null }];
      const options = { ...defaults };
      const run = { tokens, keyTokens: tokens, nLayers: 1, nHeads: 1, options, attention } as unknown as AttentionRun;
      calls.push({ text, signal: signal!, answer: () => resolve(run), fail: reject });
    });
  const engine = { get: () => Promise.resolve({ play } as unknown as Engine), want: () => Promise.resolve() };
  return { calls, engine: engine as unknown as PageEngine };
}

const closed = { vectors: null, model: null };
const recipe = (text: string): Recipe => ({ ...blankState, text });

function start() {
  const { calls, engine } = slowEngine();
  const changed = vi.fn();
  const runner = new Runner(engine, { changed, explained: () => undefined, replaced: () => undefined });
  const want = async (text: string) => {
    runner.want(recipe(text), closed);
    await vi.waitFor(() => expect(calls.at(-1)?.text).toBe(text));
  };
  return { runner, calls, changed, want, shown: () => runner.picture?.recipe.text };
}

describe("the runner", () => {
  it("cancels what is no longer wanted, and never shows its late answer", async () => {
    const { runner, calls, changed, want, shown } = start();
    await want("a");
    await want("ab");
    const [first, second] = calls;
    expect([first?.signal.aborted, second?.signal.aborted]).toEqual([true, false]);
    second?.answer();
    await vi.waitFor(() => expect(shown()).toBe("ab"));
    first?.answer();
    await new Promise((resolve) => setTimeout(resolve));
    expect(shown()).toBe("ab");
    expect(changed).toHaveBeenCalledTimes(1);
    expect(runner.busy).toBe(false);
  });

  it("keeps the last picture while the next one is on its way, and when that fails", async () => {
    const { runner, calls, want, shown } = start();
    await want("a");
    calls[0]?.answer();
    await vi.waitFor(() => expect(shown()).toBe("a"));
    await want("b");
    expect(shown()).toBe("a");
    calls[1]?.fail(new Error("no"));
    await vi.waitFor(() => expect(runner.problem).not.toBeNull());
    expect(shown()).toBe("a");
  });

  it("says nothing of the failure of what is no longer wanted", async () => {
    const { runner, calls, want } = start();
    await want("a");
    await want("b");
    calls[0]?.fail(new Error("no"));
    await new Promise((resolve) => setTimeout(resolve));
    expect(runner.problem).toBeNull();
  });

  it("shows at once what it still has, without asking again", async () => {
    const { runner, calls, want, shown } = start();
    for (const text of ["a", "b"]) {
      await want(text);
      calls.at(-1)?.answer();
      await vi.waitFor(() => expect(shown()).toBe(text));
    }
    runner.want(recipe("a"), closed);
    expect(shown()).toBe("a");
    expect(calls).toHaveLength(2);
  });
});
