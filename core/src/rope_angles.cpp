#include <algorithm>
#include <bit>
#include <cstdint>

#include "angles.h"
#include "attn/rope.h"
#include "math.h"

namespace attn {

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

}  // namespace attn
