#include "attn/linear.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "attn/parallel.h"
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

void add(MatrixView<const float> a, MatrixView<const float> b, MatrixView<float> out) {
  parallel_rows(out.n_rows(), kOperationsPerMove * out.n_cols(), [&](std::size_t first, std::size_t n) {
    for (std::size_t i = first; i < first + n; ++i) add(a.row(i), b.row(i), out.row(i));
  });
}

namespace {

/// Folds from 0 on, for steps whose order does not matter: four at a time, so that their latencies overlap.
template <class Step, class Join>
Batch fold_in_any_order(std::span<const float> a, Step step, Join join) {
  std::array<Batch, 4> parts;
  parts.fill(Batch(0.0f));
  std::size_t i = 0;
  for (; i + parts.size() * kLanes <= a.size(); i += parts.size() * kLanes)
    for (std::size_t part = 0; part < parts.size(); ++part)
      parts[part] = step(parts[part], load(a.data() + i + part * kLanes));
  parts[0] = fold(parts[0], 0.0f, step, a.subspan(i));
  return join(join(parts[0], parts[1]), join(parts[2], parts[3]));
}

}  // namespace

bool all_finite(std::span<const float> a) { return max_abs(a) < kInfinity; }

bool all_below_infinity(std::span<const float> a) {
  const auto step = [](Batch worst, Batch x) { return select(x < Batch(kInfinity), worst, Batch(1.0f)); };
  const auto join = [](Batch x, Batch y) { return larger(x, y); };
  return sum_lanes(fold_in_any_order(a, step, join)) == 0.0f;
}

namespace {

// As integers, magnitudes keep their order, and infinity and NaN are larger than every number.
Batch larger_bits(Batch a, Batch b) { return from_bits(xsimd::max(bits_of(a), bits_of(b))); }
Batch larger_magnitude(Batch largest, Batch x) { return larger_bits(largest, xsimd::abs(x)); }

float largest_lane(Batch magnitudes) {
  std::int32_t most = 0;
  for (std::size_t i = 0; i < kLanes; ++i) most = std::max(most, std::bit_cast<std::int32_t>(lane(magnitudes, i)));
  return std::bit_cast<float>(most);
}

}  // namespace

float max_abs(std::span<const float> a) {
  return largest_lane(fold_in_any_order(
      a, [](Batch largest, Batch x) { return larger_magnitude(largest, x); },
      [](Batch x, Batch y) { return larger_bits(x, y); }));
}

float max_abs(MatrixView<const float> a) {
  if (a.stride() == a.n_cols()) return max_abs(std::span(a.data(), a.n_rows() * a.n_cols()));
  Batch largest(0.0f);
  const auto step = [](Batch most, Batch x) { return larger_magnitude(most, x); };
  for (std::size_t i = 0; i < a.n_rows(); ++i) largest = fold(largest, 0.0f, step, a.row(i));
  return largest_lane(largest);
}

}  // namespace attn
