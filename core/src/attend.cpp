#include "attn/attend.h"

#include <algorithm>

#include "attend_head.h"
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

AttendScratch cut(std::span<float> memory, const AttendSizes& sizes) {
  const std::size_t n_queries = sizes.head_size * kPanelWidth;
  const std::size_t n_scores = sizes.n_keys * kPanelWidth;
  return {.queries = memory.first(n_queries),
          .scores = memory.subspan(n_queries, n_scores),
          .context = memory.subspan(n_queries + n_scores)};
}

bool fits(std::span<float> memory, std::uint64_t size) { return memory.size() == size; }

Status check_outputs(const AttendOutputs& out, const AttendOptions& options, const AttendSizes& sizes) {
  const std::uint64_t qk_size = options.qk_output == QkOutput::kNone ? 0 : sizes.qk_size();
  const bool all_fit = fits(out.output, sizes.output_size()) && fits(out.qk, qk_size) &&
                       fits(out.present_key, sizes.present_key_size()) &&
                       fits(out.present_value, sizes.present_value_size()) && fits(out.scratch, sizes.scratch_size());
  return all_fit ? Status::kOk : Status::kShapeMismatch;
}

}  // namespace

Status attend(const AttendInputs& in, const AttendOptions& options, const AttendOutputs& out) {
  AttendSizes sizes;
  ATTN_TRY(attend_sizes(in, options, sizes));
  ATTN_TRY(check_outputs(out, options, sizes));
  join_past(in.past_key, in.k, sizes, sizes.head_size, out.present_key);
  join_past(in.past_value, in.v, sizes, sizes.v_head_size, out.present_value);

  const auto& [batch, q_heads, kv_heads, n_queries, n_new, n_past, n_keys, head_size, v_head_size, inside] = sizes;
  const AttendScratch scratch = cut(out.scratch, sizes);
  for (std::size_t b = 0; b < batch; ++b)
    for (std::size_t h = 0; h < q_heads; ++h) {
      const std::size_t kv_head = h / (q_heads / kv_heads);
      AttendHead head{.batch_entry = b,
                      .head = h,
                      .q = head_of(in.q.data, inside, q_heads, n_queries, head_size, b, h),
                      .k = head_of(out.present_key, false, kv_heads, n_keys, head_size, b, kv_head),
                      .v = head_of(out.present_value, false, kv_heads, n_keys, v_head_size, b, kv_head),
                      .output = head_of(out.output, inside, q_heads, n_queries, v_head_size, b, h),
                      .qk = {}};
      if (!out.qk.empty()) head.qk = head_of(out.qk, false, q_heads, n_queries, n_keys, b, h);
      ATTN_TRY(attend_head(in, options, sizes, head, scratch));
    }
  return Status::kOk;
}

}  // namespace attn
