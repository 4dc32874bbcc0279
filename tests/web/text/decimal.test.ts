import { expect, test } from "vitest";
import { parseDecimal } from "../../../web/text/decimal.ts";

const parse = (text: string) => {
  const bytes = new TextEncoder().encode(`x${text}x`);
  return parseDecimal(bytes, 1, bytes.length - 1);
};

test.each(["", "-", "+", ".", "-.", "e5", "1e", "1e+", "1x", "1.2.3", "--1", "nan", "inf", "0x10", "１", "1 2"])(
  "%j is not a number",
  (text) => expect(parse(text)).toBeNaN(),
);

test.each([
  "0",
  "-0",
  "0.0",
  "1",
  "+1.5",
  "1.",
  ".5",
  "-.25",
  "0.418",
  "-0.24968",
  "1e5",
  "1E-5",
  "-3.1e+2",
  "000000000000000000000000012.5",
  "123456789012345",
  "0.1234567890123456789",
  "9007199254740993",
  "2.2250738585072014e-308",
  "1e400",
  "1e-400",
  "1e22",
  "1e23",
  "7.038531e-26",
])("%s is what Number makes of it", (text) => expect(parse(text)).toBe(Number(text)));

test("random decimals of every length are what Number makes of them", () => {
  let seed = 7;
  const next = (n: number) => (seed = (seed * 48271) % 2147483647) % n;
  const digits = (n: number) => Array.from({ length: n }, () => next(10)).join("");
  for (let round = 0; round < 20_000; ++round) {
    const exponent = next(3) === 0 ? `e${next(60) - 30}` : "";
    const text = `${next(2) ? "-" : ""}${digits(next(20))}.${digits(1 + next(20))}${exponent}`;
    expect(parse(text)).toBe(Number(text));
  }
});
