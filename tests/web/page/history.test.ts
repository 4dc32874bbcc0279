import { expect, it } from "vitest";
import { burstMilliseconds, HistoryPolicy, type ChangeKind } from "../../../web/page/state/history.ts";

const entries = (...changes: [ChangeKind, number][]) => {
  const policy = new HistoryPolicy();
  return changes.map(([kind, time]) => policy.entryFor(kind, time));
};

it("gives every pick its own entry", () => {
  expect(entries(["pick", 0], ["pick", 1], ["pick", 2])).toEqual(["push", "push", "push"]);
});

it("makes one entry of a burst of typing", () => {
  const pause = burstMilliseconds;
  expect(entries(["typing", 0], ["typing", 200], ["typing", 900], ["typing", 900 + pause])).toEqual([
    "push",
    "replace",
    "replace",
    "push",
  ]);
});

it("starts anew when a pick comes between edits", () => {
  expect(entries(["typing", 0], ["pick", 10], ["typing", 20])).toEqual(["push", "push", "push"]);
});

it("never makes an entry for language or theme, nor lets them end a burst", () => {
  expect(entries(["typing", 0], ["look", 10], ["typing", 20])).toEqual(["push", "replace", "replace"]);
});

it("starts a new entry after going back", () => {
  const policy = new HistoryPolicy();
  policy.entryFor("typing", 0);
  policy.reset();
  expect(policy.entryFor("typing", 10)).toBe("push");
});
