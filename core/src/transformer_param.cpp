#include "transformer_param.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "attn/linear.h"
#include "try.h"

namespace attn {
namespace {

float from_half(std::uint16_t half) {
  const std::uint32_t sign = std::uint32_t{half & 0x8000u} << 16;
  const std::uint32_t exponent = half >> 10 & 31u, fraction = half & 1023u;
  if (exponent == 0) {  // subnormal: a multiple of 2⁻²⁴
    const float magnitude = static_cast<float>(fraction) * 0x1p-24f;
    return sign ? -magnitude : magnitude;
  }
  if (exponent == 31) return std::bit_cast<float>(sign | 0x7f800000u | fraction << 13);
  return std::bit_cast<float>(sign | (exponent + 112) << 23 | fraction << 13);
}

template <class T>
T read(const std::byte* from, std::size_t index) {
  T value;
  std::memcpy(&value, from + index * sizeof(T), sizeof(T));
  return value;
}

void convert(StoredType type, const std::byte* from, std::size_t n, float scale, float* to) {
  switch (type) {
    case StoredType::kF32:
      std::memcpy(to, from, n * sizeof(float));
      return;
    case StoredType::kF16:
      for (std::size_t i = 0; i < n; ++i) to[i] = from_half(read<std::uint16_t>(from, i));
      return;
    case StoredType::kBf16:
      for (std::size_t i = 0; i < n; ++i)
        to[i] = std::bit_cast<float>(std::uint32_t{read<std::uint16_t>(from, i)} << 16);
      return;
    case StoredType::kI8:
      for (std::size_t i = 0; i < n; ++i) to[i] = scale * static_cast<float>(read<std::int8_t>(from, i));
      return;
  }
}

/// Whether [first, first + n) lies in [0, size), whatever the numbers.
bool lies_in(std::size_t first, std::size_t n, std::size_t size) { return first <= size && n <= size - first; }

bool fits(const StoredBlock& b, TensorShape shape) {
  const std::size_t size = element_size(b.type);
  // Divided, since a product of any numbers may wrap around.
  if (size == 0 || b.n_columns == 0 || b.n_columns > b.part.size() / size) return false;
  const std::size_t row_bytes = b.n_columns * size;
  if (b.part.size() % row_bytes != 0) return false;
  const std::size_t n_rows = b.part.size() / row_bytes;
  if (b.type == StoredType::kI8 && b.scales.size() != n_rows) return false;
  const auto [rows, columns] =
      b.transposed ? std::pair(b.n_block_columns, b.n_block_rows) : std::pair(b.n_block_rows, b.n_block_columns);
  return lies_in(b.from_row, b.n_block_rows, n_rows) && lies_in(b.from_column, b.n_block_columns, b.n_columns) &&
         lies_in(b.to_row, rows, shape.n_rows) && lies_in(b.to_column, columns, shape.n_cols);
}

}  // namespace

std::size_t element_size(StoredType type) {
  switch (type) {
    case StoredType::kF32:
      return 4;
    case StoredType::kF16:
    case StoredType::kBf16:
      return 2;
    case StoredType::kI8:
      return 1;
  }
  return 0;
}

void Param::open(TensorShape shape, ParamUse use, StoredWeights weights) {
  shape_ = shape;
  use_ = use;
  weights_ = weights;
  n_taken_ = 0;
  is_int8_ = is_pending_ = false;
}

std::uint64_t Param::bytes() const {
  const std::uint64_t padded_rows = (std::uint64_t{shape_.n_rows} + 7) / 8 * 8;
  if (is_int8_ || (n_taken_ == 0 && use_ != ParamUse::kVector && weights_ == StoredWeights::kInt8))
    return padded_rows * ((shape_.n_cols + 1) / 2 * 2 + sizeof(float));
  return (use_ == ParamUse::kProduct ? padded_rows : shape_.n_rows) * shape_.n_cols * sizeof(float);
}

Status Param::make_room(const StoredBlock& b) {
  if (n_taken_ > 0) return Status::kOk;
  is_int8_ = use_ != ParamUse::kVector &&
             (weights_ == StoredWeights::kInt8 || (weights_ == StoredWeights::kAsStored && b.type == StoredType::kI8));
  is_pending_ = is_int8_ && (b.transposed || b.n_block_columns != shape_.n_cols);
  if (is_int8_) ATTN_TRY(int8_.resize(shape_.n_rows, shape_.n_cols));
  if (use_ == ParamUse::kProduct && !is_int8_) return packed_.reserve(shape_.n_cols, shape_.n_rows);
  if (is_int8_ && !is_pending_) return Status::kOk;
  ATTN_TRY(rows_.resize(std::uint64_t{shape_.n_rows} * shape_.n_cols));
  std::ranges::fill(rows_.span(), 0.0f);  // as the packed ones: what blocks on top of each other leave out is defined
  return Status::kOk;
}

Status Param::take(const StoredBlock& b, Buffer<float>& scratch) {
  const std::uint64_t n_elements = std::uint64_t{b.n_block_rows} * b.n_block_columns;
  if (!fits(b, shape_) || n_taken_ + n_elements > std::uint64_t{shape_.n_rows} * shape_.n_cols)
    return Status::kShapeMismatch;
  if (n_elements == 0) return Status::kOk;
  ATTN_TRY(make_room(b));
  const bool by_rows = is_int8_ && !is_pending_;
  if (by_rows && (b.transposed || b.n_block_columns != shape_.n_cols)) return Status::kShapeMismatch;
  ATTN_TRY(by_rows && b.type == StoredType::kI8 ? take_rows(b) : take_numbers(b, scratch));
  n_taken_ += n_elements;
  return is_pending_ && is_complete() ? quantize_pending() : Status::kOk;
}

/// Int8 rows as the file has them.
Status Param::take_rows(const StoredBlock& b) {
  const std::span<const float> scales = b.scales.subspan(b.from_row, b.n_block_rows);
  if (!all_finite(scales)) return Status::kNotFinite;
  const auto* first = reinterpret_cast<const std::int8_t*>(b.part.data()) + b.from_row * b.n_columns + b.from_column;
  int8_.set_rows(b.to_row, MatrixView<const std::int8_t>(first, b.n_block_rows, b.n_block_columns, b.n_columns),
                 scales);
  return Status::kOk;
}

Status Param::take_numbers(const StoredBlock& b, Buffer<float>& scratch) {
  ATTN_TRY(scratch.resize(b.n_block_columns));
  const std::size_t size = element_size(b.type);
  for (std::size_t r = 0; r < b.n_block_rows; ++r) {
    const std::size_t row = b.from_row + r;
    const float scale = b.type == StoredType::kI8 ? b.scales[row] : 1.0f;
    convert(b.type, b.part.data() + (row * b.n_columns + b.from_column) * size, b.n_block_columns, scale,
            scratch.data());
    if (!all_finite(scratch.span())) return Status::kNotFinite;
    if (b.transposed)
      put(b.to_row, b.to_column + r, true, scratch.span());
    else
      put(b.to_row + r, b.to_column, false, scratch.span());
  }
  return Status::kOk;
}

void Param::put(std::size_t row, std::size_t column, bool transposed, std::span<const float> values) {
  if (is_int8_ && !is_pending_) return int8_.set_rows(row, MatrixView<const float>(values.data(), 1, values.size()));
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::size_t r = transposed ? row + i : row, c = transposed ? column : column + i;
    if (use_ == ParamUse::kProduct && !is_int8_)
      packed_.at(c, r) = values[i];
    else
      rows_.span()[r * shape_.n_cols + c] = values[i];
  }
}

Status Param::quantize_pending() {
  int8_.set_rows(0, rows_.matrix(shape_.n_rows, shape_.n_cols));
  rows_ = Buffer<float>();
  is_pending_ = false;
  return Status::kOk;
}

void Param::row(std::size_t index, std::span<float> out) const {
  if (is_int8_) return int8_.read_row(index, out);
  for (std::size_t c = 0; c < shape_.n_cols; ++c)
    out[c] = use_ == ParamUse::kProduct ? packed_.at(c, index) : rows_.span()[index * shape_.n_cols + c];
}

Status Param::multiply(MatrixView<const float> x, std::span<const float> bias, Activation activation,
                       QuantizedRows& quantized, MatrixView<float> out) const {
  if (!is_int8_) {
    matmul(x, packed_, bias, activation, out);
  } else if (weights_ == StoredWeights::kInt8) {
    ATTN_TRY(quantized.quantize(x));
    matmul(quantized, int8_, bias, activation, out);
  } else {
    matmul(x, int8_, bias, activation, out);
  }
  return Status::kOk;
}

void Param::multiply_some(std::size_t first, MatrixView<const float> x, std::span<float> row_of,
                          MatrixView<float> out) const {
  for (std::size_t r = 0; r < shape_.n_rows; ++r) {
    row(r, row_of);
    for (std::size_t i = 0; i < x.n_rows(); ++i) out(i, r) = dot(x.row(i), row_of.subspan(first, x.n_cols()));
  }
}

}  // namespace attn
