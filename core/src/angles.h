#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

/// Positions as angles, in float64 and without libm.
namespace attn::math {

inline constexpr double kTwoPi = 0x1.921fb54442d18p+2;

/// 2^x for −1000 < x ≤ 0 in float64, by the power series of e^(fraction · ln 2).
inline double exp2(double x) {
  const auto whole = static_cast<std::int64_t>(x) - 1;
  const double y = (x - static_cast<double>(whole)) * 0x1.62e42fefa39efp-1;
  double term = 1.0;
  double sum = 1.0;
  for (int n = 1; n <= 24; ++n) {
    term *= y / n;
    sum += term;
  }
  return sum * std::bit_cast<double>((1023 + whole) << 52);
}

/// log₂ x for a normal x > 0 in float64, by the power series of atanh.
inline double log2(double x) {
  constexpr std::int64_t kSqrtHalfBits = 0x3fe6a09e667f3bcd;
  const std::int64_t bits = std::bit_cast<std::int64_t>(x) - kSqrtHalfBits;
  const double m = std::bit_cast<double>((bits & 0xfffffffffffff) + kSqrtHalfBits);  // x = 2^n m with m in [√½, √2)
  const double s = (m - 1.0) / (m + 1.0);
  double power = s;
  double sum = s;
  for (int n = 3; n <= 33; n += 2) {
    power *= s * s;
    sum += power / n;
  }
  return static_cast<double>(bits >> 52) + 2.0 * sum * 0x1.71547652b82fep+0;
}

/// base^(−2i/d)
inline double frequency(double log2_of_base, std::size_t pair, std::size_t d) {
  return exp2(-log2_of_base * static_cast<double>(2 * pair) / static_cast<double>(d));
}

/// The angle in (−π, π], where float32 has digits enough.
inline float within_a_turn(double angle) {
  const auto turns = static_cast<std::int64_t>(angle / kTwoPi + 0.5);
  return static_cast<float>(angle - static_cast<double>(turns) * kTwoPi);
}

}  // namespace attn::math
