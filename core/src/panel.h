#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>

#include "attn/matrix.h"
#include "simd.h"
#include "tile.h"

/// Panels: matrices [n, 8] that are the right side of a tile. In attention every lane is a query, so whatever a query
/// does for itself (its largest score, its sum) is done without looking across lanes.
namespace attn {

/// One row of a panel.
using PanelRow = std::array<Batch, kPanelWidth / kLanes>;
inline PanelRow load_row(const float* from) { return {load(from), load(from + kLanes)}; }
inline void store_row(const PanelRow& row, float* to) {
  store(row[0], to);
  store(row[1], to + kLanes);
}

/// Steps of a product that are done for all groups of rows before the next ones: so many rows of V (or of d) stay in
/// the first-level cache meanwhile.
inline constexpr std::size_t kStepBlock = 128;
/// Of so many steps; without any, what is summed must still become 0.
inline std::size_t n_step_blocks(std::size_t n_steps) {
  return std::max<std::size_t>(1, (n_steps + kStepBlock - 1) / kStepBlock);
}

/// panel_kc = rows_ck · factor; a column without a row is 0.
/// @param rows   [≤ 8, n]
/// @param panel  [n, 8]
void pack_panel(MatrixView<const float> rows, float factor, std::span<float> panel);

/// rows_cj = panel_jc · factors_c
/// @param panel  [n, 8]
/// @param rows   [≤ 8, n]
void unpack_panel(std::span<const float> panel, const PanelRow& factors, MatrixView<float> rows);

/// Rows laid out as TileColumns{packed, kTallRows, kTallRows · n}; what a last group lacks stays as it was.
/// @param rows    [n_rows, n]
/// @param packed  [n_rows rounded up to a multiple of kTallRows, n]
void pack_rows(MatrixView<const float> rows, std::span<float> packed);

/// panel_jc += rows_cj
/// @param rows   ≤ 8 rows of `panel`'s length, `stride` apart; 0: one row for all columns
void add_rows(const float* rows, std::size_t stride, std::size_t n_rows, std::span<float> panel);

/// out_rc = Σ_k left_rk panel_kc, k ascending
/// @param left   [n_rows, n]
/// @param panel  [n, 8]
/// @param out    [n_rows, 8]
void multiply_panel(MatrixView<const float> left, std::span<const float> panel, std::span<float> out);

/// The same, where the left side's rows lie beside each other, in parts: there may be other work between them.
class PanelProduct {
 public:
  /// @param left   [n_rows, n]
  /// @param panel  [n, 8]
  /// @param out    [n_rows, 8]
  PanelProduct(TileColumns left, std::span<const float> panel, std::span<float> out);

  std::size_t n_parts() const { return n_blocks_ * n_groups_; }
  bool is_done() const { return block_ == n_blocks_; }
  /// The next part, of n_parts().
  void next() { add_groups(group_ + 1); }
  void all();

 private:
  /// Adds a block's steps to the groups up to `last`.
  void add_groups(std::size_t last);

  TileColumns left_;
  std::span<const float> panel_;
  std::span<float> out_;
  std::size_t n_blocks_, n_groups_;
  std::size_t block_ = 0, group_ = 0;  ///< of the next part
};

/// The largest of every column; −∞ for an empty panel. No NaN allowed.
PanelRow largest_of_columns(std::span<const float> panel);

/// panel_jc becomes e^(panel_jc − max_c).
/// @return 1 / Σ_j of every column, and 0 for a column that is all −∞: its numbers are then 0
PanelRow exponentiate_columns(const PanelRow& max, std::span<float> panel);

}  // namespace attn
