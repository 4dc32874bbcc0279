#include "attn/linear.h"

#include <algorithm>
#include <cmath>

#include "simd.h"

namespace attn {

float sum(std::span<const float> a) {
  return sum_of([](Batch x) { return x; }, a);
}

float dot(std::span<const float> a, std::span<const float> b) {
  return sum_of([](Batch x, Batch y) { return x * y; }, a, b);
}

float squared_distance(std::span<const float> a, std::span<const float> b) {
  return sum_of([](Batch x, Batch y) { return (x - y) * (x - y); }, a, b);
}

float norm(std::span<const float> a) { return std::sqrt(dot(a, a)); }

void add(std::span<const float> a, std::span<const float> b, std::span<float> out) {
  map_to(out, [](Batch x, Batch y) { return x + y; }, a, b);
}

void matmul_transposed(MatrixView<const float> a, MatrixView<const float> b, std::span<const float> bias,
                       MatrixView<float> out) {
  assert(a.n_cols() == b.n_cols() && out.n_rows() == a.n_rows() && out.n_cols() == b.n_rows());
  assert(bias.empty() || bias.size() == b.n_rows());
  for (std::size_t i = 0; i < a.n_rows(); ++i)
    for (std::size_t j = 0; j < b.n_rows(); ++j) {
      const float product = dot(a.row(i), b.row(j));
      out(i, j) = bias.empty() ? product : product + bias[j];
    }
}

void matmul(MatrixView<const float> a, MatrixView<const float> b, std::span<const float> bias, MatrixView<float> out) {
  assert(a.n_cols() == b.n_rows() && out.n_rows() == a.n_rows() && out.n_cols() == b.n_cols());
  assert(bias.empty() || bias.size() == b.n_cols());
  for (std::size_t i = 0; i < a.n_rows(); ++i) {
    const std::span<float> row = out.row(i);
    std::fill(row.begin(), row.end(), 0.0f);
    for (std::size_t k = 0; k < b.n_rows(); ++k) {
      const Batch factor(a(i, k));
      map_to(row, [&](Batch x, Batch y) { return mul_add(factor, y, x); }, row, b.row(k));
    }
    if (!bias.empty()) add(row, bias, row);
  }
}

bool all_finite(std::span<const float> a) {
  // x·0 is 0 for a finite x and NaN otherwise, and NaN stays in a sum.
  return sum_of([](Batch x) { return x * Batch(0.0f); }, a) == 0.0f;
}

float max_abs(std::span<const float> a) {
  const auto step = [](Batch largest, Batch x) { return larger(xsimd::abs(x), largest); };
  const Batch largest = fold(Batch(0.0f), 0.0f, step, a);
  return larger(larger(lane(largest, 0), lane(largest, 1)), larger(lane(largest, 2), lane(largest, 3)));
}

}  // namespace attn
