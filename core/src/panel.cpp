#include "panel.h"

#include <algorithm>

#include "math.h"

namespace attn {
namespace {

using Square = std::array<Batch, kLanes>;

Square transpose(const Square& m) {
  const Batch even_low = xsimd::zip_lo(m[0], m[2]), odd_low = xsimd::zip_lo(m[1], m[3]);
  const Batch even_high = xsimd::zip_hi(m[0], m[2]), odd_high = xsimd::zip_hi(m[1], m[3]);
  return {xsimd::zip_lo(even_low, odd_low), xsimd::zip_hi(even_low, odd_low), xsimd::zip_lo(even_high, odd_high),
          xsimd::zip_hi(even_high, odd_high)};
}

PanelRow load_row(const float* from) { return {load(from), load(from + kLanes)}; }
void store_row(const PanelRow& row, float* to) {
  store(row[0], to);
  store(row[1], to + kLanes);
}

template <std::size_t n_rows>
void multiply_rows(TileRows left, std::span<const float> panel, float* out) {
  Tile<n_rows, 1> tile;
  for (PanelRow& row : tile) row.fill(Batch(0.0f));
  add_product<n_rows, 1>(left, {panel.data(), 0}, panel.size() / kPanelWidth, tile);
  for (std::size_t r = 0; r < n_rows; ++r) store_row(tile[r], out + r * kPanelWidth);
}

}  // namespace

void pack_panel(MatrixView<const float> rows, float factor, std::span<float> panel) {
  assert(rows.n_rows() <= kPanelWidth && panel.size() == rows.n_cols() * kPanelWidth);
  std::size_t k = 0;
  if (rows.n_rows() == kPanelWidth)
    for (; k + kLanes <= rows.n_cols(); k += kLanes)
      for (std::size_t c = 0; c < kPanelWidth; c += kLanes) {
        Square square;
        for (std::size_t r = 0; r < kLanes; ++r) square[r] = load(&rows(c + r, k)) * Batch(factor);
        square = transpose(square);
        for (std::size_t r = 0; r < kLanes; ++r) store(square[r], &panel[(k + r) * kPanelWidth + c]);
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
      Square square;
      for (std::size_t r = 0; r < kLanes; ++r)
        square[r] = load(&panel[(j + r) * kPanelWidth + c]) * factors[c / kLanes];
      square = transpose(square);
      const std::size_t n = std::min(kLanes, rows.n_rows() - c);
      for (std::size_t r = 0; r < kLanes && r < n; ++r) store(square[r], &rows(c + r, j));
    }
  for (; j < rows.n_cols(); ++j)
    for (std::size_t c = 0; c < rows.n_rows(); ++c)
      rows(c, j) = panel[j * kPanelWidth + c] * lane(factors[c / kLanes], c % kLanes);
}

void multiply_panel(TileRows left, std::span<const float> panel, std::span<float> out) {
  const std::size_t n_rows = out.size() / kPanelWidth;
  std::size_t r = 0;
  const auto rows_from = [&] { return TileRows{left.data + r * left.row_stride, left.row_stride, left.step}; };
  for (; r + kTileRows <= n_rows; r += kTileRows)
    multiply_rows<kTileRows>(rows_from(), panel, out.data() + r * kPanelWidth);
  for (; r < n_rows; ++r) multiply_rows<1>(rows_from(), panel, out.data() + r * kPanelWidth);
}

PanelRow largest_of_columns(std::span<const float> panel) {
  PanelRow max{Batch(-kInfinity), Batch(-kInfinity)};
  for (std::size_t place = 0; place < panel.size(); place += kPanelWidth) {
    const PanelRow row = load_row(&panel[place]);
    for (std::size_t c = 0; c < row.size(); ++c) max[c] = larger(row[c], max[c]);
  }
  return max;
}

PanelRow exponentiate_columns(const PanelRow& max, std::span<float> panel) {
  const math::Exp2 exp2;
  const Batch zero(0.0f);
  PanelRow origin = max, sum{zero, zero};
  for (Batch& x : origin) x = select(x == Batch(-kInfinity), zero, x);
  for (std::size_t place = 0; place < panel.size(); place += kPanelWidth) {
    PanelRow row = load_row(&panel[place]);
    for (std::size_t c = 0; c < row.size(); ++c) {
      row[c] = exp2((row[c] - origin[c]) * exp2.log2_e());
      sum[c] = sum[c] + row[c];
    }
    store_row(row, &panel[place]);
  }
  for (Batch& x : sum) x = select(x == zero, zero, Batch(1.0f) / x);
  return sum;
}

}  // namespace attn
