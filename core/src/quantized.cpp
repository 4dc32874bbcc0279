#include "attn/quantized.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "attn/linear.h"
#include "attn/parallel.h"
#include "math.h"
#include "simd_int.h"
#include "tile.h"
#include "try.h"

namespace attn {
namespace {

constexpr float kLargest = 127.0f;
/// Below, 127 divided by it would not be a float.
constexpr float kAlmostNothing = 1e-35f;

struct Scale {
  float scale;    ///< of the integers
  float inverse;  ///< makes integers of the numbers
};
Scale scale_of(float max) {
  if (max < kAlmostNothing) return {0.0f, 0.0f};
  return {max / kLargest, kLargest / max};
}

IntBatch to_integers(Batch x, Batch inverse) { return math::round_to_integer(x * inverse).integer; }

/// Eight numbers from x on, or as many as there are, then 0.
void quantize_eight(std::span<const float> x, Batch inverse, std::int16_t* out) {
  const auto part = [&](std::size_t at) {
    if (at + kLanes <= x.size()) return load(x.data() + at);
    return load_part(x.subspan(std::min(at, x.size())), 0.0f);
  };
  store_narrowed(to_integers(part(0), inverse), to_integers(part(kLanes), inverse), out);
}

}  // namespace

float quantize_row(std::span<const float> values, std::span<std::int8_t> out) {
  assert(out.size() == values.size());
  const Scale scale = scale_of(max_abs(values));
  std::array<std::int16_t, kShortLanes> eight;
  for (std::size_t k = 0; k < values.size(); k += kShortLanes) {
    const std::size_t n = std::min(kShortLanes, values.size() - k);
    quantize_eight(values.subspan(k, n), Batch(scale.inverse), eight.data());
    for (std::size_t i = 0; i < n; ++i) out[k + i] = static_cast<std::int8_t>(eight[i]);
  }
  return scale.scale;
}

Status PackedInt8Matrix::resize(std::size_t m, std::size_t d) {
  d_ = m_ = 0;
  const std::uint64_t columns = (std::uint64_t{m} + kPanelWidth - 1) / kPanelWidth * kPanelWidth;
  ATTN_TRY(panels_.resize(columns * ((std::uint64_t{d} + 1) / 2 * 2)));
  ATTN_TRY(scales_.resize(columns));
  std::ranges::fill(panels_.span(), std::int8_t{0});
  std::ranges::fill(scales_.span(), 0.0f);
  d_ = d;
  m_ = m;
  return Status::kOk;
}

void PackedInt8Matrix::set_number(std::size_t j, std::size_t k, std::int8_t value) {
  const std::size_t panel = j / kPanelWidth * n_pairs() + k / 2;
  panels_.data()[(panel * kPanelWidth + j % kPanelWidth) * 2 + k % 2] = value;
}

void PackedInt8Matrix::set_rows(std::size_t first, MatrixView<const std::int8_t> rows, std::span<const float> scales) {
  assert(first + rows.n_rows() <= m_ && rows.n_cols() == d_ && scales.size() == rows.n_rows());
  for (std::size_t i = 0; i < rows.n_rows(); ++i)
    for (std::size_t k = 0; k < d_; ++k) set_number(first + i, k, rows.row(i)[k]);
  std::ranges::copy(scales, scales_.data() + first);
}

template <class Read>
void PackedInt8Matrix::set_quantized(std::size_t j, float max, Read read) {
  const Scale scale = scale_of(max);
  scales_.data()[j] = scale.scale;
  std::array<float, kShortLanes> values;
  std::array<std::int16_t, kShortLanes> integers;
  for (std::size_t k = 0; k < d_; k += kShortLanes) {
    const std::size_t n = std::min(kShortLanes, d_ - k);
    for (std::size_t x = 0; x < n; ++x) values[x] = read(k + x);
    quantize_eight(std::span(values).first(n), Batch(scale.inverse), integers.data());
    for (std::size_t x = 0; x < n; ++x) set_number(j, k + x, static_cast<std::int8_t>(integers[x]));
  }
}

void PackedInt8Matrix::set_rows(std::size_t first, MatrixView<const float> rows) {
  assert(first + rows.n_rows() <= m_ && rows.n_cols() == d_);
  for (std::size_t i = 0; i < rows.n_rows(); ++i) {
    const std::span<const float> row = rows.row(i);
    set_quantized(first + i, max_abs(row), [&](std::size_t k) { return row[k]; });
  }
}

void PackedInt8Matrix::set_columns(std::size_t first, MatrixView<const float> columns) {
  assert(first + columns.n_cols() <= m_ && columns.n_rows() == d_);
  for (std::size_t j = 0; j < columns.n_cols(); ++j) {
    float max = 0.0f;
    for (std::size_t k = 0; k < d_; ++k) max = std::max(max, std::abs(columns(k, j)));
    set_quantized(first + j, max, [&](std::size_t k) { return columns(k, j); });
  }
}

Status PackedInt8Matrix::pack(MatrixView<const std::int8_t> rows, std::span<const float> scales) {
  ATTN_TRY(resize(rows.n_rows(), rows.n_cols()));
  set_rows(0, rows, scales);
  return Status::kOk;
}

Status PackedInt8Matrix::pack_float(MatrixView<const float> rows) {
  ATTN_TRY(resize(rows.n_rows(), rows.n_cols()));
  set_rows(0, rows);
  return Status::kOk;
}

void PackedInt8Matrix::read_row(std::size_t j, std::span<float> out) const {
  assert(j < m_ && out.size() == d_);
  const float scale = scales_.data()[j];
  const std::int8_t* at = panel(j / kPanelWidth * kPanelWidth) + j % kPanelWidth * 2;
  for (std::size_t k = 0; k < d_; ++k) out[k] = scale * static_cast<float>(at[k / 2 * 2 * kPanelWidth + k % 2]);
}

Status QuantizedRows::quantize(MatrixView<const float> a) {
  const std::uint64_t n_blocks = (std::uint64_t{a.n_rows()} + kRowsTogether - 1) / kRowsTogether;
  ATTN_TRY(values_.resize(n_blocks * ((a.n_cols() + 1) / 2) * kPairStride));
  ATTN_TRY(scales_.resize(a.n_rows()));
  n_ = a.n_rows();
  d_ = a.n_cols();
  constexpr std::uint64_t kOperationsPerNumber = 6;
  parallel_rows(n_, kOperationsPerNumber * d_, [&](std::size_t first, std::size_t n) {
    for (std::size_t i = first; i < first + n; ++i) quantize_row(i, a.row(i));
  });
  return Status::kOk;
}

void QuantizedRows::quantize_row(std::size_t i, std::span<const float> row) {
  const Scale scale = scale_of(max_abs(row));
  scales_.data()[i] = scale.scale;
  std::int16_t* to = values_.data() + (pairs(i) - values_.data());
  std::array<std::int16_t, kShortLanes> eight;
  const auto put = [&](std::size_t n) {
    for (std::size_t p = 0; p < n; ++p, to += kPairStride) std::memcpy(to, &eight[2 * p], 2 * sizeof(std::int16_t));
  };
  std::size_t k = 0;
  for (; k + kShortLanes <= d_; k += kShortLanes) {
    store_narrowed(to_integers(load(&row[k]), Batch(scale.inverse)),
                   to_integers(load(&row[k + kLanes]), Batch(scale.inverse)), eight.data());
    put(kShortLanes / 2);
  }
  if (k == d_) return;
  quantize_eight(row.subspan(k), Batch(scale.inverse), eight.data());
  put((d_ - k + 1) / 2);
}

}  // namespace attn
