#pragma once

#include "simd.h"

/// The elementary functions, ours so that they have the same bits on every target; libm's do not.
///
/// A scalar is the first lane of a batch, so both forms agree bit for bit. The errors are the largest found by
/// tests/core/math_test.cpp against float64; 1 ulp is the distance of neighbouring floats at the result. The
/// coefficients come from core/tools/fit_polynomials.py.
namespace attn::math {

/// c0 + c1 x + c2 x² + …
template <std::size_t n>
Batch polynomial(Batch x, const float (&coefficients)[n]) {
  Batch y(coefficients[n - 1]);
  for (std::size_t i = n - 1; i-- > 0;) y = mul_add(y, x, Batch(coefficients[i]));
  return y;
}

/// The nearest integer, as a float and as an integer. |x| < 2²¹.
struct Rounded {
  Batch value;
  IntBatch integer;
};
inline Rounded round_to_integer(Batch x) {
  constexpr float kShift = 0x1.8p23f;  // floats of this size have no fraction left, and end in the integer's bits
  constexpr std::int32_t kShiftBits = 0x4b400000;
  const Batch shifted = x + Batch(kShift);
  return {shifted - Batch(kShift), bits_of(shifted) - IntBatch(kShiftBits)};
}

inline Batch power_of_two(IntBatch n) { return from_bits((n + IntBatch(127)) << 23); }

inline constexpr float kLn2High = 0x1.63p-1f;  // few bits: its multiples by an exponent are exact
inline constexpr float kLn2Low = -0x1.bd0106p-13f;

/// e^x. exp(−∞) = 0, exp(NaN) = NaN; subnormal results and overflow to ∞ as IEEE has them.
/// Error ≤ 1.0 ulp.
inline Batch exp(Batch x) {
  x = select(x > Batch(89.0f), Batch(89.0f), x);
  x = select(x < Batch(-104.0f), Batch(-104.0f), x);
  const Rounded n = round_to_integer(x * Batch(0x1.715476p0f));
  Batch r = mul_add(n.value, Batch(-kLn2High), x);
  r = mul_add(n.value, Batch(-kLn2Low), r);
  const Batch p =
      polynomial(r, {0x1p-1f, 0x1.555556p-3f, 0x1.5554eap-5f, 0x1.1110ep-7f, 0x1.6d4316p-10f, 0x1.a124e4p-13f});
  const Batch e_r = mul_add(p, r * r, r) + Batch(1.0f);
  const IntBatch half = n.integer >> 1;  // 2^n may lie outside the floats where e^x does not
  return e_r * power_of_two(half) * power_of_two(n.integer - half);
}

/// Constants that come from memory, by a pointer that the compiler cannot see through: V8 would build a constant in the
/// code anew at each use.
template <std::size_t n>
std::array<Batch, n> from_memory(const float (&constants)[n]) {
  const float* from = constants;
  asm volatile("" : "+r"(from));
  std::array<Batch, n> batches;
  for (std::size_t i = 0; i < n; ++i) batches[i] = Batch(from[i]);
  return batches;
}

/// 2^t for t < 128, as fast as it goes: for the weights of many scores. 0 for t ≤ −127 and −∞, and a little less than
/// the smallest normal number where the result would be subnormal. Relative error ≤ 2.6·10⁻⁷. NaN gives 0.
class Exp2 {
 public:
  Batch operator()(Batch t) const {
    const auto& [shift, least, log2_e, c5, c4, c3, c2, c1, c0] = constants_;
    t = larger(t, least);
    const Batch shifted = t + shift;  // the nearest integer ends in the lowest bits
    const Batch r = t - (shifted - shift);
    const Batch r2 = r * r;  // pairs of terms: fewer steps that wait for each other
    const Batch p = mul_add(mul_add(mul_add(c5, r, c4), r2, mul_add(c3, r, c2)), r2, mul_add(c1, r, c0));
    return from_bits(bits_of(p) + (bits_of(shifted) << 23));
  }
  Batch log2_e() const { return constants_[2]; }

 private:
  /// 1.5 · 2²³; −127, whose exponent is that of 0; log₂ e; the coefficients, from x⁵ down.
  static constexpr float kConstants[] = {0x1.8p23f,       -127.0f,         0x1.715476p0f,
                                         1.327647129e-3f, 9.675540961e-3f, 5.550713092e-2f,
                                         2.402212024e-1f, 6.931469440e-1f, 1.0f};
  std::array<Batch, 9> constants_ = from_memory(kConstants);
};

/// ln x. log(0) = −∞, log(x < 0) = NaN, log(∞) = ∞.
/// Error ≤ 1.0 ulp.
inline Batch log(Batch x) {
  constexpr std::int32_t kSqrtHalfBits = 0x3f3504f3;
  constexpr float kSmallestNormal = 0x1p-126f;
  const BatchMask subnormal = x < Batch(kSmallestNormal);
  const IntBatch bits = bits_of(select(subnormal, x * Batch(0x1p23f), x)) - IntBatch(kSqrtHalfBits);
  Batch k = xsimd::to_float(bits >> 23);  // x = 2^k m with m in [√½, √2)
  k = select(subnormal, k - Batch(23.0f), k);
  const Batch f = from_bits((bits & IntBatch(0x7fffff)) + IntBatch(kSqrtHalfBits)) - Batch(1.0f);
  const Batch s = f / (f + Batch(2.0f));
  const Batch z = s * s;
  const Batch rest = z * polynomial(z, {0x1.555556p-1f, 0x1.9999ecp-2f, 0x1.245c44p-2f, 0x1.ddced8p-3f});
  const Batch half_square = Batch(0.5f) * f * f;
  const Batch correction = mul_add(s, half_square + rest, k * Batch(kLn2Low));
  Batch y = mul_add(k, Batch(kLn2High), f - (half_square - correction));
  y = select(x == Batch(0.0f), Batch(-kInfinity), y);
  y = select(x < Batch(0.0f), Batch(std::numeric_limits<float>::quiet_NaN()), y);
  return select(x < Batch(kInfinity), y, x);
}

/// Sine and cosine of r in [−π/4, π/4] and the quarter turn that r was taken from.
struct QuarterTurn {
  Batch sin;
  Batch cos;
  IntBatch quarter;
};
inline QuarterTurn quarter_turn(Batch x) {
  const Rounded n = round_to_integer(x * Batch(0x1.45f306p-1f));
  Batch r = mul_add(n.value, Batch(-0x1.92p0f), x);  // π/2 in three parts; the first two products are exact
  r = mul_add(n.value, Batch(-0x1.fb4p-12f), r);
  r = mul_add(n.value, Batch(-0x1.4442d2p-24f), r);
  const Batch z = r * r;
  const Batch s = polynomial(z, {-0x1.555556p-3f, 0x1.11110ep-7f, -0x1.a013a8p-13f, 0x1.6dbe08p-19f});
  const Batch c = polynomial(z, {0x1.555556p-5f, -0x1.6c16cp-10f, 0x1.a015c4p-16f, -0x1.25244ep-22f});
  return {mul_add(s, z * r, r), mul_add(c, z * z, Batch(1.0f) - Batch(0.5f) * z), n.integer};
}
/// The sine of the angle `quarter` quarter turns past the one whose sine and cosine are given.
inline Batch sin_after(const QuarterTurn& turn, IntBatch quarter) {
  const BatchMask odd = xsimd::batch_bool_cast<float>((quarter & IntBatch(1)) == IntBatch(1));
  const IntBatch sign = (quarter & IntBatch(2)) << 30;
  return from_bits(bits_of(select(odd, turn.cos, turn.sin)) ^ sign);
}

/// sin x and cos x for |x| ≤ 8192. Absolute error ≤ 1.0·10⁻⁷.
inline Batch sin(Batch x) {
  const QuarterTurn turn = quarter_turn(x);
  return sin_after(turn, turn.quarter);
}
inline Batch cos(Batch x) {
  const QuarterTurn turn = quarter_turn(x);
  return sin_after(turn, turn.quarter + IntBatch(1));
}

/// tanh x = sign(x) m / (m + 2) with m = e^{2|x|} − 1, and x + x³ T(x²) near 0. tanh(±∞) = ±1, tanh(NaN) = NaN.
/// Error ≤ 1.6 ulp. One object serves many numbers.
class Tanh {
 public:
  Batch operator()(Batch x) const {
    const auto& [shift, most, log2_e, minus_ln2, one, two, e4, e3, e2, e1, e0, t2, t1, t0, small] = constants_;
    const Batch t = xsimd::abs(x);
    const Batch y = smaller(most, t + t);
    const Batch shifted = mul_add(y, log2_e, shift);  // the nearest integer ends in the lowest bits
    const Batch r = mul_add(shifted - shift, minus_ln2, y);
    const Batch r2 = r * r;
    const Batch e = mul_add(mul_add(mul_add(e4, r, e3), r2, mul_add(e2, r, e1)), r, e0);
    const Batch power = from_bits((bits_of(shifted) << 23) + bits_of(one));
    const Batch m = mul_add(mul_add(e, r2, r), power, power - one);
    const Batch z = x * x;
    const Batch near = mul_add(mul_add(mul_add(t2, z, t1), z, t0), z * t, t);
    return xsimd::copysign(select(t < small, near, m / (m + two)), x);
  }

 private:
  /// 1.5 · 2²³; beyond 20, e^y − 1 and e^y + 1 are the same; log₂ e; −ln 2; 1; 2; (e^r − 1 − r) / r² from r⁴ down;
  /// (tanh(x)/x − 1) / x² from x⁴ down, and up to where.
  static constexpr float kConstants[] = {0x1.8p23f, 20.0f,           0x1.715476p0f,  -0x1.62e43p-1f,  1.0f,
                                         2.0f,      0x1.6d1104p-10f, 0x1.120b62p-7f, 0x1.55551ap-5f,  0x1.5554dep-3f,
                                         0x1p-1f,   -0x1.a0fcdap-5f, 0x1.10d6eep-3f, -0x1.55552ep-2f, 0.3125f};
  std::array<Batch, 15> constants_ = from_memory(kConstants);
};
inline Batch tanh(Batch x) { return Tanh()(x); }

/// erf x = 2/√π ∫₀ˣ e^{−t²} dt = sign(x) (1 − e^{|x| G(|x|)}), and x + x E(x²) near 0. erf(±∞) = ±1.
/// Error ≤ 2.0 ulp.
inline Batch erf(Batch x) {
  const Batch z = x * x;
  const Batch near = mul_add(x,
                             polynomial(z, {0x1.06eba8p-3f, -0x1.812742p-2f, 0x1.ce2ep-4f, -0x1.b80da6p-6f,
                                            0x1.54be16p-8f, -0x1.a9e08ap-11f, 0x1.5b8862p-14f}),
                             x);
  const Batch magnitude = xsimd::abs(x);
  const Batch t = select(magnitude > Batch(4.0f), Batch(4.0f), magnitude);  // beyond, erf is 1 to float32
  const Batch g = polynomial(t, {-0x1.210092p0f, -0x1.44a9d4p-1f, -0x1.b9ff9p-4f, 0x1.9c86d8p-6f, -0x1.1b1ff2p-8f,
                                 0x1.079c86p-11f, -0x1.24d794p-15f, 0x1.20740cp-20f});
  const Batch far = Batch(1.0f) - exp(t * g);
  return select(magnitude < Batch(0.9375f), near, xsimd::copysign(far, x));
}

inline float exp(float x) { return lane(exp(Batch(x)), 0); }
inline float log(float x) { return lane(log(Batch(x)), 0); }
inline float sin(float x) { return lane(sin(Batch(x)), 0); }
inline float cos(float x) { return lane(cos(Batch(x)), 0); }
inline float tanh(float x) { return lane(tanh(Batch(x)), 0); }
inline float erf(float x) { return lane(erf(Batch(x)), 0); }

}  // namespace attn::math
