#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

#include "attn/attend.h"

/// The float64 twin of attn/attend.h: every number from the formula, one at a time.
namespace attn::ref {

class Attend {
 public:
  Attend(const AttendInputs& inputs, const AttendOptions& options, const AttendSizes& sizes)
      : in_(inputs), options_(options), sizes_(sizes) {}

  /// The scores of query i at a stage, or its weights.
  std::vector<double> row(QkOutput stage, std::size_t b, std::size_t h, std::size_t i) const {
    std::vector<double> row(sizes_.n_keys);
    for (std::size_t j = 0; j < row.size(); ++j) row[j] = score(stage, b, h, i, j);
    if (stage == QkOutput::kWeights) normalize(row);
    return row;
  }

  /// Component d of what query i gets.
  double output(std::size_t b, std::size_t h, std::size_t i, std::size_t d) const {
    const std::vector<double> weights = row(QkOutput::kWeights, b, h, i);
    double sum = 0.0;
    for (std::size_t j = 0; j < weights.size(); ++j)
      sum += weights[j] * past_or_new(in_.past_value, in_.v, sizes_.v_head_size, b, kv_head(h), j, d);
    return sum;
  }

 private:
  std::size_t kv_head(std::size_t h) const { return h * sizes_.kv_heads / sizes_.q_heads; }

  double at(const TensorView& tensor, std::size_t n_heads, std::size_t n, std::size_t size, std::size_t b,
            std::size_t h, std::size_t i, std::size_t d) const {
    const bool heads_inside = tensor.shape.rank == 3;
    const std::size_t vector = heads_inside ? (b * n + i) * n_heads + h : (b * n_heads + h) * n + i;
    return tensor.data[vector * size + d];
  }

  double past_or_new(const TensorView& past, const TensorView& fresh, std::size_t size, std::size_t b, std::size_t h,
                     std::size_t j, std::size_t d) const {
    if (j < sizes_.n_past) return at(past, sizes_.kv_heads, sizes_.n_past, size, b, h, j, d);
    return at(fresh, sizes_.kv_heads, sizes_.n_new, size, b, h, j - sizes_.n_past, d);
  }

  double score(QkOutput stage, std::size_t b, std::size_t h, std::size_t i, std::size_t j) const {
    double sum = 0.0;
    for (std::size_t d = 0; d < sizes_.head_size; ++d)
      sum += at(in_.q, sizes_.q_heads, sizes_.n_queries, sizes_.head_size, b, h, i, d) *
             past_or_new(in_.past_key, in_.k, sizes_.head_size, b, kv_head(h), j, d);
    double score = options_.scale ? sum * *options_.scale : sum / std::sqrt(static_cast<double>(sizes_.head_size));
    if (stage == QkOutput::kRaw) return score;
    if (options_.softcap > 0.0f) score = options_.softcap * std::tanh(score / options_.softcap);
    return stage == QkOutput::kCapped ? score : score + bias(b, h, i, j);
  }

  double bias(std::size_t b, std::size_t h, std::size_t i, std::size_t j) const {
    constexpr double kForbidden = -std::numeric_limits<double>::infinity();
    const auto key = static_cast<double>(j), n_queries = static_cast<double>(sizes_.n_queries);
    double position = static_cast<double>(i);
    if (in_.past_key.shape.rank > 0) position += static_cast<double>(sizes_.n_past);
    if (in_.past_key.shape.rank == 0 && !in_.kv_lengths.empty()) position += in_.kv_lengths[b] - n_queries;
    if (!in_.kv_lengths.empty() && key >= in_.kv_lengths[b]) return kForbidden;
    if (options_.causal && key > position) return kForbidden;
    if (options_.left_window >= 0 && key < position - options_.left_window) return kForbidden;
    if (options_.right_window >= 0 && key > position + options_.right_window) return kForbidden;
    return mask_at(b, h, i, j, kForbidden);
  }

  double mask_at(std::size_t b, std::size_t h, std::size_t i, std::size_t j, double forbidden) const {
    const Shape& shape = in_.mask.shape;
    if (shape.rank == 0) return 0.0;
    if (static_cast<std::int64_t>(j) >= shape.dims[shape.rank - 1]) return forbidden;
    const std::size_t full_index[] = {b, h, i, j};
    std::size_t place = 0;
    for (int axis = 0; axis < shape.rank; ++axis) {
      const std::size_t index = shape.dims[axis] == 1 ? 0 : full_index[4 - shape.rank + axis];
      place = place * static_cast<std::size_t>(shape.dims[axis]) + index;
    }
    if (!in_.mask.allowed.empty()) return in_.mask.allowed[place] ? 0.0 : forbidden;
    return in_.mask.additive[place];
  }

  static void normalize(std::vector<double>& row) {
    const double max = *std::max_element(row.begin(), row.end());
    if (max == -std::numeric_limits<double>::infinity()) return std::fill(row.begin(), row.end(), 0.0);
    double total = 0.0;
    for (double& x : row) total += x = std::exp(x - max);
    for (double& x : row) x /= total;
  }

  const AttendInputs& in_;
  const AttendOptions& options_;
  const AttendSizes& sizes_;
};

}  // namespace attn::ref
