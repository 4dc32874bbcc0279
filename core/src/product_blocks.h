#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "attn/parallel.h"
#include "tile.h"

namespace attn {

/// A part of a product [n, m]: rows in whole tiles, and the columns of whole panels (but for the last).
struct ProductBlock {
  std::size_t row, row_end;
  std::size_t column, column_end;
  bool has_rest;  ///< whether the product's last one to three rows, which fill no tile, belong to it: from row_end on
};

/// Rows of a block, at most.
inline constexpr std::size_t kRowBlock = 128;

/// Hands out a product in blocks. Rows of A in a block stay in the second-level cache while the panels of B pass by.
/// @param d  length of the sums
template <class Multiply>
void for_each_block(std::size_t n, std::size_t d, std::size_t m, const Multiply& multiply) {
  constexpr std::size_t kSharedColumns = 4 * kPanelWidth;
  const std::size_t n_in_tiles = n - n % kTileRows;
  const std::size_t n_row_blocks = std::max<std::size_t>(1, (n_in_tiles + kRowBlock - 1) / kRowBlock);
  const std::size_t width = n_threads() == 1 ? m : kSharedColumns;
  const std::size_t n_column_blocks = n_threads() == 1 ? 1 : (m + width - 1) / width;
  parallel_for(n_row_blocks * n_column_blocks, std::uint64_t{2} * n * d * m, [&](std::size_t block, std::size_t) {
    const std::size_t row = block / n_column_blocks * kRowBlock, column = block % n_column_blocks * width;
    const std::size_t row_end = std::min(row + kRowBlock, n_in_tiles);
    multiply(ProductBlock{row, row_end, column, std::min(column + width, m), row_end == n_in_tiles});
  });
}

}  // namespace attn
