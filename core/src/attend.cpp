#include "attn/attend.h"

#include <algorithm>
#include <cmath>

#include "attend_head.h"
#include "attend_mask.h"
#include "attn/linear.h"
#include "simd.h"
#include "try.h"

namespace attn {
namespace {

/// Head h of batch entry b of a tensor as a matrix [n, size].
template <class T>
MatrixView<T> head_of(std::span<T> data, bool heads_inside, std::size_t n_heads, std::size_t n, std::size_t size,
                      std::size_t b, std::size_t h) {
  if (n == 0) return {};
  const std::size_t width = n_heads * size;
  if (heads_inside) return MatrixView<T>(data.data() + b * n * width, n, width).columns(h * size, size);
  return {data.data() + (b * n_heads + h) * n * size, n, size};
}

void copy_rows(MatrixView<const float> from, MatrixView<float> to, std::size_t first_row) {
  for (std::size_t i = 0; i < from.n_rows(); ++i) std::ranges::copy(from.row(i), to.row(first_row + i).begin());
}

/// Puts the past and the new keys (or values) of every head after each other.
void join_past(const TensorView& past, const TensorView& fresh, const AttendSizes& sizes, std::size_t size,
               std::span<float> present) {
  for (std::size_t b = 0; b < sizes.batch; ++b)
    for (std::size_t h = 0; h < sizes.kv_heads; ++h) {
      const auto joined = head_of(present, false, sizes.kv_heads, sizes.n_keys, size, b, h);
      copy_rows(head_of(past.data, false, sizes.kv_heads, sizes.n_past, size, b, h), joined, 0);
      copy_rows(head_of(fresh.data, sizes.heads_inside, sizes.kv_heads, sizes.n_new, size, b, h), joined, sizes.n_past);
    }
}

bool fits(std::span<float> memory, std::uint64_t size) { return memory.size() == size; }

Status check_outputs(const AttendOutputs& out, const AttendOptions& options, const AttendSizes& sizes) {
  const std::uint64_t qk_size = options.qk_output == QkOutput::kNone ? 0 : sizes.qk_size();
  const bool may_lack_present = sizes.n_past == 0;
  const auto fits_or_unwanted = [&](std::span<float> present, std::uint64_t size) {
    return fits(present, size) || (may_lack_present && present.empty());
  };
  const bool all_fit = fits(out.output, sizes.output_size()) && fits(out.qk, qk_size) &&
                       fits_or_unwanted(out.present_key, sizes.present_key_size()) &&
                       fits_or_unwanted(out.present_value, sizes.present_value_size()) &&
                       fits(out.scratch, sizes.scratch_size());
  return all_fit ? Status::kOk : Status::kShapeMismatch;
}

/// Where the keys (or values) of every head lie once the past is before them: in `present`, or where they came from.
class Joined {
 public:
  Joined(const TensorView& past, const TensorView& fresh, const AttendSizes& sizes, std::size_t size,
         std::span<float> present)
      : data_(present.empty() ? fresh.data : present),
        heads_inside_(present.empty() && sizes.heads_inside),
        sizes_(sizes),
        size_(size) {
    if (!present.empty()) join_past(past, fresh, sizes, size, present);
  }
  MatrixView<const float> head(std::size_t b, std::size_t kv_head) const {
    return head_of(data_, heads_inside_, sizes_.kv_heads, sizes_.n_keys, size_, b, kv_head);
  }

 private:
  std::span<const float> data_;
  bool heads_inside_;
  const AttendSizes& sizes_;
  std::size_t size_;
};

HeadRules rules_of(const AttendInputs& in, const AttendOptions& options, const AttendSizes& sizes, std::size_t b) {
  HeadRules rules{.scale = options.scale.value_or(1.0f / std::sqrt(static_cast<float>(sizes.head_size))),
                  .softcap = options.softcap,
                  .causal = options.causal,
                  .left_window = options.left_window,
                  .right_window = options.right_window};
  if (!in.kv_lengths.empty()) rules.n_real_keys = static_cast<std::size_t>(in.kv_lengths[b]);
  if (in.past_key.shape.rank > 0)
    rules.first_position = static_cast<std::int64_t>(sizes.n_past);
  else if (!in.kv_lengths.empty())
    rules.first_position = in.kv_lengths[b] - static_cast<std::int64_t>(sizes.n_queries);
  return rules;
}

/// The mask's rows for the queries of head h, or for query 0 of head h and of the heads after it.
HeadMask mask_of(const MaskView& mask, std::size_t b, std::size_t h, bool by_group) {
  if (mask.shape.rank == 0) return {};
  const std::size_t offset = mask_offset(mask.shape, b, h, 0);
  const std::size_t next_offset = by_group ? mask_offset(mask.shape, b, h + 1, 0) : mask_offset(mask.shape, b, h, 1);
  return {.additive = mask.additive.empty() ? nullptr : mask.additive.data() + offset,
          .allowed = mask.allowed.empty() ? nullptr : mask.allowed.data() + offset,
          .stride = next_offset - offset,
          .n_keys = static_cast<std::size_t>(mask.shape.dims[mask.shape.rank - 1])};
}

MatrixView<float>& wanted(AttendHead& head, QkOutput stage) {
  switch (stage) {
    case QkOutput::kRaw:
      return head.raw;
    case QkOutput::kCapped:
      return head.capped;
    case QkOutput::kMasked:
      return head.masked;
    default:
      return head.weights;
  }
}

}  // namespace

Status attend(const AttendInputs& in, const AttendOptions& options, const AttendOutputs& out) {
  AttendSizes sizes;
  ATTN_TRY(attend_sizes(in, options, sizes));
  ATTN_TRY(check_outputs(out, options, sizes));
  if (!all_below_infinity(in.mask.additive)) return Status::kNotFinite;
  const Joined keys(in.past_key, in.k, sizes, sizes.head_size, out.present_key);
  const Joined values(in.past_value, in.v, sizes, sizes.v_head_size, out.present_value);

  // A lone query of each head: the heads that share keys take the place of queries, which read the keys once.
  const std::size_t group = sizes.q_heads / sizes.kv_heads;
  const bool by_group = sizes.n_queries == 1 && group > 1;
  const std::size_t heads_at_once = by_group ? group : 1;
  const std::size_t n_rows = by_group ? group : sizes.n_queries;
  const std::size_t units_of_batch = sizes.q_heads / heads_at_once;
  const ManyHeads heads{sizes.batch * units_of_batch, n_rows, sizes.n_keys, sizes.head_size, sizes.v_head_size};
  const Status status = heads.attend(out.scratch, [&](std::size_t unit, AttendHead& head, HeadRules& rules) {
    const std::size_t b = unit / units_of_batch, h = unit % units_of_batch * heads_at_once;
    rules = rules_of(in, options, sizes, b);
    rules.position_step = by_group ? 0 : 1;
    rules.checks_numbers = true;
    rules.mask = mask_of(in.mask, b, h, by_group);
    const auto rows_of = [&](auto data, std::size_t size) {
      if (by_group) return head_of(data, false, 1, n_rows, size, b * sizes.kv_heads + h / group, 0);
      return head_of(data, sizes.heads_inside, sizes.q_heads, n_rows, size, b, h);
    };
    head = {.q = rows_of(in.q.data, sizes.head_size),
            .k = keys.head(b, h / group),
            .v = values.head(b, h / group),
            .context = rows_of(out.output, sizes.v_head_size)};
    if (!out.qk.empty()) wanted(head, options.qk_output) = head_of(out.qk, false, 1, n_rows, sizes.n_keys, unit, 0);
  });
  // One head's scores may overflow before another's numbers were looked at.
  const auto are_finite = [](auto... tensors) { return (all_finite(tensors.data) && ...); };
  if (status == Status::kOverflow && !are_finite(in.q, in.k, in.v, in.past_key, in.past_value))
    return Status::kNotFinite;
  return status;
}

}  // namespace attn
