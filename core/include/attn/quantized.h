#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "attn/activations.h"
#include "attn/buffer.h"
#include "attn/matrix.h"
#include "attn/status.h"

/// Products with int8 parameters, one float32 scale per row: a quarter of float32's memory.
///
/// A row w of parameters is stored as integers q_k of −127 … 127 and a scale s with w_k ≈ s q_k; quantising takes
/// s = max |w_k| / 127 and the nearest integer, half to even, so that |w_k − s q_k| ≤ 0.5001 s. A row with
/// max |w_k| < 10⁻³⁵ becomes 0. Shapes must agree: a wrong one is a programmer's mistake and asserts.
namespace attn {

/// Quantises one row. @param values  [d], finite  @param out  [d]  @return its scale
float quantize_row(std::span<const float> values, std::span<std::int8_t> out);

/// Parameters W [m, d] = [out, in] in int8, laid out for matmul(): panels of 8 rows of W, which are 8 columns of the
/// result. May be filled piece by piece, as a file is read.
class PackedInt8Matrix {
 public:
  /// Makes room for W [m, d]. What the matrix held is lost. @return kOutOfMemory; it is then empty
  Status resize(std::size_t m, std::size_t d);
  /// Sets rows first, first + 1, … of W. @param rows [≤ m − first, d]  @param scales [as many as rows], finite
  void set_rows(std::size_t first, MatrixView<const std::int8_t> rows, std::span<const float> scales);
  /// The same, quantising float32 rows.
  void set_rows(std::size_t first, MatrixView<const float> rows);
  /// The same from the transpose, where the parameters lie as [in, out]. @param columns [d, ≤ m − first]
  void set_columns(std::size_t first, MatrixView<const float> columns);

  /// resize() and all rows at once. @param rows [m, d]
  Status pack(MatrixView<const std::int8_t> rows, std::span<const float> scales);
  Status pack_float(MatrixView<const float> rows);

  /// out_k = s_j q_jk: row j of W, as for an embedding. @param out [d]
  void read_row(std::size_t j, std::span<float> out) const;

  std::size_t n_rows() const { return d_; }  ///< d, the rows of the right side B = Wᵀ
  std::size_t n_cols() const { return m_; }  ///< m
  std::uint64_t bytes() const { return panels_.size() + scales_.size() * sizeof(float); }

  /// The panel that holds column j, a multiple of 8: [n_pairs, 8, 2], numbers 2p and 2p + 1 of a column side by side,
  /// so that both are multiplied in one step; where d is odd the last is 0.
  const std::int8_t* panel(std::size_t j) const { return panels_.data() + 2 * j * n_pairs(); }
  std::size_t n_pairs() const { return (d_ + 1) / 2; }
  /// [m filled up to a multiple of 8]
  std::span<const float> scales() const { return scales_.span(); }

 private:
  void set_number(std::size_t j, std::size_t k, std::int8_t value);
  template <class Read>
  void set_quantized(std::size_t j, float max, Read read);

  Buffer<std::int8_t> panels_;
  Buffer<float> scales_;
  std::size_t d_ = 0;
  std::size_t m_ = 0;
};

/// Rows a [n, d] in int8 with one scale each, for products with PackedInt8Matrix: quantised once where several products
/// share them. The integers lie as 16 bits, the width in which they are multiplied.
class QuantizedRows {
 public:
  /// @param a [n, d], finite  @return kOutOfMemory; the rows are then as before
  Status quantize(MatrixView<const float> a);

  std::size_t n_rows() const { return n_; }
  std::size_t n_cols() const { return d_; }
  /// Numbers 2p and 2p + 1 of row i lie at pairs(i) + p · kPairStride: the pairs of four rows, which a tile needs
  /// together, side by side. Where d is odd the last number is 0.
  const std::int16_t* pairs(std::size_t i) const {
    return values_.data() + i / kRowsTogether * n_pairs() * kPairStride + i % kRowsTogether * 2;
  }
  static constexpr std::size_t kRowsTogether = 4;
  static constexpr std::size_t kPairStride = 2 * kRowsTogether;
  std::size_t n_pairs() const { return (d_ + 1) / 2; }
  std::span<const float> scales() const { return scales_.span(); }  ///< [n]

 private:
  void quantize_row(std::size_t i, std::span<const float> row);

  Buffer<std::int16_t> values_;
  Buffer<float> scales_;
  std::size_t n_ = 0;
  std::size_t d_ = 0;
};

/// out_ij = act(bias_j + s_j Σ_k a_ik q_jk): float32 rows times int8 parameters. The integers count as float32 numbers;
/// each element is summed on its own from 0, k ascending, then scaled, then the bias added, each step rounded.
/// |error| ≤ (d + 3) 2⁻²⁴ (|bias_j| + 2 s_j Σ_k |a_ik q_jk|) against the same sums in exact arithmetic.
/// @param a     [n, d]
/// @param b     W [m, d], packed
/// @param bias  [m], or empty for none
/// @param out   [n, m]; must not overlap the others
void matmul(MatrixView<const float> a, const PackedInt8Matrix& b, std::span<const float> bias, Activation activation,
            MatrixView<float> out);

/// out_ij = act(bias_j + (t_i s_j) Σ_k p_ik q_jk), p and t being the integers and scales of `a`. The sum is exact and
/// the rest rounds four times, so that only quantising `a` loses anything: at most t_i / 2 · Σ_k |s_j q_jk|. d ≤
/// 133,000.
/// @param a     [n, d], quantised
/// @param b     W [m, d], packed
/// @param bias  [m], or empty for none
/// @param out   [n, m]
void matmul(const QuantizedRows& a, const PackedInt8Matrix& b, std::span<const float> bias, Activation activation,
            MatrixView<float> out);

}  // namespace attn
