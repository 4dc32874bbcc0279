#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "attn/matrix.h"

/// The float64 twins of attn/quantized.h.
namespace attn::ref {

/// One row as integers and their scale.
struct QuantizedRow {
  double scale = 0.0;
  std::vector<std::int64_t> integers;
};

inline QuantizedRow quantize_row(std::span<const double> values) {
  double max = 0.0;
  for (const double x : values) max = std::max(max, std::abs(x));
  QuantizedRow row{max / 127.0, {}};
  for (const double x : values) row.integers.push_back(max > 0.0 ? std::llrint(x / row.scale) : 0);
  return row;
}

/// out_ij = bias_j + scales_j Σ_k a_ik q_jk
inline void matmul_int8(MatrixView<const double> a, MatrixView<const std::int8_t> q, std::span<const float> scales,
                        std::span<const double> bias, MatrixView<double> out) {
  for (std::size_t i = 0; i < a.n_rows(); ++i)
    for (std::size_t j = 0; j < q.n_rows(); ++j) {
      double sum = 0.0;
      for (std::size_t k = 0; k < q.n_cols(); ++k) sum += a(i, k) * static_cast<double>(q(j, k));
      out(i, j) = sum * double{scales[j]} + (bias.empty() ? 0.0 : bias[j]);
    }
}

}  // namespace attn::ref
