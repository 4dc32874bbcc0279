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
