import { describe, expect, it } from "vitest";
import { formatStateFile, readStateFile } from "../../../web/page/state/file.ts";
import { blankState, withOptions } from "../../../web/page/state/play-state.ts";

const longText = "word ".repeat(5000);

const byHand = { start: null, end: null, known: true, special: false, language: null };

describe("a screen as a file", () => {
  it("comes back the same, however long", () => {
    const state = withOptions({ ...blankState, text: longText, query: 3 }, { score: "cosine", mask: { window: 2 } });
    expect(readStateFile(formatStateFile(state), blankState)).toEqual({ state, hasText: true, problems: [] });
  });

  it("can be a run that was exported", () => {
    const token = (text: string) => ({ text, start: null, end: null, known: true, special: false, language: null });
    const head = { layer: 0, head: 0, weights: [1, 0, 0, 1], scores: [0, 0, 0, 0], maskedScores: [0, 0, 0, 0] };
    const run = {
      ...{
        format: "attention-run",
        version: 1,
        text: "a b",
        options: { score: "dot" },
        tokens: [token("a"), token("b")],
      },
      ...{ nLayers: 1, nHeads: 1, heads: [head], query: 1, key: 0 },
    };
    const { state, problems } = readStateFile(JSON.stringify(run), blankState);
    expect(problems).toEqual([]);
    expect(state).toMatchObject({ text: "a b", query: 1, key: 0, options: { score: "dot" } });
  });

  it("keeps the tokens of a run that were set by hand", () => {
    const tokens = ["New York", "_x"].map((text) => ({ ...byHand, text }));
    const head = { layer: 0, head: 0, weights: [1, 0, 0, 1], scores: [0, 0, 0, 0], maskedScores: [0, 0, 0, 0] };
    const run = { format: "attention-run", version: 1, options: {}, tokens, nLayers: 1, nHeads: 1, heads: [head] };
    const { state } = readStateFile(JSON.stringify(run), blankState);
    expect(state).toMatchObject({ text: "New York _x", tokens: ["New York", "_x"] });
  });

  it("says so when a run comes from a newer version, and takes its text", () => {
    const { state, problems } = readStateFile('{"format":"attention-run","version":9,"text":"hi"}', blankState);
    expect(problems).toEqual([{ kind: "newer_version", version: "9" }]);
    expect(state.text).toBe("hi");
  });

  it.each(["", "{", "null", "[]", '{"format":"something else"}', '{"format":"attention-run","version":1}'])(
    "is refused when it is %j",
    (text) => {
      expect(readStateFile(text, blankState)).toEqual({
        state: blankState,
        hasText: false,
        problems: [{ kind: "not_a_state" }],
      });
    },
  );

  it("names the fields that cannot be read", () => {
    const file = JSON.stringify({ format: "attention-play", state: { v: "1", text: "hi", over: 7 } });
    expect(readStateFile(file, blankState).problems).toEqual([{ kind: "bad_value", name: "over", value: "7" }]);
  });
});
