import { describe, expect, it } from "vitest";
import { attributeOf, optionAttributes, readOptions, readText } from "../../../web/widget/play-attributes.ts";
import { findToken } from "../../../web/widget/find-token.ts";
import { widgetStrings } from "../../../web/i18n/widget.ts";

const reader = (attributes: Record<string, string>) => (name: string) => attributes[name] ?? null;
const read = (attributes: Record<string, string>) => readOptions(reader(attributes));

describe("the playground's attributes", () => {
  it("are the options in kebab case", () => {
    expect(attributeOf("nHeads")).toBe("n-heads");
    expect(optionAttributes).toContain("top-k");
    expect(optionAttributes).not.toContain("vectors");
  });
  it("are read as the options' types", () => {
    expect(read({ "n-heads": "4", mask: "window:2", residual: "", temperature: "0.5" })).toEqual({
      nHeads: 4,
      mask: { window: 2 },
      residual: true,
      temperature: 0.5,
    });
  });
  it("leave out what is not set", () => expect(read({})).toEqual({}));
  it("take words set by hand in place of a text", () => {
    expect(readText(reader({ text: "a b" }))).toBe("a b");
    expect(readText(reader({ text: "a b", tokens: '["a b"]' }))).toEqual({ tokens: ["a b"] });
    expect(read({ against: '["a b"]', pair: "c" })).toEqual({ against: { tokens: ["a b"] }, pair: "c" });
    expect(() => readText(reader({ tokens: "a b" }))).toThrow(/tokens must be a list/);
  });
  it("refuse what the option does not know", () => expect(() => read({ score: "magic" })).toThrow(/score must be/));
  it("say how a mask is written as an attribute, and quote what was", () =>
    expect(() => read({ mask: "window:x" })).toThrow(/window:W .*not "window:x"/));
});

describe("findToken", () => {
  const tokens = ["The", "cat", "sat", "the", "2"].map((text) => ({
    text,
    known: true,
    special: false,
    language: null,
  }));
  const words = widgetStrings("en");
  it("finds a word as it is typed, or else in another case", () => {
    expect(findToken(tokens, "the", words)).toEqual({ index: 3 });
    expect(findToken(tokens, "CAT", words)).toEqual({ index: 1 });
  });
  it("takes a number for a word before it takes it for an index", () => {
    expect(findToken(tokens, "2", words)).toEqual({ index: 4 });
    expect(findToken(tokens, "3", words)).toEqual({ index: 3 });
  });
  it("takes a number behind # for an index, whatever words there are", () => {
    expect(findToken(tokens, "#2", words)).toEqual({ index: 2 });
  });
  it("says which indices a repeated word has", () => {
    expect(findToken(tokens, "THE", words)).toEqual({ problem: expect.stringContaining("0, 3") as string });
  });
  it("says that a word is not there", () =>
    expect(findToken(tokens, "dog", words)).toEqual({ problem: "There is no token “dog” in the text." }));
});
