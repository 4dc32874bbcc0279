#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "attn/buffer.h"
#include "attn/matrix.h"
#include "attn/status.h"

namespace attn {

inline constexpr std::int64_t kMaxWords = 400'000;

/// A row of a table and how like it is.
struct Neighbor {
  std::int32_t row;
  float similarity;  ///< cosine, −1 … 1
};

/// One table of word vectors: int8 rows with one float scale each; vector = scale · row.
class WordVectors {
 public:
  /// Makes an empty table with room for `capacity` rows.
  /// @return kVectorsTooLarge over kMaxWords rows or kMaxDModel columns, kBadOption without any, kOutOfMemory
  Status reserve(std::int64_t capacity, std::int64_t d_model);

  /// Where the caller puts the bytes of `capacity` ready-made rows and their scales, before adopt().
  std::span<std::int8_t> staged_rows() { return rows_.span(); }
  std::span<float> staged_scales() { return scales_.span(); }
  /// Makes the staged rows the table.
  /// @return kNotFinite if a scale is not a finite number ≥ 0; the table then stays empty
  Status adopt();

  /// Appends a vector as int8: scale = max|v| / 127, row = v / scale rounded half away from zero. A vector whose
  /// largest component is under 2⁻¹⁰⁰ is stored as zeros.
  /// @return kShapeMismatch, kNotFinite, kVectorsTooLarge when the table is full
  Status add_row(std::span<const float> vector);

  std::size_t n_rows() const { return n_rows_; }
  std::size_t d_model() const { return d_model_; }

  /// vector = scale · row; zeros for row −1, the unknown word.
  /// @return kBadIndex, kShapeMismatch
  Status lookup(std::int32_t row, std::span<float> vector) const;

  /// The rows most alike by cosine, best first; ties by lower row; `except` (−1 = none) is left out.
  /// @param neighbors  as many as are wanted
  /// @param n_found    how many were written: fewer when the table is small
  /// @return kShapeMismatch, kNotFinite
  Status neighbors(std::span<const float> vector, std::int32_t except, std::span<Neighbor> neighbors,
                   std::size_t& n_found);

 private:
  /// vector = scale · row
  void unpack(std::size_t row, float scale, std::span<float> vector) const;

  Buffer<std::int8_t> rows_;
  Buffer<float> scales_;
  Buffer<float> as_float_;  ///< scratch of neighbors()
  std::size_t capacity_ = 0;
  std::size_t n_rows_ = 0;
  std::size_t d_model_ = 0;
};

/// (a · b) / (‖a‖ ‖b‖), 0 if either is the zero vector.
float cosine(std::span<const float> a, std::span<const float> b);

}  // namespace attn
