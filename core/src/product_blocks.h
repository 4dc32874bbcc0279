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

/// Columns of a block of a product that is shared: so many that it takes some tens of microseconds, since the last one
/// may keep the others waiting, and that each thread gets several. At least a line of the cache, which two threads
/// would otherwise write in turn.
inline std::size_t shared_columns(std::size_t n_rows, std::size_t d, std::size_t m) {
  constexpr std::size_t kLine = 2 * kPanelWidth, kBlocksPerThread = 4;
  constexpr std::uint64_t kMostOperations = 2'000'000;
  const std::uint64_t most = kMostOperations / (std::uint64_t{2} * n_rows * d * kLine + 1);
  const std::size_t n_blocks = kBlocksPerThread * n_threads(), fair = (m / kLine + n_blocks - 1) / n_blocks;
  return kLine * std::max<std::size_t>(1, static_cast<std::size_t>(std::min<std::uint64_t>(most, fair)));
}

/// So many panels at a time for a last few rows, which fill no tile: twelve sums are under way. Such rows wait for
/// memory, and that gives more where it is read in several places at once.
constexpr std::size_t panels_beside(std::size_t n_rows) { return 6 / n_rows; }

/// Columns j … end − 1, n_panels panels at a time and the rest one by one: f<n_panels>(j).
template <std::size_t n_panels, class F>
void for_each_group(std::size_t j, std::size_t end, const F& f) {
  constexpr std::size_t kWidth = n_panels * kPanelWidth;
  for (; j + kWidth <= end; j += kWidth) f.template operator()<n_panels>(j);
  for (; j < end; j += kPanelWidth) f.template operator()<1>(j);
}

/// Hands out a product in blocks. Rows of A in a block stay in the second-level cache while the panels of B pass by.
/// @param d  length of the sums
template <class Multiply>
void for_each_block(std::size_t n, std::size_t d, std::size_t m, const Multiply& multiply) {
  const std::size_t n_in_tiles = n - n % kTileRows;
  const std::size_t n_row_blocks = std::max<std::size_t>(1, (n_in_tiles + kRowBlock - 1) / kRowBlock);
  const std::size_t width = n_threads() == 1 ? m : shared_columns(std::min(n, kRowBlock), d, m);
  const std::size_t n_column_blocks = n_threads() == 1 ? 1 : (m + width - 1) / width;
  parallel_for(n_row_blocks * n_column_blocks, std::uint64_t{2} * n * d * m, [&](std::size_t block, std::size_t) {
    const std::size_t row = block / n_column_blocks * kRowBlock, column = block % n_column_blocks * width;
    const std::size_t row_end = std::min(row + kRowBlock, n_in_tiles);
    multiply(ProductBlock{row, row_end, column, std::min(column + width, m), row_end == n_in_tiles});
  });
}

}  // namespace attn
