#pragma once

#include <cstddef>
#include <span>

#include "attn/matrix.h"

/// Rotary position embedding: queries and keys are turned by an angle that grows with their position, so that a product
/// of the two depends on their distance only (Su et al. 2021, arXiv:2104.09864). Frequencies and angles are computed
/// and reduced to a turn in float64, so that they are as exact at token 100,000 as at token 1. Shapes must agree: a
/// wrong one is a programmer's mistake and asserts.
namespace attn {

/// frequencies_i = base^(−2i/d), d being twice their number: radians per token of the i-th pair of components (§3.2.2
/// of the paper, where the base is 10000). @param base  ≥ 1
void rope_frequencies(double base, std::span<double> frequencies);

/// What Llama 3.1 does to frequencies so that angles between distant tokens stay small: a wave longer than
/// original_length / low_factor becomes `factor` times as long, one shorter than original_length / high_factor stays,
/// and between them the change sets in gradually ("rope_type": "llama3" of its published configuration).
struct Llama3Scaling {
  double factor = 8.0;
  double low_factor = 1.0;
  double high_factor = 4.0;
  double original_length = 8192.0;
};
void scale_frequencies(const Llama3Scaling& scaling, std::span<double> frequencies);

/// The type that frequencies are rounded to, where a model is cast to the type of its file together with its
/// frequencies.
enum class RopeRounding : int { kNone, kF16, kBf16 };

/// The nearest number of that type, ties to even, also below its smallest normal one.
/// @param frequencies  over 0, at most 1; changed in place
void round_frequencies(RopeRounding to, std::span<double> frequencies);

/// cosines_{t,i}, sines_{t,i} of the angle (first + t) · frequencies_i. Computed once for all layers and heads.
/// @param cosines, sines [n_tokens, n_frequencies]
void rope_angles(std::span<const double> frequencies, std::size_t first, MatrixView<float> cosines,
                 MatrixView<float> sines);

/// Which components of a head make up its i-th pair, where `half` pairs are turned.
enum class RopePairs : int {
  kNeighbours,  ///< 2i and 2i + 1, as in the paper (GPT-J; ONNX with interleaved = 1)
  kHalves,      ///< i and half + i (Llama, GPT-NeoX, Gemma, Qwen; ONNX with interleaved = 0)
};

/// Turns the i-th pair (a, b) of every head of token t by its i-th angle (eq. 34):
///   a' = a cos − b sin,  b' = b cos + a sin, each product and sum rounded to float32
/// The components of a head past the 2 · half first stay as they are. Error with the angles of rope_angles(), relative
/// to max(1, |result|): ≤ 10⁻⁶ against float64, also at token 131,000 (tests/core/rope_test.cpp).
/// @param head_dim        at least 2 · half
/// @param cosines, sines  [at least n_tokens, half]
/// @param x               [n_tokens, n_heads · head_dim], changed in place; one head of several by its columns
void apply_rope(RopePairs pairs, std::size_t head_dim, MatrixView<const float> cosines, MatrixView<const float> sines,
                MatrixView<float> x);

}  // namespace attn
