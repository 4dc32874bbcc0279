#include "attn/positions.h"

#include <bit>

#include "angles.h"
#include "math.h"

namespace attn {

void sinusoidal_positions(MatrixView<float> p) {
  const double log2_of_base = math::log2(10000.0);
  for (std::size_t pair = 0; 2 * pair < p.n_cols(); ++pair) {
    const double step = math::frequency(log2_of_base, pair, p.n_cols());
    for (std::size_t t = 0; t < p.n_rows(); ++t) {
      const float angle = math::within_a_turn(static_cast<double>(t) * step);
      p(t, 2 * pair) = math::sin(angle);
      if (2 * pair + 1 < p.n_cols()) p(t, 2 * pair + 1) = math::cos(angle);
    }
  }
}

float alibi_slope(std::size_t head, std::size_t n_heads) {
  if (std::has_single_bit(n_heads))
    return static_cast<float>(math::exp2(-8.0 * static_cast<double>(head + 1) / static_cast<double>(n_heads)));
  const std::size_t below = std::bit_floor(n_heads);
  return head < below ? alibi_slope(head, below) : alibi_slope(2 * (head - below), 2 * below);
}

float alibi_bias(float slope, std::size_t i, std::size_t j) {
  return -slope * static_cast<float>(i > j ? i - j : j - i);
}

void add_alibi(float slope, MatrixView<float> scores) {
  const Batch factor(-slope);
  for (std::size_t i = 0; i < scores.n_rows(); ++i) {
    Batch distance = Batch(0.0f, 1.0f, 2.0f, 3.0f) - Batch(static_cast<float>(i));  // integers: exact
    const auto add_bias = [&](Batch x) {
      const Batch bias = factor * xsimd::abs(distance);
      distance = distance + Batch(4.0f);
      return x + bias;
    };
    map_to(scores.row(i), add_bias, std::span<const float>(scores.row(i)));
  }
}

}  // namespace attn
