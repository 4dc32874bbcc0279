import { expect, it } from "vitest";
import { visibleText } from "../../../web/widget/views/text.ts";

it.each([
  ["", "∅"],
  ["  ", "␣␣"],
  ["\t", "⇥"],
  ["\n\n", "↵↵"],
  [" \n", "␣↵"],
  ["\u3000", "␣"],
  ["a\nb", "a↵b"],
  ["\u0001", "␁"],
  ["\u200d", "U+200D"],
  ["👩‍👧", "👩‍👧"],
  ["cat", "cat"],
])("shows %j as %s", (text, shown) => expect(visibleText(text)).toBe(shown));
