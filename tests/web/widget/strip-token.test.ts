import { nothing } from "lit";
import { expect, it } from "vitest";
import { widgetStrings } from "../../../web/i18n/widget.ts";
import { tokenText } from "../../../web/widget/views/strip-token.ts";
import { stripNote } from "../../../web/widget/views/strip-table.ts";

const { view } = widgetStrings("en");
const token = { text: "blorp", known: false, special: false, language: null };
const piece = { ...token, piece: "[UNK]" };

it("says of an unknown word that it has no vector, and of a transformer’s piece only that it is unknown", () => {
  expect(tokenText([token], 0, view).note).toBe(view.unknown);
  expect(tokenText([piece], 0, view).note).toBe(view.unknownPiece);
});

it("says so under the strip too", () => {
  const note = (list: (typeof token)[]) => stripNote(0, list, widgetStrings("en"));
  expect(note([token])).toHaveProperty("values", [view.unknownNote(1)]);
  expect(note([piece])).toHaveProperty("values", [view.unknownPieceNote]);
  expect(note([{ ...token, known: true }])).toBe(nothing);
});
