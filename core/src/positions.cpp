#include "attn/positions.h"

#include <bit>
#include <cstdint>

#include "math.h"

namespace attn {
namespace {

/// 2^x for −1000 < x ≤ 0 in float64, by the power series of e^(fraction · ln 2).
double exp2(double x) {
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

/// 10000^(−2i/d): radians per token of the i-th pair of components.
double frequency(std::size_t pair, std::size_t d) {
  constexpr double kLog2Of10000 = 0x1.a934f0979a371p+3;
  return exp2(-kLog2Of10000 * static_cast<double>(2 * pair) / static_cast<double>(d));
}

/// The angle in (−π, π], where float32 has digits enough.
float within_a_turn(double angle) {
  constexpr double kTwoPi = 0x1.921fb54442d18p+2;
  const auto turns = static_cast<std::int64_t>(angle / kTwoPi + 0.5);
  return static_cast<float>(angle - static_cast<double>(turns) * kTwoPi);
}

}  // namespace

void sinusoidal_positions(MatrixView<float> p) {
  for (std::size_t pair = 0; 2 * pair < p.n_cols(); ++pair) {
    const double step = frequency(pair, p.n_cols());
    for (std::size_t t = 0; t < p.n_rows(); ++t) {
      const float angle = within_a_turn(static_cast<double>(t) * step);
      p(t, 2 * pair) = math::sin(angle);
      if (2 * pair + 1 < p.n_cols()) p(t, 2 * pair + 1) = math::cos(angle);
    }
  }
}

void rope_angles(MatrixView<float> cosines, MatrixView<float> sines) {
  for (std::size_t pair = 0; pair < cosines.n_cols(); ++pair) {
    const double step = frequency(pair, 2 * cosines.n_cols());
    for (std::size_t t = 0; t < cosines.n_rows(); ++t) {
      const float angle = within_a_turn(static_cast<double>(t) * step);
      cosines(t, pair) = math::cos(angle);
      sines(t, pair) = math::sin(angle);
    }
  }
}

void apply_rope(MatrixView<float> x, MatrixView<const float> cosines, MatrixView<const float> sines) {
  assert(x.n_cols() == 2 * cosines.n_cols() && x.n_rows() <= cosines.n_rows());
  for (std::size_t t = 0; t < x.n_rows(); ++t)
    for (std::size_t pair = 0; pair < cosines.n_cols(); ++pair) {
      const float even = x(t, 2 * pair);
      const float odd = x(t, 2 * pair + 1);
      x(t, 2 * pair) = even * cosines(t, pair) - odd * sines(t, pair);
      x(t, 2 * pair + 1) = odd * cosines(t, pair) + even * sines(t, pair);
    }
}

float alibi_slope(std::size_t head, std::size_t n_heads) {
  if (std::has_single_bit(n_heads))
    return static_cast<float>(exp2(-8.0 * static_cast<double>(head + 1) / static_cast<double>(n_heads)));
  const std::size_t below = std::bit_floor(n_heads);
  return head < below ? alibi_slope(head, below) : alibi_slope(2 * (head - below), 2 * below);
}

float alibi_bias(float slope, std::size_t i, std::size_t j) {
  return -slope * static_cast<float>(i > j ? i - j : j - i);
}

void add_alibi(float slope, MatrixView<float> scores) {
  for (std::size_t i = 0; i < scores.n_rows(); ++i)
    for (std::size_t j = 0; j < scores.n_cols(); ++j) scores(i, j) += alibi_bias(slope, i, j);
}

}  // namespace attn
