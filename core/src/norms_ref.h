#pragma once

#include <cmath>
#include <cstddef>
#include <span>

#include "attn/matrix.h"

/// The float64 twins of attn/norms.h.
namespace attn::ref {

inline void layer_norm(MatrixView<const double> x, std::span<const double> gamma, std::span<const double> beta,
                       double eps, MatrixView<double> out) {
  const auto d = static_cast<double>(x.n_cols());
  for (std::size_t i = 0; i < x.n_rows(); ++i) {
    double mean = 0.0;
    for (const double a : x.row(i)) mean += a / d;
    double variance = 0.0;
    for (const double a : x.row(i)) variance += (a - mean) * (a - mean) / d;
    for (std::size_t c = 0; c < x.n_cols(); ++c)
      out(i, c) = (x(i, c) - mean) / std::sqrt(variance + eps) * gamma[c] + (beta.empty() ? 0.0 : beta[c]);
  }
}

inline void rms_norm(MatrixView<const double> x, std::span<const double> weight, double eps, bool plus_one,
                     MatrixView<double> out) {
  for (std::size_t i = 0; i < x.n_rows(); ++i) {
    double mean_square = 0.0;
    for (const double a : x.row(i)) mean_square += a * a / static_cast<double>(x.n_cols());
    for (std::size_t c = 0; c < x.n_cols(); ++c)
      out(i, c) = x(i, c) / std::sqrt(mean_square + eps) * (weight[c] + (plus_one ? 1.0 : 0.0));
  }
}

}  // namespace attn::ref
