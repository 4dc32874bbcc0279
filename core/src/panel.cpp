#include "panel.h"

#include <algorithm>

#include "math.h"

namespace attn {
namespace {

PanelRow load_row(const float* from) { return {load(from), load(from + kLanes)}; }
void store_row(const PanelRow& row, float* to) {
  store(row[0], to);
  store(row[1], to + kLanes);
}

Square load_square(const float* from, std::size_t stride) {
  return {load(from), load(from + stride), load(from + 2 * stride), load(from + 3 * stride)};
}
/// The rows that there are, then zeros.
Square load_rest(MatrixView<const float> rows, std::size_t first, std::size_t k) {
  Square square;
  for (std::size_t r = 0; r < kLanes; ++r)
    square[r] = first + r < rows.n_rows() ? load(&rows(first + r, k)) : Batch(0.0f);
  return square;
}
void store_square(const Square& square, float* to, std::size_t stride) {
  for (std::size_t r = 0; r < kLanes; ++r) store(square[r], to + r * stride);
}

/// The rows of V (or of d) that stay in the first-level cache while all groups of the left side pass by.
constexpr std::size_t kStepBlock = 128;

template <std::size_t n_rows>
void multiply_rows(MatrixView<const float> left, std::size_t r, std::span<const float> panel, std::span<float> out) {
  Tile<n_rows, 1> tile;
  for (PanelRow& row : tile) row.fill(Batch(0.0f));
  add_product<n_rows, 1>({left.data() + r * left.stride(), left.stride(), 1}, {panel.data(), 0}, left.n_cols(), tile);
  for (std::size_t i = 0; i < n_rows; ++i) store_row(tile[i], &out[(r + i) * kPanelWidth]);
}

/// Adds `n` steps to the rows of one group; the first time they begin at 0.
template <std::size_t n_rows>
void continue_rows(const float* left, std::size_t step, const float* panel, std::size_t n, bool is_first, float* out) {
  Tile<n_rows, 1> tile;
  for (std::size_t i = 0; i < n_rows; ++i)
    tile[i] = is_first ? PanelRow{Batch(0.0f), Batch(0.0f)} : load_row(out + i * kPanelWidth);
  add_product<n_rows>(left, step, panel, kPanelWidth, n, tile);
  for (std::size_t i = 0; i < n_rows; ++i) store_row(tile[i], out + i * kPanelWidth);
}

}  // namespace

void pack_panel(MatrixView<const float> rows, float factor, std::span<float> panel) {
  assert(rows.n_rows() <= kPanelWidth && panel.size() == rows.n_cols() * kPanelWidth);
  std::size_t k = 0;
  for (; k + kLanes <= rows.n_cols(); k += kLanes)
    for (std::size_t c = 0; c < kPanelWidth; c += kLanes) {
      Square square = c + kLanes <= rows.n_rows() ? load_square(&rows(c, k), rows.stride()) : load_rest(rows, c, k);
      for (Batch& row : square) row = row * Batch(factor);
      store_square(transpose(square), &panel[k * kPanelWidth + c], kPanelWidth);
    }
  for (; k < rows.n_cols(); ++k)
    for (std::size_t c = 0; c < kPanelWidth; ++c)
      panel[k * kPanelWidth + c] = c < rows.n_rows() ? rows(c, k) * factor : 0.0f;
}

void unpack_panel(std::span<const float> panel, const PanelRow& factors, MatrixView<float> rows) {
  assert(rows.n_rows() <= kPanelWidth && panel.size() == rows.n_cols() * kPanelWidth);
  std::size_t j = 0;
  for (; j + kLanes <= rows.n_cols(); j += kLanes)
    for (std::size_t c = 0; c < rows.n_rows(); c += kLanes) {
      Square square = load_square(&panel[j * kPanelWidth + c], kPanelWidth);
      for (Batch& row : square) row = row * factors[c / kLanes];
      square = transpose(square);
      if (c + kLanes <= rows.n_rows())
        store_square(square, &rows(c, j), rows.stride());
      else
        for (std::size_t r = 0; c + r < rows.n_rows(); ++r) store(square[r], &rows(c + r, j));
    }
  for (; j < rows.n_cols(); ++j)
    for (std::size_t c = 0; c < rows.n_rows(); ++c)
      rows(c, j) = panel[j * kPanelWidth + c] * lane(factors[c / kLanes], c % kLanes);
}

void pack_rows(MatrixView<const float> rows, std::span<float> packed) {
  const std::size_t n = rows.n_cols();
  float* group = packed.data();
  std::size_t r = 0;
  for (; r + kTileRows <= rows.n_rows(); r += kTileRows, group += kTileRows * n) {
    std::size_t k = 0;
    for (; k + kLanes <= n; k += kLanes)
      store_square(transpose(load_square(&rows(r, k), rows.stride())), group + k * kTileRows, kTileRows);
    for (; k < n; ++k)
      for (std::size_t i = 0; i < kTileRows; ++i) group[k * kTileRows + i] = rows(r + i, k);
  }
  if (r == rows.n_rows()) return;
  for (std::size_t k = 0; k < n; ++k)
    for (std::size_t i = 0; i < kTileRows; ++i)
      group[k * kTileRows + i] = r + i < rows.n_rows() ? rows(r + i, k) : 0.0f;
}

void add_rows(const float* rows, std::size_t stride, std::size_t n_rows, std::span<float> panel) {
  const std::size_t n = panel.size() / kPanelWidth;
  std::size_t j = 0;
  for (; j + kLanes <= n; j += kLanes)
    for (std::size_t c = 0; c < n_rows; c += kLanes) {
      Square square;
      for (std::size_t r = 0; r < kLanes; ++r) square[r] = load(rows + std::min(c + r, n_rows - 1) * stride + j);
      square = transpose(square);
      float* to = &panel[j * kPanelWidth + c];
      for (std::size_t r = 0; r < kLanes; ++r, to += kPanelWidth) store(load(to) + square[r], to);
    }
  for (; j < n; ++j)
    for (std::size_t c = 0; c < n_rows; ++c) panel[j * kPanelWidth + c] += rows[c * stride + j];
}

void multiply_panel(MatrixView<const float> left, std::span<const float> panel, std::span<float> out) {
  std::size_t r = 0;
  for (; r + kTileRows <= left.n_rows(); r += kTileRows) multiply_rows<kTileRows>(left, r, panel, out);
  const std::size_t n_left = left.n_rows() - r;
  if (n_left == 1) multiply_rows<1>(left, r, panel, out);
  if (n_left == 2) multiply_rows<2>(left, r, panel, out);
  if (n_left == 3) multiply_rows<3>(left, r, panel, out);
}

void multiply_panel(TileColumns left, std::span<const float> panel, std::span<float> out) {
  const std::size_t n_rows = out.size() / kPanelWidth, n_steps = panel.size() / kPanelWidth;
  if (n_steps == 0) std::ranges::fill(out, 0.0f);
  for (std::size_t k = 0; k < n_steps; k += kStepBlock) {
    const std::size_t n = std::min(kStepBlock, n_steps - k);
    const float* steps = panel.data() + k * kPanelWidth;
    const float* group = left.data + k * left.step;
    float* to = out.data();
    std::size_t r = 0;
    for (; r + kTileRows <= n_rows; r += kTileRows, group += left.next, to += kTileRows * kPanelWidth)
      continue_rows<kTileRows>(group, left.step, steps, n, k == 0, to);
    for (; r < n_rows; ++r, ++group, to += kPanelWidth) continue_rows<1>(group, left.step, steps, n, k == 0, to);
  }
}

void pack_values(MatrixView<const float> values, std::span<float> packed) {
  float* to = packed.data();
  for (std::size_t d = 0; d + kPanelWidth <= values.n_cols(); d += kPanelWidth) {
    const float* from = values.data() + d;
    for (std::size_t j = 0; j < values.n_rows(); ++j, from += values.stride(), to += kPanelWidth)
      store_row(load_row(from), to);
  }
}

std::size_t ValueMix::n_steps() const {
  const std::size_t n_blocks = std::max<std::size_t>(1, (values.n_rows() + kStepBlock - 1) / kStepBlock);
  return n_blocks * n_panels() + (values.n_cols() % kPanelWidth > 0);
}

void ValueMix::step(std::size_t i) const {
  if (i + 1 == n_steps() && values.n_cols() % kPanelWidth > 0) return mix_rest();
  mix_panel(i % n_panels(), i / n_panels() * kStepBlock);
}

/// Continues 8 columns of the context, from row k of V on.
void ValueMix::mix_panel(std::size_t d, std::size_t k) const {
  std::size_t c = 0;
  for (; c + kTileRows <= out.n_rows(); c += kTileRows) mix_tile<kTileRows>(c, d, k);
  const std::size_t n_left = out.n_rows() - c;
  if (n_left == 1) mix_tile<1>(c, d, k);
  if (n_left == 2) mix_tile<2>(c, d, k);
  if (n_left == 3) mix_tile<3>(c, d, k);
}

/// Those of a few queries, from c on.
template <std::size_t n_rows>
void ValueMix::mix_tile(std::size_t c, std::size_t d, std::size_t k) const {
  const std::size_t n = std::min(kStepBlock, values.n_rows() - k);
  const bool is_first = k == 0, is_last = k + n == values.n_rows();
  float* partial = &scratch[(d * kPanelWidth + c) * kPanelWidth];
  Tile<n_rows, 1> tile;
  for (std::size_t r = 0; r < n_rows; ++r)
    tile[r] = is_first ? PanelRow{Batch(0.0f), Batch(0.0f)} : load_row(partial + r * kPanelWidth);
  add_product<n_rows>(panel.data() + k * kPanelWidth + c, kPanelWidth, panels.data + d * panels.next + k * panels.step,
                      panels.step, n, tile);
  for (std::size_t r = 0; r < n_rows; ++r) {
    if (!is_last) {
      store_row(tile[r], partial + r * kPanelWidth);
      continue;
    }
    const Batch factor(lane(factors[c / kLanes], r));
    store_row({tile[r][0] * factor, tile[r][1] * factor}, &out(c + r, d * kPanelWidth));
  }
}

/// What is left of d when it is no multiple of 8. V's columns are the rows of the tile here: any number will do.
void ValueMix::mix_rest() const {
  const std::size_t n_done = n_panels() * kPanelWidth, n_left = values.n_cols() - n_done;
  const std::span<float> sums = scratch.first(n_left * kPanelWidth);
  multiply_panel(TileColumns{values.data() + n_done, values.stride(), kTileRows}, panel, sums);
  unpack_panel(sums, factors, out.columns(n_done, n_left));
}

PanelRow largest_of_columns(std::span<const float> panel) {
  constexpr std::size_t kAtOnce = 4;  // rows: a comparison need not wait for the one before
  std::array<PanelRow, kAtOnce> max;
  for (PanelRow& row : max) row.fill(Batch(-kInfinity));
  const auto compare = [&](std::size_t place, PanelRow& with) {
    const PanelRow row = load_row(&panel[place]);
    for (std::size_t c = 0; c < row.size(); ++c) with[c] = larger(row[c], with[c]);
  };
  std::size_t place = 0;
  for (; place + kAtOnce * kPanelWidth <= panel.size(); place += kAtOnce * kPanelWidth)
    for (std::size_t r = 0; r < kAtOnce; ++r) compare(place + r * kPanelWidth, max[r]);
  for (; place < panel.size(); place += kPanelWidth) compare(place, max[0]);
  PanelRow largest;
  for (std::size_t c = 0; c < largest.size(); ++c)
    largest[c] = larger(larger(max[0][c], max[1][c]), larger(max[2][c], max[3][c]));
  return largest;
}

namespace {

/// Four columns of a panel: fewer numbers are then held than there are registers.
/// @return their sums
Batch exponentiate_half(Batch max, float* first, const float* end) {
  const math::Exp2 exp2;
  const Batch origin = select(max == Batch(-kInfinity), Batch(0.0f), max);
  Batch sum(0.0f);
  for (float* at = first; at < end; at += kPanelWidth) {
    const Batch x = exp2((load(at) - origin) * exp2.log2_e());
    sum = sum + x;
    store(x, at);
  }
  return sum;
}

}  // namespace

PanelRow exponentiate_columns(const PanelRow& max, std::span<float> panel) {
  PanelRow inverse;
  for (std::size_t c = 0; c < inverse.size(); ++c) {
    const Batch sum = exponentiate_half(max[c], panel.data() + c * kLanes, panel.data() + panel.size());
    inverse[c] = select(sum == Batch(0.0f), sum, Batch(1.0f) / sum);
  }
  return inverse;
}

}  // namespace attn
