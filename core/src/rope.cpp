#include "attn/rope.h"

#include <algorithm>
#include <bit>
#include <cstdint>

#include "angles.h"
#include "attn/parallel.h"
#include "math.h"

namespace attn {
namespace {

struct Pairs {
  Batch a;
  Batch b;
};

Pairs turn(Pairs p, Batch cosine, Batch sine) { return {p.a * cosine - p.b * sine, p.b * cosine + p.a * sine}; }

void turn_halves(std::span<const float> cosines, std::span<const float> sines, float* a) {
  const std::size_t half = cosines.size();
  float* b = a + half;
  std::size_t i = 0;
  for (; i + kLanes <= half; i += kLanes) {
    const Pairs turned = turn({load(a + i), load(b + i)}, load(&cosines[i]), load(&sines[i]));
    store(turned.a, a + i);
    store(turned.b, b + i);
  }
  const std::size_t rest = half - i;
  if (rest == 0) return;
  const Pairs turned = turn({load_part({a + i, rest}, 0.0f), load_part({b + i, rest}, 0.0f)},
                            load_part(cosines.subspan(i), 0.0f), load_part(sines.subspan(i), 0.0f));
  store_part(turned.a, {a + i, rest});
  store_part(turned.b, {b + i, rest});
}

Pairs turn_neighbours(Batch low, Batch high, Batch cosine, Batch sine) {
  const Batch outer = xsimd::zip_lo(low, high), inner = xsimd::zip_hi(low, high);
  const Pairs turned = turn({xsimd::zip_lo(outer, inner), xsimd::zip_hi(outer, inner)}, cosine, sine);
  return {xsimd::zip_lo(turned.a, turned.b), xsimd::zip_hi(turned.a, turned.b)};
}

void turn_neighbours(std::span<const float> cosines, std::span<const float> sines, float* x) {
  const std::size_t half = cosines.size();
  std::size_t i = 0;
  for (; i + kLanes <= half; i += kLanes) {
    float* at = x + 2 * i;
    const Pairs turned = turn_neighbours(load(at), load(at + kLanes), load(&cosines[i]), load(&sines[i]));
    store(turned.a, at);
    store(turned.b, at + kLanes);
  }
  if (i == half) return;
  const std::span<float> rest(x + 2 * i, 2 * (half - i));
  const std::span<float> low = rest.first(std::min(kLanes, rest.size())), high = rest.subspan(low.size());
  const Pairs turned = turn_neighbours(load_part(low, 0.0f), load_part(high, 0.0f), load_part(cosines.subspan(i), 0.0f),
                                       load_part(sines.subspan(i), 0.0f));
  store_part(turned.a, low);
  store_part(turned.b, high);
}

}  // namespace

void rope_frequencies(double base, std::span<double> frequencies) {
  const double log2_of_base = math::log2(base);
  for (std::size_t i = 0; i < frequencies.size(); ++i)
    frequencies[i] = math::frequency(log2_of_base, i, 2 * frequencies.size());
}

void scale_frequencies(const Llama3Scaling& scaling, std::span<double> frequencies) {
  for (double& frequency : frequencies) {
    const double waves = scaling.original_length * frequency / math::kTwoPi;  // that fit into the original length
    const double kept = std::clamp((waves - scaling.low_factor) / (scaling.high_factor - scaling.low_factor), 0.0, 1.0);
    frequency = (1.0 - kept) * frequency / scaling.factor + kept * frequency;
  }
}

void round_frequencies(RopeRounding to, std::span<double> frequencies) {
  if (to == RopeRounding::kNone) return;
  const int n_digits = to == RopeRounding::kF16 ? 11 : 8;
  const int least = to == RopeRounding::kF16 ? -14 : -126;  // exponent of the smallest normal number
  for (double& frequency : frequencies) {
    const auto single = static_cast<double>(static_cast<float>(frequency));
    const int exponent = static_cast<int>(std::bit_cast<std::int64_t>(single) >> 52) - 1023;
    const int last = std::max(exponent, least) - (n_digits - 1);  // exponent of the last digit
    // A number of 2⁵² last digits and a half as many again has no digit after them: adding it rounds.
    const auto rounder = std::bit_cast<double>(static_cast<std::int64_t>(1023 + 52 + last) << 52) * 1.5;
    frequency = (single + rounder) - rounder;
  }
}

void rope_angles(std::span<const double> frequencies, std::size_t first, MatrixView<float> cosines,
                 MatrixView<float> sines) {
  assert(cosines.n_cols() == frequencies.size() && sines.n_cols() == frequencies.size());
  assert(cosines.n_rows() == sines.n_rows());
  for (std::size_t t = 0; t < cosines.n_rows(); ++t) {
    for (std::size_t i = 0; i < frequencies.size(); ++i)
      sines(t, i) = math::within_a_turn(static_cast<double>(first + t) * frequencies[i]);
    map_to(cosines.row(t), [](Batch angle) { return math::cos(angle); }, sines.row(t));
    map_to(sines.row(t), [](Batch angle) { return math::sin(angle); }, sines.row(t));
  }
}

void apply_rope(RopePairs pairs, std::size_t head_dim, MatrixView<const float> cosines, MatrixView<const float> sines,
                MatrixView<float> x) {
  assert(2 * cosines.n_cols() <= head_dim && sines.n_cols() == cosines.n_cols() && x.n_cols() % head_dim == 0);
  assert(x.n_rows() <= cosines.n_rows() && x.n_rows() <= sines.n_rows());
  parallel_rows(x.n_rows(), kOperationsPerMove * x.n_cols(), [&](std::size_t first, std::size_t n) {
    for (std::size_t t = first; t < first + n; ++t)
      for (std::size_t at = 0; at < x.n_cols(); at += head_dim) {
        float* head = x.row(t).data() + at;
        if (pairs == RopePairs::kHalves)
          turn_halves(cosines.row(t), sines.row(t), head);
        else
          turn_neighbours(cosines.row(t), sines.row(t), head);
      }
  });
}

}  // namespace attn
