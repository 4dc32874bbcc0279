#pragma once

#include <array>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <type_traits>
#include <xsimd/xsimd.hpp>

/// Four float lanes on every target, with only those operations whose bits are the same everywhere: IEEE arithmetic,
/// square root, comparison, selection and integer work on the bits. Compiled with -ffp-contract=off.
namespace attn {

inline constexpr std::size_t kLanes = 4;
inline constexpr float kInfinity = std::numeric_limits<float>::infinity();

/// The default architecture's batch where it has four lanes (SSE2, NEON, wasm, emulated<128>), else its four-lane one.
using Batch = std::conditional_t<xsimd::batch<float>::size == kLanes, xsimd::batch<float>,
                                 xsimd::make_sized_batch_t<float, kLanes>>;
using IntBatch = xsimd::batch<std::int32_t, Batch::arch_type>;
using BatchMask = Batch::batch_bool_type;
static_assert(Batch::size == kLanes && IntBatch::size == kLanes);

inline Batch load(const float* from) { return Batch::load_unaligned(from); }
inline void store(Batch x, float* to) { x.store_unaligned(to); }

inline Batch load_part(std::span<const float> from, float fill) {
  std::array<float, kLanes> lanes;
  lanes.fill(fill);
  for (std::size_t i = 0; i < from.size(); ++i) lanes[i] = from[i];
  return load(lanes.data());
}
inline void store_part(Batch x, std::span<float> to) {
  std::array<float, kLanes> lanes;
  store(x, lanes.data());
  for (std::size_t i = 0; i < to.size(); ++i) to[i] = lanes[i];
}

inline float lane(Batch x, std::size_t i) {
  std::array<float, kLanes> lanes;
  store(x, lanes.data());
  return lanes[i];
}

/// Four batches that lie below each other, and the same with rows and columns exchanged.
using Square = std::array<Batch, kLanes>;
inline Square transpose(const Square& m) {
  const Batch even_low = xsimd::zip_lo(m[0], m[2]), odd_low = xsimd::zip_lo(m[1], m[3]);
  const Batch even_high = xsimd::zip_hi(m[0], m[2]), odd_high = xsimd::zip_hi(m[1], m[3]);
  return {xsimd::zip_lo(even_low, odd_low), xsimd::zip_hi(even_low, odd_low), xsimd::zip_lo(even_high, odd_high),
          xsimd::zip_hi(even_high, odd_high)};
}

inline Batch select(BatchMask condition, Batch yes, Batch no) { return xsimd::select(condition, yes, no); }
inline IntBatch bits_of(Batch x) { return xsimd::bitwise_cast<std::int32_t>(x); }
inline Batch from_bits(IntBatch x) { return xsimd::bitwise_cast<float>(x); }

/// a·b + c with two roundings: a fused one would differ where the hardware has none. A build with ATTN_FAST has it all
/// the same where the machine does, and no longer the same bits everywhere.
inline Batch mul_add(Batch a, Batch b, Batch c) {
#ifdef __wasm_relaxed_simd__
  return wasm_f32x4_relaxed_madd(a, b, c);
#else
  return a * b + c;
#endif
}

/// The larger; b where they are equal or either is NaN. (xsimd::max answers differently on x86 and wasm.)
inline Batch larger(Batch a, Batch b) {
#ifdef __wasm_simd128__
  return wasm_f32x4_pmax(b, a);  // b < a ? a : b, in one instruction
#else
  return select(a > b, a, b);
#endif
}
/// The smaller; b where they are equal or either is NaN.
inline Batch smaller(Batch a, Batch b) {
#ifdef __wasm_simd128__
  return wasm_f32x4_pmin(b, a);  // a < b ? a : b
#else
  return select(a < b, a, b);
#endif
}
inline float larger(float a, float b) { return a > b ? a : b; }

/// (lane 0 + lane 1) + (lane 2 + lane 3). (xsimd::reduce_add's order depends on the target.)
inline float sum_lanes(Batch x) {
  std::array<float, kLanes> lanes;
  store(x, lanes.data());
  return (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]);
}

/// Folds `step(accumulator, batch of each span)` over the spans, a last part of a batch being filled up with `fill`.
template <class Step, class... Rest>
Batch fold(Batch accumulator, float fill, Step step, std::span<const float> first, Rest... rest) {
  assert(((rest.size() == first.size()) && ...));
  const std::size_t n = first.size();
  std::size_t i = 0;
  for (; i + kLanes <= n; i += kLanes)
    accumulator = step(accumulator, load(first.data() + i), load(rest.data() + i)...);
  if (i < n) accumulator = step(accumulator, load_part(first.subspan(i), fill), load_part(rest.subspan(i), fill)...);
  return accumulator;
}

/// Σ term(a_i, b_i, …) in the one order used everywhere: lane l adds up the elements i ≡ l (mod 4), then sum_lanes().
/// `term` of zeros must be zero.
template <class Term, class... Spans>
float sum_of(Term term, Spans... spans) {
  const auto step = [&](Batch sum, auto... batches) { return sum + term(batches...); };
  return sum_lanes(fold(Batch(0.0f), 0.0f, step, std::span<const float>(spans)...));
}

/// out_i = f(a_i, b_i, …). `out` may be one of the inputs.
template <class F, class... Spans>
void map_to(std::span<float> out, F f, Spans... spans) {
  assert(((spans.size() == out.size()) && ...));
  std::size_t i = 0;
  for (; i + kLanes <= out.size(); i += kLanes) store(f(load(spans.data() + i)...), out.data() + i);
  if (i < out.size()) store_part(f(load_part(std::span<const float>(spans).subspan(i), 0.0f)...), out.subspan(i));
}

}  // namespace attn
