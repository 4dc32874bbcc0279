#pragma once

#include <span>

#include "attn/matrix.h"

/// What brings every row to the same size. Shapes must agree: a wrong one is a programmer's mistake and asserts.
///
/// Sums over a row of d numbers are taken in one order: lane l of 16 adds up the elements i ≡ l (mod 16), the lanes
/// then pairwise. Errors are relative to max(1, |result|), the largest found by tests/core/norms_test.cpp against
/// float64 over rows of 1 to 4,096 normally distributed numbers. A sum of squares must stay within float32: |x| < 2⁶⁰
/// is always safe.
namespace attn {

/// out_ic = (x_ic − mean_i) / √(variance_i + eps) · gamma_c + beta_c, with the mean and the variance Σ (x − mean)² / d
/// of row i (Ba et al. 2016, arXiv:1607.06450). Error ≤ 2·10⁻⁶.
/// @param x      [n, d]
/// @param gamma  [d]
/// @param beta   [d], or empty for 0
/// @param eps    > 0 where a row may be constant
/// @param out    [n, d]; may be x
void layer_norm(MatrixView<const float> x, std::span<const float> gamma, std::span<const float> beta, float eps,
                MatrixView<float> out);

/// out_ic = x_ic / √(Σ_c x_ic² / d + eps) · w_c, where w_c is weight_c, or 1 + weight_c if `plus_one` (Zhang and
/// Sennrich 2019, eq. 4, arXiv:1910.07467; Gemma adds the 1). Error ≤ 2·10⁻⁶.
/// @param x       [n, d]
/// @param weight  [d]
/// @param eps     > 0 where a row may be 0
/// @param out     [n, d]; may be x
void rms_norm(MatrixView<const float> x, std::span<const float> weight, float eps, bool plus_one,
              MatrixView<float> out);

}  // namespace attn
