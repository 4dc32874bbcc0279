#include <algorithm>
#include <cmath>

#include "attend_head.h"
#include "attn/attend.h"
#include "simd.h"
#include "try.h"

namespace attn {
namespace {

constexpr std::int64_t kMaxElements = std::int64_t{1} << 31;

/// A tensor's dimensions as [batch, heads, n, size], whichever way it is laid out.
struct Heads {
  std::int64_t batch, heads, n, size;
};

Status read_heads(const TensorView& tensor, int heads, Heads& out) {
  const auto& [rank, dims] = tensor.shape;
  if (static_cast<std::int64_t>(tensor.data.size()) != tensor.shape.size()) return Status::kShapeMismatch;
  if (rank == 4) {
    out = {dims[0], dims[1], dims[2], dims[3]};
    return heads == 0 || heads == out.heads ? Status::kOk : Status::kShapeMismatch;
  }
  if (rank != 3 || heads < 1 || dims[2] % heads != 0) return Status::kShapeMismatch;
  out = {dims[0], heads, dims[1], dims[2] / heads};
  return Status::kOk;
}

Status check_options(const AttendOptions& options) {
  if (!(options.softcap >= 0.0f && options.softcap < kInfinity)) return Status::kBadOption;
  if (options.scale && !std::isfinite(*options.scale)) return Status::kBadOption;
  if (options.left_window < -1 || options.right_window < -1) return Status::kBadOption;
  if (options.q_heads < 0 || options.kv_heads < 0) return Status::kBadOption;
  if (options.qk_output < QkOutput::kNone || options.qk_output > QkOutput::kWeights) return Status::kBadOption;
  return Status::kOk;
}

Status check_past(const AttendInputs& in, const Heads& k, const Heads& v, std::int64_t& n_past) {
  n_past = 0;
  if (in.past_key.shape.rank == 0 && in.past_value.shape.rank == 0) return Status::kOk;
  if (in.past_key.shape.rank != 4 || in.past_value.shape.rank != 4) return Status::kShapeMismatch;
  Heads key, value;
  ATTN_TRY(read_heads(in.past_key, 0, key));
  ATTN_TRY(read_heads(in.past_value, 0, value));
  if (key.batch != k.batch || key.heads != k.heads || key.size != k.size) return Status::kShapeMismatch;
  if (value.batch != v.batch || value.heads != v.heads || value.size != v.size) return Status::kShapeMismatch;
  if (key.n != value.n) return Status::kShapeMismatch;
  n_past = key.n;
  return Status::kOk;
}

Status check_mask(const MaskView& mask, const AttendSizes& sizes) {
  const auto& [rank, dims] = mask.shape;
  if (rank == 0) return Status::kOk;
  if (static_cast<std::int64_t>(mask.additive.size() + mask.allowed.size()) != mask.shape.size())
    return Status::kShapeMismatch;
  const std::size_t full[] = {sizes.batch, sizes.q_heads, sizes.n_queries};
  for (int axis = rank - 2, from_right = 2; axis >= 0; --axis, --from_right)
    if (dims[axis] != 1 && dims[axis] != static_cast<std::int64_t>(full[from_right])) return Status::kShapeMismatch;
  if (dims[rank - 1] < 1 || dims[rank - 1] > static_cast<std::int64_t>(sizes.n_keys)) return Status::kShapeMismatch;
  return Status::kOk;
}

Status check_lengths(std::span<const std::int32_t> lengths, const AttendSizes& sizes) {
  if (lengths.empty()) return Status::kOk;
  if (lengths.size() != sizes.batch) return Status::kShapeMismatch;
  const auto n_keys = static_cast<std::int64_t>(sizes.n_keys);
  const bool are_counts = std::ranges::all_of(lengths, [&](std::int64_t n) { return n >= 0 && n <= n_keys; });
  return are_counts ? Status::kOk : Status::kBadIndex;
}

}  // namespace

std::int64_t Shape::size() const {
  if (rank < 1 || rank > 4) return -1;
  std::int64_t product = 1;
  for (int axis = 0; axis < rank; ++axis) {
    if (dims[axis] < 0 || dims[axis] >= kMaxElements) return -1;
    product *= dims[axis];
    if (product >= kMaxElements) return -1;
  }
  return product;
}

std::uint64_t AttendSizes::scratch_size() const {
  return std::uint64_t{n_threads()} * head_scratch_size(n_keys, head_size, v_head_size);
}

Status attend_sizes(const AttendInputs& in, const AttendOptions& options, AttendSizes& out) {
  ATTN_TRY(check_options(options));
  if (in.q.shape.rank != in.k.shape.rank || in.q.shape.rank != in.v.shape.rank) return Status::kShapeMismatch;
  Heads q, k, v;
  ATTN_TRY(read_heads(in.q, options.q_heads, q));
  ATTN_TRY(read_heads(in.k, options.kv_heads, k));
  ATTN_TRY(read_heads(in.v, options.kv_heads, v));
  if (std::min({q.batch, q.heads, q.n, q.size, k.heads, k.n, v.size}) < 1) return Status::kShapeMismatch;
  if (q.batch != k.batch || q.batch != v.batch || q.size != k.size) return Status::kShapeMismatch;
  if (k.heads != v.heads || k.n != v.n || q.heads % k.heads != 0) return Status::kShapeMismatch;
  std::int64_t n_past;
  ATTN_TRY(check_past(in, k, v, n_past));

  const auto size = [](std::int64_t n) { return static_cast<std::size_t>(n); };
  const AttendSizes sizes{.batch = size(q.batch),
                          .q_heads = size(q.heads),
                          .kv_heads = size(k.heads),
                          .n_queries = size(q.n),
                          .n_new = size(k.n),
                          .n_past = size(n_past),
                          .n_keys = size(n_past + k.n),
                          .head_size = size(q.size),
                          .v_head_size = size(v.size),
                          .heads_inside = in.q.shape.rank == 3};
  const std::uint64_t largest_output =
      std::max({sizes.output_size(), sizes.present_key_size(), sizes.present_value_size(),
                options.qk_output == QkOutput::kNone ? std::uint64_t{0} : sizes.qk_size()});
  if (largest_output >= kMaxElements) return Status::kTooLong;
  ATTN_TRY(check_mask(in.mask, sizes));
  ATTN_TRY(check_lengths(in.kv_lengths, sizes));
  out = sizes;
  return Status::kOk;
}

}  // namespace attn
