import { expect, it } from "vitest";
import { visibleText } from "../../../web/widget/views/text.ts";

it.each([
  ["", "∅"],
  ["  ", "␣␣"],
  ["\t", "␉"],
  ["\u200d", "U+200D"],
  ["👩‍👧", "👩‍👧"],
  ["cat", "cat"],
])("shows %j as %s", (text, shown) => expect(visibleText(text)).toBe(shown));
