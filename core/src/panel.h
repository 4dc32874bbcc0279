#pragma once

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

/// panel_kc = rows_ck · factor; a column without a row is 0.
/// @param rows   [≤ 8, n]
/// @param panel  [n, 8]
void pack_panel(MatrixView<const float> rows, float factor, std::span<float> panel);

/// rows_cj = panel_jc · factors_c
/// @param panel  [n, 8]
/// @param rows   [≤ 8, n]
void unpack_panel(std::span<const float> panel, const PanelRow& factors, MatrixView<float> rows);

/// Rows laid out as TileColumns{packed, 4, 4 · n}: groups of four, each [n, 4], the last one filled up with zeros.
/// @param rows    [n_rows, n]
/// @param packed  [n_rows rounded up to a multiple of 4, n]
void pack_rows(MatrixView<const float> rows, std::span<float> packed);

/// panel_jc += rows_cj
/// @param rows   ≤ 8 rows of `panel`'s length, `stride` apart; 0: one row for all columns
void add_rows(const float* rows, std::size_t stride, std::size_t n_rows, std::span<float> panel);

/// out_rc = Σ_k left_rk panel_kc, k ascending
/// @param left   [n_rows, n], the second one packed or transposed
/// @param panel  [n, 8]
/// @param out    [n_rows, 8]
void multiply_panel(MatrixView<const float> left, std::span<const float> panel, std::span<float> out);
void multiply_panel(TileColumns left, std::span<const float> panel, std::span<float> out);

/// The whole panels of V's columns, beside each other, each [n, 8].
/// @param values  [n, d]
/// @param packed  [n · (d rounded down to a multiple of 8)]
void pack_values(MatrixView<const float> values, std::span<float> packed);

/// V as the right side of tiles: columns i … i + 7 of row j lie at data[i / 8 · next + j · step], packed by
/// pack_values() or where they are.
struct ValuePanels {
  const float* data;
  std::size_t step;
  std::size_t next;
};

/// out_ci = factors_c Σ_j panel_jc values_ji, j ascending: what up to 8 queries get. It is done in steps, 0 …
/// n_steps() − 1, so that there may be other work between them.
struct ValueMix {
  MatrixView<const float> values;  ///< [n, d]
  ValuePanels panels;              ///< of `values`
  std::span<const float> panel;    ///< [n, 8]
  const PanelRow& factors;
  std::span<float> scratch;  ///< [8 · d]
  MatrixView<float> out;     ///< [≤ 8, d]

  std::size_t n_steps() const;
  void step(std::size_t i) const;

 private:
  std::size_t n_panels() const { return values.n_cols() / kPanelWidth; }
  void mix_panel(std::size_t d, std::size_t k) const;
  template <std::size_t n_rows>
  void mix_tile(std::size_t c, std::size_t d, std::size_t k) const;
  void mix_rest() const;
};

/// The largest of every column; −∞ for an empty panel. No NaN allowed.
PanelRow largest_of_columns(std::span<const float> panel);

/// panel_jc becomes e^(panel_jc − max_c).
/// @return 1 / Σ_j of every column, and 0 for a column that is all −∞: its numbers are then 0
PanelRow exponentiate_columns(const PanelRow& max, std::span<float> panel);

}  // namespace attn
