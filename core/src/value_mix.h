#pragma once

#include <type_traits>

#include "panel.h"

/// out_ci = factors_c Σ_j panel_jc values_ji, j ascending: the context of up to 8 queries. It is done in parts, so that
/// there may be other work between them.
namespace attn {

struct ValueMixInputs {
  MatrixView<const float> values;  ///< [n, d]
  TileColumns columns;             ///< of `values`, in groups of ValueMix::kWidth: packed or where they lie
  std::span<const float> panel;    ///< [n, 8]
  PanelRow factors;
};

/// Four queries × eight columns of V a tile: rows come out as they are wanted.
class WideValueMix {
 public:
  static constexpr std::size_t kWidth = kPanelWidth;

  /// @param sums  [8 · d], to work in
  /// @param out   [≤ 8, d]
  WideValueMix(const ValueMixInputs& in, std::span<float> sums, MatrixView<float> out);

  std::size_t n_parts() const { return n_blocks_ * n_panels_ + (n_left_ > 0 ? 1 : 0); }
  /// The next part, of n_parts().
  void next();

 private:
  void mix_panel() const;
  template <std::size_t n_rows>
  void mix_tile(std::size_t c) const;
  void mix_rest() const;

  ValueMixInputs in_;
  std::span<float> sums_;
  MatrixView<float> out_;
  std::size_t n_blocks_, n_panels_, n_left_;
  std::size_t block_ = 0, panel_ = 0;  ///< of the next part
};

/// Columns of V × eight queries a tile, transposed at the end: of use where a tile has more than four rows.
class TallValueMix {
 public:
  static constexpr std::size_t kWidth = kTallRows;

  TallValueMix(const ValueMixInputs& in, std::span<float> sums, MatrixView<float> out)
      : factors_(in.factors), sums_(sums), out_(out), product_(in.columns, in.panel, sums) {}

  std::size_t n_parts() const { return product_.n_parts() + 1; }
  void next() {
    if (product_.is_done()) return unpack_panel(sums_, factors_, out_);
    product_.next();
  }

 private:
  PanelRow factors_;
  std::span<float> sums_;
  MatrixView<float> out_;
  PanelProduct product_;
};

using ValueMix = std::conditional_t<(kTallRows > kTileRows), TallValueMix, WideValueMix>;

/// V's columns laid out as TileColumns{packed, kWidth, kWidth · n}; what a last group lacks stays as it was.
/// @param values  [n, d]
/// @param packed  [n, d rounded up to a multiple of kWidth]
void pack_values(MatrixView<const float> values, std::span<float> packed);

}  // namespace attn
