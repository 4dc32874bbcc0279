#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "attn/buffer.h"
#include "attn/matmul.h"
#include "attn/quantized.h"
#include "attn/status.h"
#include "attn/stored_block.h"
#include "attn/transformer_description.h"

namespace attn {

/// What a parameter is there for, which decides how it is kept.
enum class ParamUse {
  kVector,   ///< added or multiplied: float32
  kTable,    ///< rows that are looked up: float32 or int8
  kProduct,  ///< the right side of products (its rows can be looked up too): packed, float32 or int8
};

/// One tensor [out, in] of a model, filled block by block.
class Param {
 public:
  void open(TensorShape shape, ParamUse use, StoredWeights weights);
  bool is_open() const { return shape_.n_rows > 0; }
  /// Converts a block into its place. @return kShapeMismatch (outside of the tensor or of the part, or more elements
  ///   than it has), kNotFinite, kOutOfMemory
  Status take(const StoredBlock& block, Buffer<float>& scratch);
  bool is_complete() const { return n_taken_ == std::uint64_t{shape_.n_rows} * shape_.n_cols; }
  /// Bytes that it takes once it is complete; as_stored counts as float32 while nothing is there.
  std::uint64_t bytes() const;

  TensorShape shape() const { return shape_; }
  /// A vector, or nothing where the model has none.
  std::span<const float> vector() const { return rows_.span(); }
  /// Row `index` as float32. @param out [in]
  void row(std::size_t index, std::span<float> out) const;
  /// out = act(x Wᵀ + bias). @param x [n, in]  @param quantized memory for int8  @param out [n, out]
  Status multiply(MatrixView<const float> x, std::span<const float> bias, Activation activation,
                  QuantizedRows& quantized, MatrixView<float> out) const;
  /// out = x W[:, first … first + width]ᵀ: what some of the inputs contribute.
  /// @param x [n, width]  @param row [in] working memory  @param out [n, out]
  void multiply_some(std::size_t first, MatrixView<const float> x, std::span<float> row, MatrixView<float> out) const;

 private:
  Status make_room(const StoredBlock& block);
  Status take_rows(const StoredBlock& block);
  Status take_numbers(const StoredBlock& block, Buffer<float>& scratch);
  void put(std::size_t row, std::size_t column, bool transposed, std::span<const float> values);
  Status quantize_pending();

  TensorShape shape_;
  ParamUse use_ = ParamUse::kVector;
  StoredWeights weights_ = StoredWeights::kFloat32;
  std::uint64_t n_taken_ = 0;
  bool is_int8_ = false;     ///< kept in int8
  bool is_pending_ = false;  ///< will be, once the whole is there: its rows do not come one by one
  Buffer<float> rows_;
  PackedMatrix packed_;
  PackedInt8Matrix int8_;
};

}  // namespace attn
