#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "attn/buffer.h"
#include "attn/matmul.h"
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
  /// Bytes that it takes once it is complete.
  std::uint64_t bytes() const;

  TensorShape shape() const { return shape_; }
  /// A vector, or nothing where the model has none.
  std::span<const float> vector() const { return rows_.span(); }
  void row(std::size_t index, std::span<float> out) const;
  float at(std::size_t row, std::size_t column) const;
  /// out = act(x Wᵀ + bias) @param x [n, in] @param out [n, out]
  void multiply(MatrixView<const float> x, std::span<const float> bias, Activation activation,
                MatrixView<float> out) const;
  /// out = x[:, columns] W[:, columns]ᵀ: what some of the inputs contribute.
  void multiply_some(std::size_t first_column, MatrixView<const float> x, MatrixView<float> out) const;

 private:
  Status make_room(StoredType type);
  void put(std::size_t row, std::size_t column, bool transposed, std::span<const float> values);

  TensorShape shape_;
  ParamUse use_ = ParamUse::kVector;
  StoredWeights weights_ = StoredWeights::kFloat32;
  std::uint64_t n_taken_ = 0;
  Buffer<float> rows_;
  PackedMatrix packed_;
};

}  // namespace attn
