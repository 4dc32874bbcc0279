#include <array>
#include <cstddef>
#include <cstdint>

#include "../../core/src/simd.h"
#include "../../core/src/simd_int.h"
#include "export.h"

// How fast this build can multiply and add at all: chains in registers, enough of them to hide the latency; and how
// fast it can read its memory.

namespace {

constexpr std::size_t kChains = 13;         // with two operands, as many as there are registers
constexpr std::size_t kStepsPerRound = 16;  // a loop costs something too: V8 looks for interruptions in each round

}  // namespace

/// 2 · 4 lanes · 13 chains · 16 steps floating-point operations per round.
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

/// The same of integers: 2 · 8 lanes · 13 chains · 16 steps operations per round.
ATTN_BENCH_EXPORT(int_peak) int int_peak(const std::int16_t* numbers, int n_rounds) {
  using namespace attn;
  const ShortBatch factor = ShortBatch::load_unaligned(numbers);
  const IntBatch summand(1);
  std::array<IntBatch, kChains> chains;
  for (std::size_t c = 0; c < kChains; ++c) chains[c] = IntBatch(static_cast<std::int32_t>(c));
  for (int round = 0; round < n_rounds; ++round)
    for (std::size_t step = 0; step < kStepsPerRound; ++step)
      for (IntBatch& chain : chains) chain = dot_pairs(xsimd::bitwise_cast<std::int16_t>(chain), factor) + summand;
  IntBatch total(0);
  for (const IntBatch& chain : chains) total = total + chain;
  return xsimd::reduce_add(total);
}

/// Reads n floats (a multiple of 16).
ATTN_BENCH_EXPORT(read_all) float read_all(const float* numbers, int n) {
  using namespace attn;
  std::array<Batch, 4> sums;
  sums.fill(Batch(0.0f));
  for (int i = 0; i < n; i += 4 * static_cast<int>(kLanes))
    for (std::size_t c = 0; c < sums.size(); ++c) sums[c] += load(numbers + i + c * kLanes);
  return sum_lanes((sums[0] + sums[1]) + (sums[2] + sums[3]));
}
