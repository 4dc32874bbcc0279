#pragma once

#include <array>
#include <cstddef>

#include "simd.h"

/// The one inner loop of every product. See docs/kernels.md for why it has this shape.
namespace attn {

/// Columns of a panel: a right side [n, 8] whose rows follow each other without a gap.
inline constexpr std::size_t kPanelWidth = 8;
/// Rows of a tile. 4 rows × 8 columns are 8 accumulators; with those operands they fit the 15 vector registers that
/// V8 has on x64, where a larger tile spills.
inline constexpr std::size_t kTileRows = 4;
/// Rows of a tile of float32 where there are enough. A fused step needs no register for the product and takes longer
/// than an addition: 12 accumulators then fit, and 8 would be too few to hide its latency.
#ifdef ATTN_TALL_TILES
inline constexpr std::size_t kTallRows = 6;
#else
inline constexpr std::size_t kTallRows = kTileRows;
#endif

/// A left side whose element (i, k) lies at data[i · row_stride + k · step]: a matrix, or one transposed.
struct TileRows {
  const float* data;
  std::size_t row_stride;
  std::size_t step;
};

/// Panels side by side, `stride` floats apart.
struct TilePanels {
  const float* data;
  std::size_t stride;
};

template <std::size_t n_rows, std::size_t n_panels>
using Tile = std::array<std::array<Batch, n_panels * kPanelWidth / kLanes>, n_rows>;

/// The step of a product.
struct AddProduct {
  Batch operator()(Batch left, Batch right, Batch sum) const { return mul_add(left, right, sum); }
};

/// What a loop does beside its steps.
struct Nothing {
  void operator()() const {}
};

/// tile_ic += Σ_k rows_ik panels_kc for 0 ≤ k < n, ascending, or another step than a product's: each element on its
/// own, so that its bits depend neither on its place in a tile nor on the tile's shape. The loop must stay rolled: V8
/// hoists the loads of an unrolled body and spills.
template <std::size_t n_rows, std::size_t n_panels, class Step = AddProduct, class Beside = Nothing>
inline void add_product(TileRows rows, TilePanels panels, std::size_t n, Tile<n_rows, n_panels>& tile, Step step = {},
                        Beside beside = {}) {
  constexpr std::size_t kBatches = n_panels * kPanelWidth / kLanes;
  std::array<const float*, n_rows> row;
  for (std::size_t i = 0; i < n_rows; ++i) row[i] = rows.data + i * rows.row_stride;
  const float* panel = panels.data;
  for (std::size_t k = 0; k < n; ++k, panel += kPanelWidth) {
    beside();
    std::array<Batch, kBatches> right;
    for (std::size_t c = 0; c < kBatches; ++c) right[c] = load(panel + c / 2 * panels.stride + c % 2 * kLanes);
    for (std::size_t i = 0; i < n_rows; ++i, row[i - 1] += rows.step) {
      const Batch left(*row[i]);
      for (std::size_t c = 0; c < kBatches; ++c) tile[i][c] = step(left, right[c], tile[i][c]);
    }
  }
}

/// Cuts rows first … end − 1, a multiple of kTileRows, into tiles: f<n_rows>(row).
template <class F>
void for_each_tile(std::size_t first, std::size_t end, const F& f) {
  if constexpr (kTallRows > kTileRows)
    for (; end - first >= kTallRows && end - first != 2 * kTileRows; first += kTallRows)
      f.template operator()<kTallRows>(first);
  for (; first < end; first += kTileRows) f.template operator()<kTileRows>(first);
}

/// f<n>(), for 1 ≤ n ≤ most.
template <std::size_t most, class F>
void with_rows(std::size_t n, const F& f) {
  if constexpr (most > 1)
    if (n < most) return with_rows<most - 1>(n, f);
  f.template operator()<most>();
}

/// The left side of a product whose rows lie beside each other in groups of kTallRows: element (i, k) of the first
/// group is data[i + k · step], and the next group begins `next` floats further on. Rows packed by pack_rows(), or the
/// columns of a matrix where they lie or packed by pack_values(). One pointer serves all rows of a group, at distances
/// known here: that is 8 % faster.
struct TileColumns {
  const float* data;
  std::size_t step;
  std::size_t next;
};

/// As above, for one group of rows and one panel, whose rows begin `right_step` floats apart.
template <std::size_t n_rows>
inline void add_product(const float* left, std::size_t step, const float* right, std::size_t right_step, std::size_t n,
                        Tile<n_rows, 1>& tile) {
  for (const float* end = left + n * step; left < end; left += step, right += right_step) {
    const Batch columns[] = {load(right), load(right + kLanes)};
    for (std::size_t i = 0; i < n_rows; ++i)
      for (std::size_t c = 0; c < 2; ++c) tile[i][c] = mul_add(Batch(left[i]), columns[c], tile[i][c]);
  }
}

}  // namespace attn
