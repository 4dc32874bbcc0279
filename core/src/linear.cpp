#include "attn/linear.h"

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

bool all_finite(std::span<const float> a) {
  // x·0 is 0 for a finite x and NaN otherwise, and NaN stays in a sum.
  const auto step = [](Batch sum, Batch x) { return mul_add(x, Batch(0.0f), sum); };
  return sum_lanes(fold_in_any_order(a, step, [](Batch x, Batch y) { return x + y; })) == 0.0f;
}

float max_abs(std::span<const float> a) {
  const auto join = [](Batch x, Batch y) { return larger(x, y); };
  const auto step = [](Batch largest, Batch x) { return larger(xsimd::abs(x), largest); };
  const Batch largest = fold_in_any_order(a, step, join);
  return larger(larger(lane(largest, 0), lane(largest, 1)), larger(lane(largest, 2), lane(largest, 3)));
}

}  // namespace attn
