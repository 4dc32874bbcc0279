#include "panel.h"

#include <algorithm>

#include "math.h"

namespace attn {
namespace {

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
/// The first lanes alone. (Of a number known when compiling: one store or two.)
inline void store_lanes(Batch x, std::size_t n, float* to) {
  std::array<float, kLanes> lanes;
  store(x, lanes.data());
  std::copy_n(lanes.data(), n, to);
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

/// The same four steps of a group of rows, beside each other. Rows beyond a batch's four go in part.
void pack_steps(const float* rows, std::size_t stride, float* to) {
  for (std::size_t i = 0; i < kTallRows; i += kLanes) {
    const std::size_t n_left = std::min(kLanes, kTallRows - i);
    Square square;
    for (std::size_t r = 0; r < kLanes; ++r) square[r] = load(rows + (i + std::min(r, n_left - 1)) * stride);
    square = transpose(square);
    for (std::size_t k = 0; k < kLanes; ++k) store_lanes(square[k], n_left, to + k * kTallRows + i);
  }
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
  for (std::size_t first = 0; first < rows.n_rows(); first += kTallRows, group += kTallRows * n) {
    const std::size_t n_left = std::min(kTallRows, rows.n_rows() - first);
    std::size_t k = 0;
    if (n_left == kTallRows)
      for (; k + kLanes <= n; k += kLanes) pack_steps(&rows(first, k), rows.stride(), group + k * kTallRows);
    for (; k < n; ++k)
      for (std::size_t i = 0; i < n_left; ++i) group[k * kTallRows + i] = rows(first + i, k);
  }
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
  for (std::size_t first = 0; first < left.n_rows(); first += kTallRows)
    with_rows<kTallRows>(std::min(kTallRows, left.n_rows() - first), [&]<std::size_t n_rows>() {
      Tile<n_rows, 1> tile;
      for (PanelRow& row : tile) row.fill(Batch(0.0f));
      const TileRows rows{left.data() + first * left.stride(), left.stride(), 1};
      add_product<n_rows, 1>(rows, {panel.data(), 0}, left.n_cols(), tile);
      for (std::size_t i = 0; i < n_rows; ++i) store_row(tile[i], &out[(first + i) * kPanelWidth]);
    });
}

PanelProduct::PanelProduct(TileColumns left, std::span<const float> panel, std::span<float> out)
    : left_(left),
      panel_(panel),
      out_(out),
      n_blocks_(n_step_blocks(panel.size() / kPanelWidth)),
      n_groups_((out.size() / kPanelWidth + kTallRows - 1) / kTallRows) {}

void PanelProduct::add_groups(std::size_t last) {
  constexpr std::size_t kGroupSize = kTallRows * kPanelWidth;
  const std::size_t step = block_ * kStepBlock, n = std::min(kStepBlock, panel_.size() / kPanelWidth - step);
  const float* panel = panel_.data() + step * kPanelWidth;
  const float* left = left_.data + group_ * left_.next + step * left_.step;
  float* to = out_.data() + group_ * kGroupSize;
  const std::size_t last_full = std::min(last, out_.size() / kGroupSize);
  for (; group_ < last_full; ++group_, left += left_.next, to += kGroupSize)
    continue_rows<kTallRows>(left, left_.step, panel, n, block_ == 0, to);
  if (group_ < last) {
    with_rows<kTallRows>(out_.size() / kPanelWidth % kTallRows, [&]<std::size_t n_rows>() {
      continue_rows<n_rows>(left, left_.step, panel, n, block_ == 0, to);
    });
    ++group_;
  }
  if (group_ < n_groups_) return;
  group_ = 0;
  ++block_;
}

void PanelProduct::all() {
  for (std::size_t block = 0; block < n_blocks_; ++block) add_groups(n_groups_);
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
