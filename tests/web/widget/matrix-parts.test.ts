import { expect, it } from "vitest";
import { view } from "../../../web/i18n/view.en.ts";
import { view as viewZh } from "../../../web/i18n/view.zh.ts";
import { widgetZh } from "../../../web/i18n/widget-zh.ts";
import { widgetStrings } from "../../../web/i18n/widget.ts";
import { axesText, beyondText } from "../../../web/widget/views/matrix-parts.ts";

const english = widgetStrings("en");

it("says what goes beyond the colours, and nothing where nothing does", () => {
  const beyond = { words: 0.27, names: ["<s>", " "], most: 0.49 };
  expect(beyondText({ max: 0.0852, beyond }, english)).toBe("beyond 0.085: words up to 0.27; <s>, ␣ up to 0.49");
  expect(beyondText({ max: 0.0852, beyond }, widgetZh)).toBe("超出 0.085：词 最高 0.27；<s>、␣ 最高 0.49");
  expect(beyondText({ max: 0.3, beyond: { ...beyond, words: 0 } }, english)).toBe("beyond 0.30: <s>, ␣ up to 0.49");
  expect(beyondText({ max: 0.3, beyond: { ...beyond, names: [] } }, english)).toBe("beyond 0.30: words up to 0.27");
  expect(beyondText({ max: 0.3, beyond: null }, english)).toBe("");
});

it("names no more than three", () =>
  expect(beyondText({ max: 0.3, beyond: { words: 0, names: ["a", "b", "c", "d"], most: 1 } }, english)).toBe(
    "beyond 0.30: a, b, c, … up to 1.00",
  ));

it("says what weights sum to, and that of no other numbers", () => {
  expect(axesText({ show: "weights", over: "keys" }, view)).toBe("rows: query · columns: key · each row sums to 1");
  expect(axesText({ show: "scores", over: "keys" }, viewZh)).toBe("行：查询 · 列：键");
});
