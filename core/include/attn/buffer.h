#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <span>

#include "attn/matrix.h"
#include "attn/status.h"

namespace attn {

/// Memory that grows to the largest size asked for and is then reused: a second run of the same size allocates nothing.
template <class T>
class Buffer {
 public:
  /// Makes room for `size` elements. Growing loses the contents; otherwise they stay.
  /// @return kOutOfMemory; size and contents are then unchanged
  Status resize(std::uint64_t size) {
    if (size > capacity_) {
      if (size > SIZE_MAX / 2 / sizeof(T)) return Status::kOutOfMemory;
      std::unique_ptr<T[]> grown(new (std::nothrow) T[static_cast<std::size_t>(size)]);
      if (!grown) return Status::kOutOfMemory;
      data_ = std::move(grown);
      capacity_ = static_cast<std::size_t>(size);
    }
    size_ = static_cast<std::size_t>(size);
    return Status::kOk;
  }

  std::size_t size() const { return size_; }
  T* data() { return data_.get(); }
  const T* data() const { return data_.get(); }
  std::span<T> span() { return {data(), size_}; }
  std::span<const T> span() const { return {data(), size_}; }
  MatrixView<T> matrix(std::size_t n_rows, std::size_t n_cols, std::size_t offset = 0) {
    assert(offset + n_rows * n_cols <= size_);
    return {data() + offset, n_rows, n_cols};
  }
  MatrixView<const T> matrix(std::size_t n_rows, std::size_t n_cols, std::size_t offset = 0) const {
    assert(offset + n_rows * n_cols <= size_);
    return {data() + offset, n_rows, n_cols};
  }

 private:
  std::unique_ptr<T[]> data_;
  std::size_t capacity_ = 0;
  std::size_t size_ = 0;
};

}  // namespace attn
