#pragma once

#include <cmath>
#include <cstddef>
#include <span>

#include "attn/matrix.h"

/// The float64 twins of attn/linear.h and attn/matmul.h: as the formulas read.
namespace attn::ref {

inline double sum(std::span<const double> a) {
  double total = 0.0;
  for (const double x : a) total += x;
  return total;
}

inline double dot(std::span<const double> a, std::span<const double> b) {
  double total = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) total += a[i] * b[i];
  return total;
}

inline double squared_distance(std::span<const double> a, std::span<const double> b) {
  double total = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) total += (a[i] - b[i]) * (a[i] - b[i]);
  return total;
}

inline double norm(std::span<const double> a) { return std::sqrt(dot(a, a)); }

inline void add(std::span<const double> a, std::span<const double> b, std::span<double> out) {
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = a[i] + b[i];
}

inline void matmul_transposed(MatrixView<const double> a, MatrixView<const double> b, std::span<const double> bias,
                              MatrixView<double> out) {
  for (std::size_t i = 0; i < a.n_rows(); ++i)
    for (std::size_t j = 0; j < b.n_rows(); ++j) out(i, j) = dot(a.row(i), b.row(j)) + (bias.empty() ? 0.0 : bias[j]);
}

inline void matmul(MatrixView<const double> a, MatrixView<const double> b, std::span<const double> bias,
                   MatrixView<double> out) {
  for (std::size_t i = 0; i < a.n_rows(); ++i)
    for (std::size_t j = 0; j < b.n_cols(); ++j) {
      double total = bias.empty() ? 0.0 : bias[j];
      for (std::size_t k = 0; k < b.n_rows(); ++k) total += a(i, k) * b(k, j);
      out(i, j) = total;
    }
}

}  // namespace attn::ref
