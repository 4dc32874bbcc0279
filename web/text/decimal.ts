/** Decimal numbers read from bytes: `Number(text)` to the bit, without making a string of each of a hundred million of them. */

const ZERO = 0x30;
const NINE = 0x39;
const PLUS = 0x2b;
const MINUS = 0x2d;
const DOT = 0x2e;
const LOWER_E = 0x65;
const LOWER_CASE_BIT = 0x20;

/** A whole number of so many digits and a power of ten up to 22 are exact, so that one division rounds correctly. */
const MAX_EXACT_DIGITS = 15;
const MAX_EXACT_POWER = 22;
const powersOfTen = Float64Array.from({ length: MAX_EXACT_POWER + 1 }, (_, power) => Number(`1e${power}`));

const isDigit = (byte: number | undefined): byte is number => byte !== undefined && byte >= ZERO && byte <= NINE;

function digitsEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && isDigit(bytes[at])) ++at;
  return at;
}

/** The exponent in start … end ("e-5"), 0 when there is none, NaN when it is no exponent. */
function parseExponent(bytes: Uint8Array, start: number, end: number): number {
  if (start === end) return 0;
  if ((bytes[start]! | LOWER_CASE_BIT) !== LOWER_E) return NaN;
  const sign = bytes[start + 1];
  const digits = start + (sign === PLUS || sign === MINUS ? 2 : 1);
  if (digits >= end || digitsEnd(bytes, digits, end) !== end) return NaN;
  let exponent = 0;
  for (let at = digits; at < end; ++at) exponent = exponent * 10 + bytes[at]! - ZERO;
  return sign === MINUS ? -exponent : exponent;
}

const slowly = (bytes: Uint8Array, start: number, end: number) =>
  Number(String.fromCharCode(...bytes.subarray(start, end)));

/** The number in bytes start … end; NaN when they are not a number (also for "nan" and "inf"). */
export function parseDecimal(bytes: Uint8Array, start: number, end: number): number {
  const isNegative = bytes[start] === MINUS;
  const whole = isNegative || bytes[start] === PLUS ? start + 1 : start;
  const point = digitsEnd(bytes, whole, end);
  const fraction = point < end && bytes[point] === DOT ? point + 1 : point;
  const exponentStart = fraction > point ? digitsEnd(bytes, fraction, end) : point;
  if (point === whole && exponentStart <= fraction) return NaN;
  const written = parseExponent(bytes, exponentStart, end);
  if (Number.isNaN(written)) return NaN;

  let mantissa = 0;
  let nDigits = 0;
  for (let at = whole; at < exponentStart; ++at) {
    if (at === point) continue;
    mantissa = mantissa * 10 + bytes[at]! - ZERO;
    if (mantissa > 0) ++nDigits;
  }
  const power = written - (exponentStart - fraction);
  if (nDigits > MAX_EXACT_DIGITS || power > MAX_EXACT_POWER || power < -MAX_EXACT_POWER)
    return slowly(bytes, start, end);
  const size = power < 0 ? mantissa / powersOfTen[-power]! : mantissa * powersOfTen[power]!;
  return isNegative ? -size : size;
}
