#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

#include "attn/colours.h"

/// The twins of attn/colours.h: as web/render/matrix-pixels.ts has it, number by number.
namespace attn::ref {

inline std::size_t colour_index(double value, double max, bool is_signed) {
  const double share = max > 0.0 ? value / max : 0.0;
  return static_cast<std::size_t>(
      std::clamp(std::floor((is_signed ? (share + 1.0) / 2.0 : share) * 255.0 + 0.5), 0.0, 255.0));
}

/// −∞ if all cells of the pixel are masked.
inline float strongest(MatrixView<const float> values, MatrixView<const float> masks, const CellRegion& region,
                       std::size_t x, std::size_t y) {
  constexpr float kMasked = -std::numeric_limits<float>::infinity();
  const std::size_t top = region.top + y * region.block, left = region.left + x * region.block;
  float best = kMasked;
  for (std::size_t i = top; i < std::min(top + region.block, region.bottom); ++i)
    for (std::size_t j = left; j < std::min(left + region.block, region.right); ++j) {
      const float value = masks.n_rows() > 0 && masks(i, j) == kMasked ? kMasked : values(i, j);
      if (value != kMasked && (best == kMasked || std::abs(value) > std::abs(best))) best = value;
    }
  return best;
}

}  // namespace attn::ref
