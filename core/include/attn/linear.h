#pragma once

#include <span>

#include "attn/matrix.h"

/// Sums, dot products and lengths. Shapes must agree: a wrong one is a programmer's mistake and asserts.
///
/// Every sum over a vector is taken in one order: lane l of 4 adds up the elements i ≡ l (mod 4), then
/// (lane 0 + lane 1) + (lane 2 + lane 3). Of n normally distributed numbers its error against float64 is ≤ 10⁻⁵ √n, of
/// squared_distance() ≤ 10⁻⁵ n (tests/core/linear_test.cpp).
namespace attn {

/// Σ a_i
float sum(std::span<const float> a);

/// a · b = Σ a_i b_i
float dot(std::span<const float> a, std::span<const float> b);

/// ‖a − b‖² = Σ (a_i − b_i)²
float squared_distance(std::span<const float> a, std::span<const float> b);

/// ‖a‖ = √(a · a)
float norm(std::span<const float> a);

/// out_i = a_i + b_i. `out` may be a or b.
void add(std::span<const float> a, std::span<const float> b, std::span<float> out);

/// The same row by row, on all threads.
void add(MatrixView<const float> a, MatrixView<const float> b, MatrixView<float> out);

/// Whether there is neither NaN nor infinity.
bool all_finite(std::span<const float> a);

/// Whether every number is less than +∞: −∞ will do, NaN will not.
bool all_below_infinity(std::span<const float> a);

/// max |a_i|, 0 for an empty a, NaN if there is one.
float max_abs(std::span<const float> a);
/// The same for all rows of a matrix.
float max_abs(MatrixView<const float> a);

}  // namespace attn
