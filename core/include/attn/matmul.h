#pragma once

#include <cassert>
#include <cstddef>
#include <span>

#include "attn/activations.h"
#include "attn/buffer.h"
#include "attn/matrix.h"
#include "attn/status.h"

/// Matrix products at the speed of the machine. Shapes must agree: a wrong one is a programmer's mistake and asserts.
namespace attn {

/// The right side B [d, m] of products, laid out for matmul(): panels of 8 columns, each [d, 8], the last one filled up
/// with zeros. Constant parameters are packed once; a right side that changes is packed before each product, into the
/// same memory.
class PackedMatrix {
 public:
  /// Packs B. @param b [d, m]  @return kOutOfMemory; nothing is then packed
  Status pack(MatrixView<const float> b);
  /// Packs Bᵀ: the columns of B's panels are rows of `b`. @param b [m, d]  @return as pack()
  Status pack_transposed(MatrixView<const float> b);
  /// Makes room for B [d, m], all zeros, to be filled by at(). @return as pack()
  Status reserve(std::size_t n_rows, std::size_t n_cols);

  /// B_kj: where it lies among the panels.
  float& at(std::size_t k, std::size_t j) { return panels_.data()[place(k, j)]; }
  float at(std::size_t k, std::size_t j) const { return panels_.data()[place(k, j)]; }

  std::size_t n_rows() const { return n_rows_; }
  std::size_t n_cols() const { return n_cols_; }
  /// The panel that holds column j, a multiple of 8.
  const float* panel(std::size_t j) const { return panels_.data() + j * n_rows_; }

 private:
  Status resize(std::size_t n_rows, std::size_t n_cols);
  std::size_t place(std::size_t k, std::size_t j) const {
    assert(k < n_rows_ && j < n_cols_);
    return j / 8 * 8 * n_rows_ + k * 8 + j % 8;
  }

  Buffer<float> panels_;
  std::size_t n_rows_ = 0;
  std::size_t n_cols_ = 0;
};

/// out_ij = bias_j + Σ_k a_ik b_kj: A B. Every element is summed on its own, from the bias (or 0) on with k ascending,
/// each product and each sum rounded to float32; |error| ≤ (d + 1) 2⁻²⁴ (|bias_j| + 2 Σ_k |a_ik b_kj|).
/// @param a     [n, d]
/// @param b     [d, m], packed
/// @param bias  [m], or empty for none
/// @param out   [n, m]; must not overlap the others
void matmul(MatrixView<const float> a, const PackedMatrix& b, std::span<const float> bias, MatrixView<float> out);

/// out_ij = act(bias_j + Σ_k a_ik b_kj): the same, and the activation while the result is at hand; as activate() gives
/// it.
void matmul(MatrixView<const float> a, const PackedMatrix& b, std::span<const float> bias, Activation activation,
            MatrixView<float> out);

}  // namespace attn
