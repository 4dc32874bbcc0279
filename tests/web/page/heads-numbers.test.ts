import { describe, expect, it, vi } from "vitest";
import { en } from "../../../web/i18n/en.ts";
import { zh } from "../../../web/i18n/zh.ts";
import type { HeadSummary } from "../../../web/engine/model-types.ts";
import { hiddenKeys, pairNumbers } from "../../../web/page/model/heads/head-numbers.ts";
import { changedHeads, formatFound, headFacts, spokenHead } from "../../../web/page/model/heads/head-words.ts";
import { Latest, Remembered } from "../../../web/page/model/heads/latest.ts";

const words = en.page.model.heads;

describe("what every head gives a pair", () => {
  /** Two heads, the rows of which sum to 1. */
  const weights = [
    [
      [0.5, 0.25, 0.25],
      [0.25, 0.5, 0.25],
    ],
    [
      [1, 0, 0],
      [0.5, 0.25, 0.25],
    ],
  ];
  const run = {
    pairWeights: ({ query, key }: { query: number; key: number }) =>
      Promise.resolve({ shape: [1, 2], data: Float32Array.from(weights, (head) => head[query]![key]!) }),
  };
  const numbers = async (queries: number[], keys: number[], hidden: number[] = []) => [
    ...(await pairNumbers(run, "self", { queries, keys, hidden })),
  ];

  it("is the weight itself", async () => expect(await numbers([1], [2])).toEqual([0.25, 0.25]));

  it("of words is the mean over the query's pieces, the sum over the key's", async () =>
    expect(await numbers([0, 1], [1, 2])).toEqual([0.625, 0.25]));

  it("counts only what is not hidden, and is 0 where nothing is left", async () =>
    expect(await numbers([0], [1], [0])).toEqual([0.5, 0]));

  it("leaves out special tokens or the first one", () => {
    const token = (special: boolean) => ({ special });
    const texts = { tokens: [true, false, true].map(token), decoderTokens: [false, true].map(token) } as never;
    expect(hiddenKeys(texts, "self", "none")).toEqual([]);
    expect(hiddenKeys(texts, "self", "sink")).toEqual([0]);
    expect(hiddenKeys(texts, "cross", "special")).toEqual([0, 2]);
    expect(hiddenKeys(texts, "decoder", "special")).toEqual([1]);
  });
});

describe("what follows from keys", () => {
  it("is made again only for other keys", () => {
    const remembered = new Remembered<object>();
    const first = remembered.get([1, "a"], () => ({}));
    expect(remembered.get([1, "a"], () => ({}))).toBe(first);
    expect(remembered.get([1, "b"], () => ({}))).not.toBe(first);
  });

  it("keeps the former value until the latest is there, whatever answers late", async () => {
    const changed = vi.fn();
    const latest = new Latest<string>(changed);
    const answers: ((value: string) => void)[] = [];
    const ask = () => new Promise<string>((resolve) => answers.push(resolve));
    latest.want(["a"], ask);
    latest.want(["a"], ask);
    expect(answers).toHaveLength(1);
    answers[0]!("A");
    await vi.waitFor(() => expect(latest.value).toBe("A"));
    latest.want(["b"], ask);
    latest.want(["c"], ask);
    answers[2]!("C");
    await vi.waitFor(() => expect(latest.value).toBe("C"));
    answers[1]!("B");
    await Promise.resolve();
    expect(latest.value).toBe("C");
    expect(changed).toHaveBeenCalledTimes(2);
  });

  it("is asked for again after a failure", async () => {
    const latest = new Latest<string>(() => undefined);
    const ask = vi.fn().mockRejectedValueOnce(new Error("gone")).mockResolvedValueOnce("there");
    latest.want(["a"], ask);
    await vi.waitFor(() => {
      latest.want(["a"], ask);
      expect(latest.value).toBe("there");
    });
    expect(ask).toHaveBeenCalledTimes(2);
  });
});

describe("how a head is spoken of", () => {
  const summary: HeadSummary = {
    ...{ kind: "self", layer: 8, head: 3, entropy: 1.234, meanDistance: 2.04 },
    ...{ first: 0.1, self: 0.05, previous: 0.7, next: 0.001, special: 0 },
  };
  const place = { layer: 8, head: 3 };

  it("by its place, its entropy, what it mostly looks at, and whether it is on", () => {
    expect(spokenHead(place, summary, 1, words)).toBe("Head 8.3, entropy 1.23 nats, previous token 0.70");
    expect(spokenHead(place, undefined, 0, words)).toBe("Head 8.3, switched off");
    expect(spokenHead(place, undefined, 0.5, words)).toBe("Head 8.3, ×0.5");
  });

  it("by all of its numbers", () => {
    expect(headFacts(summary, words).map(({ name, value }) => `${name} ${value}`)).toEqual([
      ...["entropy 1.23 nats", "mean distance 2.0 tokens", "previous token 0.70", "same token 0.05"],
      ...["next token <.01", "first token 0.10", "special tokens 0"],
    ]);
  });

  it("says what was found in its unit", () => {
    expect(formatFound("previous", 0.404, words)).toBe("0.40");
    expect(formatFound("broad", 2.5, words)).toBe("2.50 nats");
  });

  it("says which heads are changed, in either language", () => {
    const scales = [
      { layer: 4, head: 0, scale: 0 },
      { layer: 7, head: 8, scale: 0 },
      { layer: 1, head: 2, scale: 0.5, kind: "cross" as const },
    ];
    expect(changedHeads(scales, words)).toBe(
      "Off: 4.0, 7.8. Scaled: cross 1.2 ×0.5. Everything after them is recomputed.",
    );
    expect(changedHeads(scales.slice(0, 1), zh.page.model.heads)).toBe("已关闭：4.0。它们之后的一切都已重新计算。");
  });
});
