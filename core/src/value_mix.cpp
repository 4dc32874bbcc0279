#include "value_mix.h"

#include <algorithm>

namespace attn {

WideValueMix::WideValueMix(const ValueMixInputs& in, std::span<float> sums, MatrixView<float> out)
    : in_(in),
      sums_(sums),
      out_(out),
      n_blocks_(n_step_blocks(in.values.n_rows())),
      n_panels_(in.values.n_cols() / kPanelWidth),
      n_left_(in.values.n_cols() % kPanelWidth) {}

void WideValueMix::next() {
  if (block_ == n_blocks_ || n_panels_ == 0) return mix_rest();
  mix_panel();
  if (++panel_ < n_panels_) return;
  panel_ = 0;
  ++block_;
}

/// Continues 8 columns of the context.
void WideValueMix::mix_panel() const {
  for (std::size_t c = 0; c < out_.n_rows(); c += kTileRows)
    with_rows<kTileRows>(std::min(kTileRows, out_.n_rows() - c), [&]<std::size_t n_rows>() { mix_tile<n_rows>(c); });
}

/// Those of a few queries, from c on.
template <std::size_t n_rows>
void WideValueMix::mix_tile(std::size_t c) const {
  const std::size_t k = block_ * kStepBlock, n = std::min(kStepBlock, in_.values.n_rows() - k);
  const bool is_first = block_ == 0, is_last = block_ + 1 == n_blocks_;
  float* partial = &sums_[(panel_ * kPanelWidth + c) * kPanelWidth];
  Tile<n_rows, 1> tile;
  for (std::size_t r = 0; r < n_rows; ++r)
    tile[r] = is_first ? PanelRow{Batch(0.0f), Batch(0.0f)} : load_row(partial + r * kPanelWidth);
  add_product<n_rows>(in_.panel.data() + k * kPanelWidth + c, kPanelWidth,
                      in_.columns.data + panel_ * in_.columns.next + k * in_.columns.step, in_.columns.step, n, tile);
  for (std::size_t r = 0; r < n_rows; ++r) {
    if (!is_last) {
      store_row(tile[r], partial + r * kPanelWidth);
      continue;
    }
    const Batch factor(lane(in_.factors[c / kLanes], r));
    store_row({tile[r][0] * factor, tile[r][1] * factor}, &out_(c + r, panel_ * kPanelWidth));
  }
}

/// What is left of d when it is no multiple of 8. V's columns are the rows of the tile here: any number will do.
void WideValueMix::mix_rest() const {
  const std::size_t n_done = n_panels_ * kPanelWidth;
  const std::span<float> sums = sums_.first(n_left_ * kPanelWidth);
  PanelProduct({in_.values.data() + n_done, in_.values.stride(), kTallRows}, in_.panel, sums).all();
  unpack_panel(sums, in_.factors, out_.columns(n_done, n_left_));
}

void pack_values(MatrixView<const float> values, std::span<float> packed) {
  constexpr std::size_t kWidth = ValueMix::kWidth;
  float* to = packed.data();
  for (std::size_t first = 0; first < values.n_cols(); first += kWidth) {
    const std::size_t width = std::min(kWidth, values.n_cols() - first);
    const float* from = values.data() + first;
    for (std::size_t j = 0; j < values.n_rows(); ++j, from += values.stride(), to += kWidth)
      if (width == kWidth)
        std::copy_n(from, kWidth, to);  // of a size known here
      else
        std::copy_n(from, width, to);
  }
}

}  // namespace attn
