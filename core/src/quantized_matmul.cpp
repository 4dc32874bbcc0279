#include <algorithm>

#include "attn/quantized.h"
#include "product_blocks.h"
#include "read_ahead.h"
#include "simd_int.h"

namespace attn {
namespace {

/// Pairs of a panel that are widened at a time: 16 KB, which stay in the first-level cache.
constexpr std::size_t kPairsAsFloat = 256, kPairsAsShort = 512;

/// Bias, activation and the result's columns, which both kinds of product end with.
struct Result {
  const PackedInt8Matrix& b;
  std::span<const float> bias;
  MatrixView<float> out;

  Batch bias_at(std::size_t j) const {
    if (bias.empty() || j >= bias.size()) return Batch(0.0f);
    return j + kLanes <= bias.size() ? load(&bias[j]) : load_part(bias.subspan(j), 0.0f);
  }
  Batch scale_at(std::size_t j) const { return load(&b.scales()[j]); }
  void store_at(Batch x, std::size_t i, std::size_t j) const {
    const std::span<float> row = out.row(i);
    if (j + kLanes <= row.size()) return store(x, row.data() + j);
    store_part(x, row.subspan(std::min(j, row.size())));
  }
};

/// Sixteen parameters: two neighbouring rows of a panel as float32.
struct TwoRows {
  std::array<Batch, 2> even;
  std::array<Batch, 2> odd;
};
TwoRows widen(const std::int8_t* pair) {
  const ShortBatch first_of_pairs = xsimd::bitwise_cast<std::int16_t>(IntBatch(1));
  TwoRows rows;
  for (std::size_t c = 0; c < 2; ++c) {
    const ShortBatch both = load_widened(pair + c * kShortLanes);
    rows.even[c] = xsimd::to_float(dot_pairs(both, first_of_pairs));
    rows.odd[c] = xsimd::to_float(xsimd::bitwise_cast<std::int32_t>(both) >> 16);
  }
  return rows;
}

// ---- float32 rows

void widen_panel(const std::int8_t* panel, std::size_t n_pairs, float* to) {
  for (std::size_t p = 0; p < n_pairs; ++p, to += 2 * kPanelWidth) {
    const TwoRows rows = widen(panel + p * 2 * kPanelWidth);
    for (std::size_t c = 0; c < 2; ++c) {
      store(rows.even[c], to + c * kLanes);
      store(rows.odd[c], to + kPanelWidth + c * kLanes);
    }
  }
}

struct FloatProduct {
  MatrixView<const float> a;
  Result result;

  /// Widening takes registers, too.
  static constexpr std::size_t panels_beside(std::size_t n_rows) { return 4 / n_rows; }

  /// All whole tiles of a panel's columns.
  void multiply_panel(std::size_t first, std::size_t end, std::size_t j, const ReadAhead&) const {
    const std::size_t n_pairs = result.b.n_pairs(), d = result.b.n_rows();
    std::array<float, kPairsAsFloat * 2 * kPanelWidth> widened;
    std::array<Tile<kTileRows, 1>, kRowBlock / kTileRows> tiles;
    for (auto& tile : tiles)
      for (auto& row : tile) row.fill(Batch(0.0f));
    for (std::size_t p = 0; p < n_pairs; p += kPairsAsFloat) {
      const std::size_t n = std::min(kPairsAsFloat, n_pairs - p), k = 2 * p;
      widen_panel(result.b.panel(j) + p * 2 * kPanelWidth, n, widened.data());
      for (std::size_t i = first; i < end; i += kTileRows)
        add_product<kTileRows, 1>({a.row(i).data() + k, a.stride(), 1}, {widened.data(), 0}, std::min(2 * n, d - k),
                                  tiles[(i - first) / kTileRows]);
    }
    for (std::size_t i = first; i < end; i += kTileRows)
      for (std::size_t r = 0; r < kTileRows; ++r)
        for (std::size_t c = 0; c < kPanelWidth; c += kLanes)
          result.store_at(finish(tiles[(i - first) / kTileRows][r][c / kLanes], j + c), i + r, j + c);
  }

  /// The last one to three rows, widening in the loop: a panel is used too seldom to write it down first.
  template <std::size_t n_rows, std::size_t n_panels>
  void multiply_tile(std::size_t i, std::size_t j) const {
    const PackedInt8Matrix& b = result.b;
    Tile<n_rows, n_panels> tile;
    for (auto& row : tile) row.fill(Batch(0.0f));
    std::array<const float*, n_rows> left;
    for (std::size_t r = 0; r < n_rows; ++r) left[r] = a.row(i + r).data();
    const std::int8_t* right = b.panel(j);
    const std::size_t panel_stride = 2 * kPanelWidth * b.n_pairs();
    const auto add_pair = [&](bool is_whole) {
      for (std::size_t panel = 0; panel < n_panels; ++panel) {
        const TwoRows rows = widen(right + panel * panel_stride);
        for (std::size_t r = 0; r < n_rows; ++r)
          for (std::size_t c = 0; c < 2; ++c) {
            Batch& sum = tile[r][2 * panel + c];
            sum = mul_add(Batch(left[r][0]), rows.even[c], sum);
            if (is_whole) sum = mul_add(Batch(left[r][1]), rows.odd[c], sum);
          }
      }
    };
    for (std::size_t k = 0; k + 2 <= b.n_rows(); k += 2, right += 2 * kPanelWidth) {
      add_pair(true);
      for (const float*& at : left) at += 2;
    }
    if (b.n_rows() % 2 == 1) add_pair(false);
    for (std::size_t r = 0; r < n_rows; ++r)
      for (std::size_t c = 0; c < tile[r].size(); ++c)
        result.store_at(finish(tile[r][c], j + c * kLanes), i + r, j + c * kLanes);
  }

 private:
  Batch finish(Batch sum, std::size_t j) const { return sum * result.scale_at(j) + result.bias_at(j); }
};

// ---- quantised rows

template <std::size_t n_rows, std::size_t n_panels>
using IntTile = std::array<std::array<IntBatch, 2 * n_panels>, n_rows>;

/// From so many rows on widening a panel ahead takes less time than widening in the loop.
constexpr std::size_t kLeastToWiden = 32;

void widen_panel(const std::int8_t* panel, std::size_t n_pairs, std::int16_t* to) {
  for (std::size_t at = 0; at < n_pairs * 2 * kPanelWidth; at += kShortLanes)
    load_widened(panel + at).store_unaligned(to + at);
}

struct IntProduct {
  const QuantizedRows& a;
  Result result;

  static constexpr std::size_t panels_beside(std::size_t n_rows) { return attn::panels_beside(n_rows); }

  /// All whole tiles of a panel's columns.
  void multiply_panel(std::size_t first, std::size_t end, std::size_t j, ReadAhead& ahead) const {
    const std::size_t n_pairs = result.b.n_pairs();
    const std::int8_t* const panel = result.b.panel(j);
    if (end - first < kLeastToWiden) {
      for (std::size_t i = first; i < end; i += kTileRows) {
        ahead.come_to(panel, i - first, end - first);
        multiply_tile<kTileRows, 1>(i, j, ahead.beside(panel, i - first, kTileRows, end - first));
      }
      return;
    }
    std::array<std::int16_t, kPairsAsShort * 2 * kPanelWidth> widened;
    std::array<IntTile<kTileRows, 1>, kRowBlock / kTileRows> tiles;
    for (std::size_t p = 0; p < n_pairs; p += kPairsAsShort) {
      const std::size_t n = std::min(kPairsAsShort, n_pairs - p);
      widen_panel(panel + p * 2 * kPanelWidth, n, widened.data());
      for (std::size_t i = first; i < end; i += kTileRows) {
        IntTile<kTileRows, 1>& tile = tiles[(i - first) / kTileRows];
        add_tile(a.pairs(i) + p * QuantizedRows::kPairStride, widened.data(), n, p == 0, tile);
        if (p + n == n_pairs) finish(tile, i, j);
      }
    }
  }

  template <std::size_t n_rows, std::size_t n_panels, class Beside = Nothing>
  void multiply_tile(std::size_t i, std::size_t j, Beside beside = {}) const {
    IntTile<n_rows, n_panels> tile;
    for (auto& row : tile) row.fill(IntBatch(0));
    const std::int16_t* left = a.pairs(i);
    const std::int8_t* right = result.b.panel(j);
    const std::size_t panel_stride = 2 * kPanelWidth * result.b.n_pairs();
    for (std::size_t p = 0; p < result.b.n_pairs(); ++p, right += 2 * kPanelWidth, left += QuantizedRows::kPairStride) {
      beside();
      std::array<ShortBatch, 2 * n_panels> columns;
      for (std::size_t c = 0; c < columns.size(); ++c)
        columns[c] = load_widened(right + c / 2 * panel_stride + c % 2 * kShortLanes);
      for (std::size_t r = 0; r < n_rows; ++r) {
        const ShortBatch pair = broadcast_pair(left + 2 * r);
        for (std::size_t c = 0; c < columns.size(); ++c) tile[r][c] = tile[r][c] + dot_pairs(pair, columns[c]);
      }
    }
    finish(tile, i, j);
  }

 private:
  static void add_tile(const std::int16_t* left, const std::int16_t* right, std::size_t n_pairs, bool is_first,
                       IntTile<kTileRows, 1>& tile) {
    IntTile<kTileRows, 1> sums = tile;
    if (is_first)
      for (auto& row : sums) row.fill(IntBatch(0));
    const std::int16_t* const end = left + n_pairs * QuantizedRows::kPairStride;
    for (; left < end; left += QuantizedRows::kPairStride, right += 2 * kPanelWidth) {
      const ShortBatch columns[] = {ShortBatch::load_unaligned(right), ShortBatch::load_unaligned(right + kShortLanes)};
      for (std::size_t r = 0; r < kTileRows; ++r) {
        const ShortBatch pair = broadcast_pair(left + 2 * r);
        for (std::size_t c = 0; c < 2; ++c) sums[r][c] = sums[r][c] + dot_pairs(pair, columns[c]);
      }
    }
    tile = sums;
  }

  template <std::size_t n_rows, std::size_t n_batches>
  void finish(const std::array<std::array<IntBatch, n_batches>, n_rows>& tile, std::size_t i, std::size_t j) const {
    for (std::size_t r = 0; r < n_rows; ++r) {
      const Batch row_scale(a.scales()[i + r]);
      for (std::size_t c = 0; c < n_batches; ++c) {
        const std::size_t column = j + c * kLanes;
        const Batch scale = row_scale * result.scale_at(column);
        result.store_at(mul_add(xsimd::to_float(tile[r][c]), scale, result.bias_at(column)), i + r, column);
      }
    }
  }
};

ReadAhead read_ahead(const PackedInt8Matrix& b, std::size_t j, std::size_t end) {
  return {b.panel(j), 2 * kPanelWidth, b.n_pairs(), (end - j + kPanelWidth - 1) / kPanelWidth};
}

template <std::size_t n_rows, class Product>
void multiply_last(const Product& product, std::size_t i, std::size_t j, std::size_t end) {
  const PackedInt8Matrix& b = product.result.b;
  ReadAhead ahead = read_ahead(b, j, end);
  for_each_group<Product::panels_beside(n_rows)>(j, end, [&]<std::size_t n_panels>(std::size_t at) {
    if constexpr (n_rows > 1) ahead.come_to(b.panel(at));
    product.template multiply_tile<n_rows, n_panels>(i, at);
  });
}

template <class Product>
void multiply_all(std::size_t n, const Product& product, Activation activation) {
  const MatrixView<float>& out = product.result.out;
  for_each_block(n, product.result.b.n_rows(), out.n_cols(), [&](const ProductBlock& block) {
    const auto& [row, row_end, column, column_end, has_rest] = block;
    const PackedInt8Matrix& b = product.result.b;
    ReadAhead ahead = read_ahead(b, column, column_end);
    for (std::size_t j = column; row < row_end && j < column_end; j += kPanelWidth) {
      ahead.come_to(b.panel(j));
      product.multiply_panel(row, row_end, j, ahead);
      activate(activation, out.rows(row, row_end - row).columns(j, std::min(kPanelWidth, column_end - j)));
    }
    const std::size_t n_left = n - row_end;
    if (!has_rest || n_left == 0) return;
    with_rows<kTileRows - 1>(
        n_left, [&]<std::size_t n_rows>() { multiply_last<n_rows>(product, row_end, column, column_end); });
    activate(activation, out.rows(row_end, n_left).columns(column, column_end - column));
  });
}

void check(std::size_t n, std::size_t d, const Result& result) {
  assert(d == result.b.n_rows() && result.out.n_rows() == n && result.out.n_cols() == result.b.n_cols());
  assert(result.bias.empty() || result.bias.size() == result.b.n_cols());
  static_cast<void>(n), static_cast<void>(d), static_cast<void>(result);
}

}  // namespace

void matmul(MatrixView<const float> a, const PackedInt8Matrix& b, std::span<const float> bias, Activation activation,
            MatrixView<float> out) {
  const FloatProduct product{a, {b, bias, out}};
  check(a.n_rows(), a.n_cols(), product.result);
  multiply_all(a.n_rows(), product, activation);
}

void matmul(const QuantizedRows& a, const PackedInt8Matrix& b, std::span<const float> bias, Activation activation,
            MatrixView<float> out) {
  const IntProduct product{a, {b, bias, out}};
  check(a.n_rows(), a.n_cols(), product.result);
  multiply_all(a.n_rows(), product, activation);
}

}  // namespace attn
