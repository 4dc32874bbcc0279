#pragma once

#include <cassert>
#include <cstddef>
#include <span>
#include <type_traits>

namespace attn {

/// A row-major matrix that somebody else owns. Rows lie `stride` elements apart, so that a head's columns inside a
/// wider matrix are a view too.
template <class T>
class MatrixView {
 public:
  constexpr MatrixView() = default;
  constexpr MatrixView(T* data, std::size_t n_rows, std::size_t n_cols) : MatrixView(data, n_rows, n_cols, n_cols) {}
  constexpr MatrixView(T* data, std::size_t n_rows, std::size_t n_cols, std::size_t stride)
      : data_(data), n_rows_(n_rows), n_cols_(n_cols), stride_(stride) {
    assert(stride >= n_cols);
  }
  /// A view that may write is also a view that may only read.
  template <class U>
    requires std::is_same_v<const U, T>
  constexpr MatrixView(const MatrixView<U>& other)
      : MatrixView(other.data(), other.n_rows(), other.n_cols(), other.stride()) {}

  constexpr T* data() const { return data_; }
  constexpr std::size_t n_rows() const { return n_rows_; }
  constexpr std::size_t n_cols() const { return n_cols_; }
  constexpr std::size_t stride() const { return stride_; }

  constexpr std::span<T> row(std::size_t i) const {
    assert(i < n_rows_);
    return {data_ + i * stride_, n_cols_};
  }
  constexpr T& operator()(std::size_t i, std::size_t j) const {
    assert(j < n_cols_);
    return row(i)[j];
  }
  /// Rows [first, first + n_rows).
  constexpr MatrixView rows(std::size_t first, std::size_t n_rows) const {
    assert(first + n_rows <= n_rows_);
    return {data_ + first * stride_, n_rows, n_cols_, stride_};
  }
  /// Columns [first, first + n_cols) of every row: one head's slice.
  constexpr MatrixView columns(std::size_t first, std::size_t n_cols) const {
    assert(first + n_cols <= n_cols_);
    return {data_ + first, n_rows_, n_cols, stride_};
  }

 private:
  T* data_ = nullptr;
  std::size_t n_rows_ = 0;
  std::size_t n_cols_ = 0;
  std::size_t stride_ = 0;
};

}  // namespace attn
