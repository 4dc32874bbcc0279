#pragma once

#include <cmath>
#include <cstddef>

#include "attn/rope.h"

/// The float64 twin of attn/rope.h, from the positions on.
namespace attn::ref {

/// x [n_tokens, n_heads · head_dim], of which token 0 is at position `first`; `half` pairs of each head are turned.
inline void apply_rope(RopePairs pairs, double base, std::size_t first, std::size_t head_dim, std::size_t half,
                       MatrixView<double> x) {
  for (std::size_t t = 0; t < x.n_rows(); ++t)
    for (std::size_t head = 0; head < x.n_cols(); head += head_dim)
      for (std::size_t i = 0; i < half; ++i) {
        const double exponent = -2.0 * static_cast<double>(i) / static_cast<double>(2 * half);
        const double angle = static_cast<double>(first + t) * std::pow(base, exponent);
        double& a = x(t, head + (pairs == RopePairs::kHalves ? i : 2 * i));
        double& b = x(t, head + (pairs == RopePairs::kHalves ? half + i : 2 * i + 1));
        const double before = a;
        a = before * std::cos(angle) - b * std::sin(angle);
        b = b * std::cos(angle) + before * std::sin(angle);
      }
}

/// As in the code that was published with Llama 3.1.
inline double scaled_frequency(const Llama3Scaling& s, double frequency) {
  const double wave = 8.0 * std::atan(1.0) / frequency;
  if (wave < s.original_length / s.high_factor) return frequency;
  if (wave > s.original_length / s.low_factor) return frequency / s.factor;
  const double smooth = (s.original_length / wave - s.low_factor) / (s.high_factor - s.low_factor);
  return (1.0 - smooth) * frequency / s.factor + smooth * frequency;
}

}  // namespace attn::ref
