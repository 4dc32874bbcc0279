/** The elements where others make them: frameworks that set properties, pages with their own way to be dark. */
import { describe, expect, it } from "vitest";
import { AttentionPlaygroundElement } from "../../../web/widget/attention-playground.ts";
import { AttentionViewElement } from "../../../web/widget/attention-view.ts";
import { isLight } from "../../../web/widget/is-light.ts";

function propertyOf(element: object, name: string): PropertyDescriptor | undefined {
  for (let at: object | null = element; at; at = Object.getPrototypeOf(at) as object | null) {
    const found = Object.getOwnPropertyDescriptor(at, name);
    if (found) return found;
  }
  return undefined;
}

describe("a framework that finds a property of an attribute's name", () => {
  it.each([AttentionPlaygroundElement, AttentionViewElement])("can write it: %o", (element) => {
    const names = element.observedAttributes;
    expect(names).toContain("head");
    const fixed = names.filter((name) => {
      const found = propertyOf(element.prototype, name);
      return found && !found.set;
    });
    expect(fixed).toEqual([]);
  });
  it("may write a number as text", () => {
    const element = new AttentionPlaygroundElement();
    Object.assign(element, { head: "2", layer: "1" });
    expect([element.head, element.layer]).toEqual([2, 1]);
  });
});

describe("isLight", () => {
  it.each([
    "rgb(255, 255, 255)",
    "rgba(255, 255, 245, 0.86)",
    "rgb(163, 171, 186)",
    "color(srgb 0.9 0.9 0.9)",
    "color(display-p3 0.9 0.9 0.9)",
    "oklch(0.9 0.02 80)",
    "lab(92.1 0 0 / 0.8)",
  ])("is true of %s", (color) => expect(isLight(color)).toBe(true));
  it.each([
    "rgb(0, 0, 0)",
    "rgba(0, 0, 0, 0.87)",
    "rgb(62, 67, 73)",
    "color(srgb 0.1 0.1 0.1)",
    "oklab(0.3 0.01 0.02)",
    "lch(30 4 80)",
    "",
  ])("is false of %j", (color) => expect(isLight(color)).toBe(false));
});
