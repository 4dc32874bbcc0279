#pragma once

#include <cstddef>
#include <span>

namespace attn {

/// Element types of files; numbers cross the border in this order.
enum class StoredType : int { kF32, kF16, kBf16, kI8 };
std::size_t element_size(StoredType type);

/// A block of a part of a file's tensor, row-major and little-endian as it lies in the file.
struct StoredBlock {
  StoredType type = StoredType::kF32;
  std::span<const std::byte> part = {};  ///< whole rows of n_columns elements
  std::span<const float> scales = {};    ///< int8: one per row of the part
  std::size_t n_columns = 0;
  std::size_t from_row = 0, from_column = 0, n_block_rows = 0, n_block_columns = 0;
  bool transposed = false;                ///< the file has [in, out]
  std::size_t to_row = 0, to_column = 0;  ///< where the block's first element goes
};

}  // namespace attn
