import { describe, expect, it } from "vitest";
import { model as en } from "../../../web/i18n/page-model.en.ts";
import { viewChoices } from "../../../web/page/model/view-bar/choices.ts";
import { viewNotes, type Noted } from "../../../web/page/model/view-bar/note.ts";
import { blankModel } from "../../../web/page/state/model-state.ts";

const token = (word: number | null, segment?: "a" | "b") => ({
  special: word === null,
  word,
  ...(segment && { segment }),
});
const pair = [token(null), token(0, "a"), token(0, "a"), token(null), token(1, "b"), token(null)];

describe("what can be chosen", () => {
  it("is everything for two texts of pieces", () =>
    expect(viewChoices(pair, "self")).toEqual({
      combine: ["head", "value", "mean", "max", "rollout"],
      hide: ["none", "special", "sink"],
      part: ["all", "aa", "ab", "ba", "bb"],
      words: true,
    }));
  it("has no part of one text, no special tokens and no words where there are none", () => {
    const choices = viewChoices([token(0), token(1)], "self");
    expect([choices.hide, choices.part, choices.words]).toEqual([["none", "sink"], [], false]);
  });
  it("has no rollout between two stacks", () => expect(viewChoices(pair, "cross").combine).not.toContain("rollout"));
});

describe("what the picture says", () => {
  const say = (state: Partial<Noted["state"]>, more: Partial<Noted> = {}) =>
    viewNotes(
      {
        state: { ...blankModel, ...state },
        choices: viewChoices(pair, "self"),
        layer: 8,
        head: 3,
        counts: { nLayers: 12, nHeads: 2 },
        first: "<s>",
        ...more,
      },
      en.views,
    ).join(" ");
  it("is nothing of one whole head", () => expect(say({})).toBe(""));
  it("is that tokens are hidden and what was done to the rest", () => {
    expect(say({ hide: "special" })).toBe("Special tokens hidden; the rest of each row sums to 1.");
    expect(say({ hide: "sink" })).toBe("First token <s> hidden; the rest of each row sums to 1.");
  });
  it("claims no sum of maxima", () =>
    expect(say({ combine: "max", hide: "special" })).toBe(
      "The largest weight of all 2 heads of layer 8: rows need not sum to 1. Special tokens hidden.",
    ));
  it("names few picked heads and counts many", () => {
    const picks = Array.from({ length: 7 }, (_, layer) => ({ layer, head: 0 }));
    expect(say({ combine: "mean", picks: picks.slice(0, 2) })).toBe("The mean over heads 0.0, 1.0.");
    expect(say({ combine: "mean", picks })).toBe("The mean over 7 picked heads.");
  });
  it("is silent about what has no effect", () => {
    const choices = viewChoices([token(0), token(1)], "self");
    expect(say({ hide: "special", part: "ab", words: true }, { choices })).toBe("");
  });
});
