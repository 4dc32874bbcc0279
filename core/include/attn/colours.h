#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "attn/matrix.h"

/// Numbers to pixels, with the bytes that web/render/matrix-pixels.ts gives: the page draws small matrices there, and
/// large ones and thumbnails here, where the numbers are. Shapes must agree: a wrong one is a programmer's mistake.
namespace attn {

inline constexpr std::size_t kMaxBlock = 4096;

/// Cells [top, bottom) × [left, right) of a matrix, block × block of them to a pixel; blocks at the edges are cut.
struct CellRegion {
  std::size_t top = 0, bottom = 0, left = 0, right = 0;
  std::size_t block = 1;  ///< 1 … kMaxBlock

  std::size_t width() const { return (right - left + block - 1) / block; }
  std::size_t height() const { return (bottom - top + block - 1) / block; }
};

/// Which colour a number has.
struct ColourMap {
  /// 256 times red, green, blue, alpha: from 0 to `max`, or from −max to max if `is_signed`. What is outside gets the
  /// nearest.
  std::span<const std::uint8_t> table;
  double max = 1.0;
  bool is_signed = false;
  std::array<std::uint8_t, 3> masked = {};  ///< where a cell is −∞, or masked
};

/// Index into the table: share = value / max, (share + 1) / 2 if signed, times 255 to the nearest integer, halves up; 0
/// … 255.
std::size_t colour_index(const ColourMap& map, float value);

/// A pixel shows the strongest of its cells, the one with the largest |value|, and of equal ones the first row by row,
/// so that a single bright cell never gets lost. It is `masked` if all of its cells are. No NaN allowed.
/// @param values  [n_rows, n_cols]
/// @param masks   the same shape, −∞ where a cell is masked; or of no rows, where masks do not show
/// @param pixels  [4 · width · height] red, green, blue, alpha, row by row
void colour_region(MatrixView<const float> values, MatrixView<const float> masks, const CellRegion& region,
                   const ColourMap& map, std::span<std::uint8_t> pixels);

}  // namespace attn
