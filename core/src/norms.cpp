#include "attn/norms.h"

#include <array>
#include <cmath>

#include "attn/parallel.h"
#include "simd.h"

namespace attn {
namespace {

constexpr std::uint64_t kOperationsPerNumber = 8;  // of a norm, roughly

/// Σ term(x_i), sixteen lanes wide: one batch alone would wait for each addition before the next.
template <class Term>
float sum_of_row(std::span<const float> x, Term term) {
  std::array<Batch, 4> sums;
  sums.fill(Batch(0.0f));
  std::size_t i = 0;
  for (; i + sums.size() * kLanes <= x.size(); i += sums.size() * kLanes)
    for (std::size_t part = 0; part < sums.size(); ++part)
      sums[part] = sums[part] + term(load(x.data() + i + part * kLanes));
  for (std::size_t part = 0; i < x.size(); i += kLanes, ++part) {
    if (i + kLanes <= x.size()) {
      sums[part] = sums[part] + term(load(x.data() + i));
    } else {
      std::array<float, kLanes> last{};  // term(0) need not be 0, as with a mean
      store_part(term(load_part(x.subspan(i), 0.0f)), std::span(last).first(x.size() - i));
      sums[part] = sums[part] + load(last.data());
    }
  }
  return sum_lanes((sums[0] + sums[1]) + (sums[2] + sums[3]));
}

}  // namespace

void layer_norm(MatrixView<const float> x, std::span<const float> gamma, std::span<const float> beta, float eps,
                MatrixView<float> out) {
  assert(out.n_rows() == x.n_rows() && out.n_cols() == x.n_cols() && gamma.size() == x.n_cols());
  assert(beta.empty() || beta.size() == x.n_cols());
  const auto d = static_cast<float>(x.n_cols());
  parallel_rows(x.n_rows(), kOperationsPerNumber * x.n_cols(), [&](std::size_t first, std::size_t n) {
    for (std::size_t i = first; i < first + n; ++i) {
      const std::span<const float> row = x.row(i);
      const Batch mean(sum_of_row(row, [](Batch a) { return a; }) / d);
      const float variance = sum_of_row(row, [&](Batch a) { return (a - mean) * (a - mean); }) / d;
      const Batch scale(1.0f / std::sqrt(variance + eps));
      if (beta.empty())
        map_to(out.row(i), [&](Batch a, Batch g) { return (a - mean) * scale * g; }, row, gamma);
      else
        map_to(
            out.row(i), [&](Batch a, Batch g, Batch b) { return mul_add((a - mean) * scale, g, b); }, row, gamma, beta);
    }
  });
}

void rms_norm(MatrixView<const float> x, std::span<const float> weight, float eps, bool plus_one,
              MatrixView<float> out) {
  assert(out.n_rows() == x.n_rows() && out.n_cols() == x.n_cols() && weight.size() == x.n_cols());
  const auto d = static_cast<float>(x.n_cols());
  const Batch added(plus_one ? 1.0f : 0.0f);
  parallel_rows(x.n_rows(), kOperationsPerNumber * x.n_cols(), [&](std::size_t first, std::size_t n) {
    for (std::size_t i = first; i < first + n; ++i) {
      const std::span<const float> row = x.row(i);
      const Batch scale(1.0f / std::sqrt(sum_of_row(row, [](Batch a) { return a * a; }) / d + eps));
      map_to(out.row(i), [&](Batch a, Batch w) { return a * scale * (w + added); }, row, weight);
    }
  });
}

}  // namespace attn
