#include "attn/matmul.h"

#include <algorithm>

#include "panel.h"
#include "product_blocks.h"
#include "read_ahead.h"

namespace attn {
namespace {

struct Product {
  MatrixView<const float> a;
  const PackedMatrix& b;
  std::span<const float> bias;
  MatrixView<float> out;

  /// Panels from column j up to another one.
  ReadAhead read_ahead(std::size_t j, std::size_t end) const {
    return {b.panel(j), kPanelWidth * sizeof(float), b.n_rows(), (end - j + kPanelWidth - 1) / kPanelWidth};
  }

  template <std::size_t n_rows, std::size_t n_panels, class Beside = Nothing>
  void multiply_tile(std::size_t i, std::size_t j, Beside beside = {}) const {
    constexpr std::size_t kWidth = n_panels * kPanelWidth;
    if (j + kWidth <= out.n_cols())
      return compute_tile<n_rows, n_panels>(i, j, starts(j), &out(i, j), out.stride(), beside);
    // The last panel is wider than what is left of a row.
    const std::size_t width = out.n_cols() - j;
    std::array<float, kWidth> start{};
    std::array<float, n_rows * kWidth> rows;
    std::copy_n(starts(j), width, start.begin());
    compute_tile<n_rows, n_panels>(i, j, start.data(), rows.data(), kWidth, beside);
    for (std::size_t r = 0; r < n_rows; ++r) std::copy_n(&rows[r * kWidth], width, &out(i + r, j));
  }

  template <std::size_t n_rows>
  void multiply_rows(std::size_t i, std::size_t j, std::size_t end) const {
    ReadAhead ahead = read_ahead(j, end);
    for_each_group<panels_beside(n_rows)>(j, end, [&]<std::size_t n_panels>(std::size_t at) {
      if constexpr (n_rows > 1) ahead.come_to(b.panel(at));
      multiply_tile<n_rows, n_panels>(i, at);
    });
  }

 private:
  static constexpr std::array<float, 6 * kPanelWidth> kZeros{};
  const float* starts(std::size_t j) const { return bias.empty() ? kZeros.data() : bias.data() + j; }

  /// Nothing but loads, the loop and stores: with branches around it, Firefox would spill the sums within the loop.
  template <std::size_t n_rows, std::size_t n_panels, class Beside>
  void compute_tile(std::size_t i, std::size_t j, const float* start, float* to, std::size_t stride,
                    Beside beside) const {
    Tile<n_rows, n_panels> tile;
    for (std::size_t r = 0; r < n_rows; ++r)
      for (std::size_t c = 0; c < tile[r].size(); ++c) tile[r][c] = load(start + c * kLanes);
    add_product<n_rows, n_panels>({a.row(i).data(), a.stride(), 1}, {b.panel(j), kPanelWidth * b.n_rows()}, b.n_rows(),
                                  tile, AddProduct(), beside);
    for (std::size_t r = 0; r < n_rows; ++r, to += stride)
      for (std::size_t c = 0; c < tile[r].size(); ++c) store(tile[r][c], to + c * kLanes);
  }
};

}  // namespace

Status PackedMatrix::resize(std::size_t n_rows, std::size_t n_cols) {
  n_rows_ = n_cols_ = 0;
  const std::uint64_t n_panels = (std::uint64_t{n_cols} + kPanelWidth - 1) / kPanelWidth;
  if (const Status status = panels_.resize(n_panels * kPanelWidth * n_rows); status != Status::kOk) return status;
  n_rows_ = n_rows;
  n_cols_ = n_cols;
  return Status::kOk;
}

Status PackedMatrix::pack(MatrixView<const float> b) {
  if (const Status status = resize(b.n_rows(), b.n_cols()); status != Status::kOk) return status;
  float* to = panels_.data();
  for (std::size_t j = 0; j < n_cols_; j += kPanelWidth) {
    const std::size_t width = std::min(kPanelWidth, n_cols_ - j);
    for (std::size_t k = 0; k < n_rows_; ++k, to += kPanelWidth) {
      const std::span<const float> part = b.row(k).subspan(j, width);
      if (width == kPanelWidth)
        std::copy_n(part.data(), kPanelWidth, to);  // of a size known here: two moves
      else
        std::fill(std::ranges::copy(part, to).out, to + kPanelWidth, 0.0f);
    }
  }
  return Status::kOk;
}

Status PackedMatrix::pack_transposed(MatrixView<const float> b) {
  if (const Status status = resize(b.n_cols(), b.n_rows()); status != Status::kOk) return status;
  for (std::size_t j = 0; j < n_cols_; j += kPanelWidth)
    pack_panel(b.rows(j, std::min(kPanelWidth, n_cols_ - j)), 1.0f,
               panels_.span().subspan(j * n_rows_, kPanelWidth * n_rows_));
  return Status::kOk;
}

Status PackedMatrix::reserve(std::size_t n_rows, std::size_t n_cols) {
  if (const Status status = resize(n_rows, n_cols); status != Status::kOk) return status;
  std::ranges::fill(panels_.span(), 0.0f);
  return Status::kOk;
}

void matmul(MatrixView<const float> a, const PackedMatrix& b, std::span<const float> bias, MatrixView<float> out) {
  matmul(a, b, bias, Activation::kNone, out);
}

void matmul(MatrixView<const float> a, const PackedMatrix& b, std::span<const float> bias, Activation activation,
            MatrixView<float> out) {
  assert(a.n_cols() == b.n_rows() && out.n_rows() == a.n_rows() && out.n_cols() == b.n_cols());
  assert(bias.empty() || bias.size() == b.n_cols());
  const Product product{a, b, bias, out};
  for_each_block(a.n_rows(), a.n_cols(), b.n_cols(), [&](const ProductBlock& block) {
    const auto& [row, row_end, column, column_end, has_rest] = block;
    ReadAhead ahead = product.read_ahead(column, column_end);
    for (std::size_t j = column; row < row_end && j < column_end; j += kPanelWidth) {
      const float* const panel = b.panel(j);
      const std::size_t n = row_end - row;
      for_each_tile(row, row_end, [&]<std::size_t n_rows>(std::size_t i) {
        ahead.come_to(panel, i - row, n);
        if (n <= kMostRowsBeside)
          return product.multiply_tile<n_rows, 1>(i, j, ahead.beside(panel, i - row, n_rows, n));
        ahead.load_part(panel, i - row, n_rows, n);
        product.multiply_tile<n_rows, 1>(i, j);
      });
      activate(activation, out.rows(row, n).columns(j, std::min(kPanelWidth, column_end - j)));
    }
    const std::size_t n_left = a.n_rows() - row_end;
    if (!has_rest || n_left == 0) return;
    with_rows<kTileRows - 1>(n_left,
                             [&]<std::size_t n_rows>() { product.multiply_rows<n_rows>(row_end, column, column_end); });
    activate(activation, out.rows(row_end, n_left).columns(column, column_end - column));
  });
}

}  // namespace attn
