const FRACTION_BITS = 16;

/**
 * 2¹⁶ · log₂ n, rounded down, for a whole number n from 1 to 2⁵³.
 *
 * `Math.log` differs between engines in the last bits. This one halves and squares, which IEEE 754 fixes to the bit, so
 * the same text is segmented alike everywhere; sums of these whole numbers are exact.
 */
export function log2Fixed(n: number): number {
  let mantissa = n;
  let log = 0;
  for (; mantissa >= 2; mantissa /= 2) log += 1;
  for (let bit = 0; bit < FRACTION_BITS; ++bit) {
    mantissa *= mantissa;
    log *= 2;
    if (mantissa >= 2) {
      mantissa /= 2;
      log += 1;
    }
  }
  return log;
}
