#pragma once

#include <span>

#include "attn/matrix.h"

/// What a feed-forward layer does between its two products, number by number. Shapes must agree: a wrong one is a
/// programmer's mistake and asserts. NaN stays NaN.
namespace attn {

/// Errors are the largest found by tests/core/activations_test.cpp against float64, relative to max(1, |result|).
enum class Activation : int {
  kNone,       ///< x
  kRelu,       ///< max(x, 0), exact (T5, Marian's ancestors)
  kGelu,       ///< x Φ(x) = x (1 + erf(x/√2)) / 2 (Hendrycks and Gimpel 2016, arXiv:1606.08415), error ≤ 2·10⁻⁷
  kGeluTanh,   ///< x (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2, also "gelu_new" (ibid.; GPT-2, Gemma), error ≤ 3·10⁻⁷
  kQuickGelu,  ///< x / (1 + e^(−1.702 x)) (ibid.; CLIP), error ≤ 3·10⁻⁷
  kSilu,       ///< x / (1 + e^(−x)), also "swish" (Ramachandran et al. 2017, arXiv:1710.05941), error ≤ 3·10⁻⁷
  kTanh,       ///< tanh x, error ≤ 2·10⁻⁷
};

/// out_i = act(x_i). @param out  as long as x; may be x
void activate(Activation kind, std::span<const float> x, std::span<float> out);

/// x_ij becomes act(x_ij). @param x  [n, d], in place
void activate(Activation kind, MatrixView<float> x);

/// out_i = act(gate_i) · up_i: the gated layers of Llama (SwiGLU), Gemma and T5 1.1 (GEGLU) (Shazeer 2020, eq. 6,
/// arXiv:2002.05202).
/// @param gate, up  of one length
/// @param out       as long; may be either
void activate_gated(Activation kind, std::span<const float> gate, std::span<const float> up, std::span<float> out);

}  // namespace attn
