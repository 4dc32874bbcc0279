#include "attn/attend.h"

#include <algorithm>
#include <cmath>

#include "attend_mask.h"
#include "attn/linear.h"
#include "attn/matrix.h"
#include "attn/normalizers.h"
#include "math.h"
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

/// Adds the mask to a row of scores and forbids what lies outside the range or beyond the mask's end.
void apply_mask(const MaskView& mask, MaskRow at, KeyRange range, std::span<float> row) {
  if (mask.shape.rank > 0) range.last = std::min(range.last, at.length);
  const auto is_visible = [&](std::size_t j) {
    return j >= range.first && j < range.last && (mask.allowed.empty() || mask.allowed[at.offset + j] != 0);
  };
  for (std::size_t j = 0; j < row.size(); ++j) {
    if (!is_visible(j))
      row[j] = -kInfinity;
    else if (!mask.additive.empty())
      row[j] += mask.additive[at.offset + j];
  }
}

/// One head of one batch entry.
struct Head {
  MatrixView<const float> q, k, v;
  MatrixView<float> output;
  MatrixView<float> qk;  ///< without rows unless it is wanted
};

/// The work of one row, stage by stage; `row` holds the latest.
class RowStages {
 public:
  RowStages(const AttendInputs& in, const AttendOptions& options, const AttendSizes& sizes)
      : in_(in),
        options_(options),
        sizes_(sizes),
        scale_(options.scale.value_or(1.0f / std::sqrt(static_cast<float>(sizes.head_size)))) {}

  Status run(const Head& head, std::size_t b, std::size_t h, std::size_t i, std::span<float> row) const {
    const MatrixView<float> as_matrix(row.data(), 1, row.size());
    const auto hand_out = [&](QkOutput stage) {
      if (options_.qk_output == stage) std::ranges::copy(row, head.qk.row(i).begin());
    };
    matmul_transposed({head.q.row(i).data(), 1, sizes_.head_size}, head.k, {}, as_matrix);
    map_to(row, [&](Batch x) { return x * Batch(scale_); }, row);
    if (!all_finite(row)) return Status::kOverflow;
    hand_out(QkOutput::kRaw);
    if (options_.softcap > 0.0f) cap(row);
    hand_out(QkOutput::kCapped);
    const MaskRow at = in_.mask.shape.rank > 0 ? mask_row(in_.mask.shape, b, h, i) : MaskRow{};
    apply_mask(in_.mask, at, visible_keys(in_, options_, sizes_, b, i), row);
    if (std::ranges::any_of(row, [](float score) { return score == kInfinity; })) return Status::kOverflow;
    hand_out(QkOutput::kMasked);
    softmax(row, row);
    hand_out(QkOutput::kWeights);
    matmul(as_matrix, head.v, {}, {head.output.row(i).data(), 1, sizes_.v_head_size});
    return Status::kOk;
  }

 private:
  void cap(std::span<float> row) const {
    const Batch softcap(options_.softcap);
    map_to(row, [&](Batch x) { return softcap * math::tanh(x / softcap); }, row);
  }

  const AttendInputs& in_;
  const AttendOptions& options_;
  const AttendSizes& sizes_;
  float scale_;
};

bool fits(std::span<float> memory, std::uint64_t size) { return memory.size() == size; }

Status check_outputs(const AttendOutputs& out, const AttendOptions& options, const AttendSizes& sizes) {
  const std::uint64_t qk_size = options.qk_output == QkOutput::kNone ? 0 : sizes.qk_size();
  const bool all_fit = fits(out.output, sizes.output_size()) && fits(out.qk, qk_size) &&
                       fits(out.present_key, sizes.present_key_size()) &&
                       fits(out.present_value, sizes.present_value_size()) && fits(out.row, sizes.n_keys);
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
  const RowStages stages(in, options, sizes);
  for (std::size_t b = 0; b < batch; ++b)
    for (std::size_t h = 0; h < q_heads; ++h) {
      const std::size_t kv_head = h / (q_heads / kv_heads);
      Head head{.q = head_of(in.q.data, inside, q_heads, n_queries, head_size, b, h),
                .k = head_of(out.present_key, false, kv_heads, n_keys, head_size, b, kv_head),
                .v = head_of(out.present_value, false, kv_heads, n_keys, v_head_size, b, kv_head),
                .output = head_of(out.output, inside, q_heads, n_queries, v_head_size, b, h),
                .qk = {}};
      if (!out.qk.empty()) head.qk = head_of(out.qk, false, q_heads, n_queries, n_keys, b, h);
      for (std::size_t i = 0; i < n_queries; ++i) ATTN_TRY(stages.run(head, b, h, i, out.row));
    }
  return Status::kOk;
}

}  // namespace attn
