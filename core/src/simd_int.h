#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "simd.h"

/// Lanes of 16-bit integers, for products of int8 numbers: their sums are exact, hence the same in any order and on any
/// target. Where there is no instruction for a step (emulated lanes), a loop does it.
namespace attn {

using ShortBatch = xsimd::batch<std::int16_t, Batch::arch_type>;
inline constexpr std::size_t kShortLanes = 2 * kLanes;
static_assert(ShortBatch::size == kShortLanes);

/// Eight bytes as numbers of 16 bits.
inline ShortBatch load_widened(const std::int8_t* from) {
#if defined(__wasm_simd128__)
  return ShortBatch(wasm_i16x8_load8x8(from));
#elif defined(__SSE2__) && !defined(XSIMD_WITH_EMULATED)
  const __m128i bytes = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(from));
  return ShortBatch(_mm_srai_epi16(_mm_unpacklo_epi8(bytes, bytes), 8));
#else
  std::array<std::int16_t, kShortLanes> lanes;
  for (std::size_t i = 0; i < kShortLanes; ++i) lanes[i] = from[i];
  return ShortBatch::load_unaligned(lanes.data());
#endif
}

/// Two numbers, four times over.
inline ShortBatch broadcast_pair(const std::int16_t* from) {
  std::int32_t both;
  std::memcpy(&both, from, sizeof both);
  return xsimd::bitwise_cast<std::int16_t>(IntBatch(both));
}

/// a₂ᵢ b₂ᵢ + a₂ᵢ₊₁ b₂ᵢ₊₁ for each of the four i.
inline IntBatch dot_pairs(ShortBatch a, ShortBatch b) {
#if defined(__wasm_simd128__)
  return IntBatch(wasm_i32x4_dot_i16x8(a, b));
#elif defined(__SSE2__) && !defined(XSIMD_WITH_EMULATED)
  return IntBatch(_mm_madd_epi16(a, b));
#else
  std::array<std::int16_t, kShortLanes> left, right;
  a.store_unaligned(left.data());
  b.store_unaligned(right.data());
  std::array<std::int32_t, kLanes> dots;
  for (std::size_t i = 0; i < kLanes; ++i)
    dots[i] = std::int32_t{left[2 * i]} * right[2 * i] + std::int32_t{left[2 * i + 1]} * right[2 * i + 1];
  return IntBatch::load_unaligned(dots.data());
#endif
}

/// The lower 16 bits of four and four numbers, which hold them.
inline void store_narrowed(IntBatch low, IntBatch high, std::int16_t* to) {
#if defined(__wasm_simd128__)
  wasm_v128_store(to, wasm_i16x8_narrow_i32x4(low, high));
#elif defined(__SSE2__) && !defined(XSIMD_WITH_EMULATED)
  _mm_storeu_si128(reinterpret_cast<__m128i*>(to), _mm_packs_epi32(low, high));
#else
  std::array<std::int32_t, kShortLanes> lanes;
  low.store_unaligned(lanes.data());
  high.store_unaligned(lanes.data() + kLanes);
  for (std::size_t i = 0; i < kShortLanes; ++i) to[i] = static_cast<std::int16_t>(lanes[i]);
#endif
}

}  // namespace attn
