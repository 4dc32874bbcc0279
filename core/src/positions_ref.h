#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

#include "attn/matrix.h"

/// The float64 twins of attn/positions.h.
namespace attn::ref {

inline double angle(std::size_t token, std::size_t pair, std::size_t d) {
  return static_cast<double>(token) / std::pow(10000.0, 2.0 * static_cast<double>(pair) / static_cast<double>(d));
}

inline void sinusoidal_positions(MatrixView<double> p) {
  for (std::size_t t = 0; t < p.n_rows(); ++t)
    for (std::size_t c = 0; c < p.n_cols(); ++c) {
      const double a = angle(t, c / 2, p.n_cols());
      p(t, c) = c % 2 == 0 ? std::sin(a) : std::cos(a);
    }
}

inline void apply_rope(MatrixView<double> x) {
  for (std::size_t t = 0; t < x.n_rows(); ++t)
    for (std::size_t pair = 0; 2 * pair < x.n_cols(); ++pair) {
      const double a = angle(t, pair, x.n_cols());
      const double even = x(t, 2 * pair);
      const double odd = x(t, 2 * pair + 1);
      x(t, 2 * pair) = even * std::cos(a) - odd * std::sin(a);
      x(t, 2 * pair + 1) = odd * std::cos(a) + even * std::sin(a);
    }
}

/// As in the code that came with the paper: all slopes of a list of heads.
inline std::vector<double> alibi_slopes(std::size_t n_heads) {
  std::size_t power = 1;
  while (2 * power <= n_heads) power *= 2;
  const auto slopes_of = [](std::size_t n) {
    std::vector<double> slopes;
    for (std::size_t h = 1; h <= n; ++h)
      slopes.push_back(std::pow(2.0, -8.0 * static_cast<double>(h) / static_cast<double>(n)));
    return slopes;
  };
  std::vector<double> slopes = slopes_of(power);
  const std::vector<double> finer = slopes_of(2 * power);
  for (std::size_t h = 0; slopes.size() < n_heads; h += 2) slopes.push_back(finer[h]);
  return slopes;
}

inline void add_alibi(double slope, MatrixView<double> scores) {
  for (std::size_t i = 0; i < scores.n_rows(); ++i)
    for (std::size_t j = 0; j < scores.n_cols(); ++j)
      scores(i, j) -= slope * std::abs(static_cast<double>(i) - static_cast<double>(j));
}

}  // namespace attn::ref
