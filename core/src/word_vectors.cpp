#include "attn/word_vectors.h"

#include <algorithm>
#include <cmath>

#include "attn/linear.h"
#include "attn/play_options.h"
#include "attn/scores.h"
#include "try.h"

namespace attn {
namespace {

constexpr float kLargest = 127.0f;

std::int8_t round_half_away(float x) { return static_cast<std::int8_t>(x < 0.0f ? x - 0.5f : x + 0.5f); }

bool better(const Neighbor& a, const Neighbor& b) {
  return a.similarity > b.similarity || (a.similarity == b.similarity && a.row < b.row);
}

/// Puts `candidate` into its place among the best so far; the worst falls out when there is no room.
std::size_t insert(std::span<Neighbor> best, std::size_t n_found, Neighbor candidate) {
  if (n_found == best.size() && (n_found == 0 || !better(candidate, best[n_found - 1]))) return n_found;
  std::size_t at = n_found < best.size() ? n_found : n_found - 1;
  for (; at > 0 && better(candidate, best[at - 1]); --at) best[at] = best[at - 1];
  best[at] = candidate;
  return std::min(n_found + 1, best.size());
}

}  // namespace

Status WordVectors::reserve(std::int64_t capacity, std::int64_t d_model) {
  if (capacity < 1 || d_model < 1) return Status::kBadOption;
  if (capacity > kMaxWords || d_model > kMaxDModel) return Status::kVectorsTooLarge;
  n_rows_ = 0;
  capacity_ = 0;
  d_model_ = static_cast<std::size_t>(d_model);
  ATTN_TRY(rows_.resize(static_cast<std::uint64_t>(capacity) * static_cast<std::uint64_t>(d_model)));
  ATTN_TRY(scales_.resize(static_cast<std::uint64_t>(capacity)));
  ATTN_TRY(as_float_.resize(d_model_));
  capacity_ = static_cast<std::size_t>(capacity);
  return Status::kOk;
}

Status WordVectors::adopt() {
  n_rows_ = 0;
  if (!all_finite(scales_.span())) return Status::kNotFinite;
  if (std::ranges::any_of(scales_.span(), [](float scale) { return scale < 0.0f; })) return Status::kNotFinite;
  n_rows_ = capacity_;
  return Status::kOk;
}

Status WordVectors::add_row(std::span<const float> vector) {
  if (vector.size() != d_model_) return Status::kShapeMismatch;
  if (!all_finite(vector)) return Status::kNotFinite;
  if (n_rows_ == capacity_) return Status::kVectorsTooLarge;
  const float largest = max_abs(vector);
  const float scale = largest < 0x1p-100f ? 0.0f : largest / kLargest;
  const std::span<std::int8_t> row = rows_.span().subspan(n_rows_ * d_model_, d_model_);
  for (std::size_t d = 0; d < d_model_; ++d)
    row[d] = scale == 0.0f ? std::int8_t{0} : round_half_away(vector[d] / scale);
  scales_.span()[n_rows_] = scale;
  ++n_rows_;
  return Status::kOk;
}

Status WordVectors::lookup(std::int32_t row, std::span<float> vector) const {
  if (row < -1 || row >= static_cast<std::int64_t>(n_rows_)) return Status::kBadIndex;
  if (vector.size() != d_model_) return Status::kShapeMismatch;
  if (row == -1) {
    std::ranges::fill(vector, 0.0f);
    return Status::kOk;
  }
  const auto index = static_cast<std::size_t>(row);
  unpack(index, scales_.span()[index], vector);
  return Status::kOk;
}

Status WordVectors::neighbors(std::span<const float> vector, std::int32_t except, std::span<Neighbor> neighbors,
                              std::size_t& n_found) {
  if (vector.size() != d_model_) return Status::kShapeMismatch;
  if (!all_finite(vector)) return Status::kNotFinite;
  const float vector_norm = norm(vector);
  n_found = 0;
  for (std::size_t row = 0; row < n_rows_; ++row) {
    if (static_cast<std::int64_t>(row) == except) continue;
    unpack(row, 1.0f, as_float_.span());  // a scale ≥ 0 does not change a cosine
    const float scale = scales_.span()[row] == 0.0f ? 0.0f : cosine_scale(vector_norm, norm(as_float_.span()));
    n_found = insert(neighbors, n_found, {static_cast<std::int32_t>(row), dot(vector, as_float_.span()) * scale});
  }
  return Status::kOk;
}

void WordVectors::unpack(std::size_t row, float scale, std::span<float> vector) const {
  const std::span<const std::int8_t> packed = rows_.span().subspan(row * d_model_, d_model_);
  for (std::size_t d = 0; d < d_model_; ++d) vector[d] = scale * static_cast<float>(packed[d]);
}

float cosine(std::span<const float> a, std::span<const float> b) { return dot(a, b) * cosine_scale(norm(a), norm(b)); }

}  // namespace attn
