import { describe, expect, it } from "vitest";
import { columns, fit, printable } from "../../../web/cli/width.ts";

describe("columns", () => {
  it.each([
    ["", 0],
    ["apple", 5],
    ["苹果", 4],
    ["ｆｕｌｌ", 8],
    ["。", 2],
    ["한국", 4],
    ["n\u0303o", 2],
    ["é", 1],
    ["👍🏽", 2],
    ["👩‍👩‍👧", 2],
    ["❤️", 2],
    ["\u0301", 0],
    ["\u200D", 0],
    ["नि", 1],
  ])("of %j are %i", (text, width) => {
    expect(columns(text)).toBe(width);
  });
});

describe("fit", () => {
  it("pads wide and combined characters to the same column", () => {
    for (const text of ["", "我", "ñ", "apple", "👩‍👩‍👧"]) expect(columns(fit(text, 8))).toBe(8);
  });

  it("cuts what is too long and says so", () => {
    expect(fit("antidisestablishment", 8)).toBe("antidis…");
    expect(fit("我喜欢吃苹果", 6)).toBe("我喜… ");
  });
});

describe("printable", () => {
  it("shows control characters instead of sending them to the terminal", () => {
    expect(printable("a\u001B[31mb\n\u007F\u009B")).toBe("a␛[31mb␊␡\uFFFD");
  });

  it("replaces lone surrogates and direction overrides", () => {
    expect(printable("\uD83D x \u202E")).toBe("\uFFFD x \uFFFD");
  });

  it("isolates right-to-left words", () => {
    expect(printable("שלום")).toBe("\u2068שלום\u2069");
  });
});
