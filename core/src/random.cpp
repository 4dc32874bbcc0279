#include "attn/random.h"

#include <cmath>

#include "attn/linear.h"
#include "math.h"

namespace attn {
namespace {

constexpr std::uint64_t kStep = 0x9e3779b97f4a7c15u;

std::uint64_t mix(std::uint64_t z) {
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

void remove_component(std::span<float> x, std::span<const float> unit) {
  const Batch length(dot(x, unit));
  map_to(x, [&](Batch a, Batch b) { return a - length * b; }, x, unit);
}

}  // namespace

Random::Random(std::uint32_t seed, std::uint32_t stream) : state_(mix((std::uint64_t{seed} << 32) + stream)) {}

std::uint64_t Random::next() { return mix(state_ += kStep); }

float Random::uniform() { return static_cast<float>(next() >> 40) * 0x1p-24f; }

void Random::fill_normal(std::span<float> values, float sigma) {
  constexpr float kTwoPi = 0x1.921fb6p2f;
  for (std::size_t i = 0; i < values.size(); i += 2) {
    const float radius = sigma * std::sqrt(-2.0f * math::log(1.0f - uniform()));
    const float angle = kTwoPi * uniform();
    values[i] = radius * math::cos(angle);
    if (i + 1 < values.size()) values[i + 1] = radius * math::sin(angle);
  }
}

void fill_orthogonal(Random& random, MatrixView<float> w) {
  assert(w.n_rows() <= w.n_cols());
  for (std::size_t i = 0; i < w.n_rows(); ++i) {
    const std::span<float> row = w.row(i);
    random.fill_normal(row, 1.0f);
    for (int pass = 0; pass < 2; ++pass)  // the second removes what rounding left of the first
      for (std::size_t before = 0; before < i; ++before) remove_component(row, w.row(before));
    const Batch length(norm(row));
    map_to(row, [&](Batch a) { return a / length; }, row);
  }
}

}  // namespace attn
