#pragma once

#include <cstdint>
#include <span>

#include "attn/matrix.h"

namespace attn {

/// SplitMix64 (Steele, Lea & Flood 2014, "Fast splittable pseudorandom number generators", fig. 19).
///
/// The state advances by 0x9e3779b97f4a7c15; each output is the state mixed. A generator is named by a seed and a
/// stream number and starts at mix(seed · 2³² + stream), so that streams of one seed have nothing to do with each
/// other: every random vector or matrix has its own, and choosing one never changes another.
class Random {
 public:
  Random(std::uint32_t seed, std::uint32_t stream);

  std::uint64_t next();

  /// The top 24 bits of next() · 2⁻²⁴: uniform on [0, 1).
  float uniform();

  /// values ~ N(0, sigma²) by Box–Muller: from two uniforms a, b the two numbers sigma·√(−2 ln(1 − a))·cos(2πb) and
  /// …·sin(2πb), in that order; an odd length drops the last sine.
  void fill_normal(std::span<float> values, float sigma);

 private:
  std::uint64_t state_;
};

/// Orthogonal W (W Wᵀ = 1), uniform among all: rows ~ N(0, 1), each made orthogonal to those before it by Gram–Schmidt,
/// done twice, and scaled to length 1.
/// @param w [d, d]
void fill_orthogonal(Random& random, MatrixView<float> w);

}  // namespace attn
