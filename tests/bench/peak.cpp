#include <array>
#include <cstddef>

#include "../../core/src/simd.h"
#include "export.h"

// How fast this build can multiply and add at all: chains in registers, enough of them to hide the latency.

namespace {

constexpr std::size_t kChains = 10;
constexpr std::size_t kStepsPerRound = 4;

}  // namespace

/// 2 · 4 lanes · 10 chains · 4 steps floating-point operations per round.
ATTN_BENCH_EXPORT(peak) float peak(const float* numbers, int n_rounds) {
  using namespace attn;
  const Batch factor = load(numbers);
  const Batch summand = load(numbers + kLanes);
  std::array<Batch, kChains> chains;
  for (std::size_t c = 0; c < kChains; ++c) chains[c] = Batch(static_cast<float>(c));
  for (int round = 0; round < n_rounds; ++round)
    for (std::size_t step = 0; step < kStepsPerRound; ++step)
      for (Batch& chain : chains) chain = mul_add(chain, factor, summand);
  Batch total(0.0f);
  for (const Batch& chain : chains) total += chain;
  return sum_lanes(total);
}
