import { expect, it } from "vitest";
import { widgetStrings } from "../../../web/i18n/widget.ts";
import { pairShown } from "../../../web/render/pairs-behind.ts";
import { stepsNotes, type StepsPlace } from "../../../web/widget/views/steps-notes.ts";
import { viewOf } from "../render/sample.ts";

const data = viewOf("un bel it", Array(3).fill([0.3, 0.3, 0.4]) as number[][]);
const each = [[0], [1], [2]];
const plain: StepsPlace = { layer: 4, head: 2, isCombined: false, isHiding: false, queries: each, keys: each };
const say = (place: Partial<StepsPlace>) =>
  stepsNotes({ ...plain, ...place }, { query: 1, key: 2 }, data, widgetStrings("en"));

it("says nothing where the steps are those of the picture", () => expect(say({})).toEqual([]));

it("says which head, which pieces and which tokens the steps are of", () => {
  expect(say({ isCombined: true })).toEqual(["These are the steps of head 4.2 alone."]);
  expect(say({ queries: [[0, 1], [2]] })).toEqual([
    "Of the pieces of both words, bel → it has the largest weight: these are its steps.",
  ]);
  expect(say({ isHiding: true })).toEqual(["With all tokens: the weight is the model’s own."]);
});

it("finds the shown pair of a run’s own, where it is shown", () => {
  const groups = { queries: [[0, 1], [2]], keys: [[1], [2]] };
  expect(pairShown(groups, { query: 1, key: 2 })).toEqual({ query: 0, key: 1 });
  expect(pairShown(groups, { query: 1, key: 0 })).toBeNull();
});
