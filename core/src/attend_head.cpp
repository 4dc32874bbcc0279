#include "attend_head.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "attend_mask.h"
#include "attn/linear.h"
#include "math.h"
#include "try.h"

namespace attn {
namespace {

PanelRow both(float x) { return {Batch(x), Batch(x)}; }

float scale_of(const AttendOptions& options, const AttendSizes& sizes) {
  return options.scale.value_or(1.0f / std::sqrt(static_cast<float>(sizes.head_size)));
}

float max_abs_of_rows(MatrixView<const float> m) {
  float max = 0.0f;
  for (std::size_t i = 0; i < m.n_rows(); ++i) max = larger(max_abs(m.row(i)), max);
  return max;
}

/// Whether a score may exceed float32, by a bound: only then are the scores looked at one by one.
bool may_overflow(const AttendHead& head, float scale) {
  constexpr float kSafe = 0x1p126f;
  const float largest_term = max_abs_of_rows(head.q) * std::abs(scale) * max_abs_of_rows(head.k);
  return !(largest_term * static_cast<float>(head.q.n_cols()) < kSafe);
}

/// 8 queries of one head (or as many as are left), their scores transposed: [key, query].
class QueryPanel {
 public:
  QueryPanel(const AttendInputs& in, const AttendOptions& options, const AttendSizes& sizes, const AttendHead& head,
             const AttendScratch& scratch, bool may_overflow, std::size_t first)
      : in_(in),
        options_(options),
        sizes_(sizes),
        head_(head),
        scratch_(scratch),
        may_overflow_(may_overflow),
        first_(first),
        n_queries_(std::min(kPanelWidth, sizes.n_queries - first)) {
    find_keys();
  }

  Status run() {
    score();
    if (may_overflow_ && !all_finite(scores_)) return Status::kOverflow;
    hand_out(QkOutput::kRaw, both(1.0f));
    if (options_.softcap > 0.0f) cap();
    hand_out(QkOutput::kCapped, both(1.0f));
    for (std::size_t c = 0; c < n_queries_; ++c) apply_mask(c);
    const PanelRow max = largest_of_columns(scores_);
    for (const Batch& x : max)
      if (xsimd::any(x == Batch(kInfinity))) return Status::kOverflow;
    hand_out(QkOutput::kMasked, both(1.0f));
    const PanelRow inverse_sums = exponentiate_columns(max, scores_);
    hand_out(QkOutput::kWeights, inverse_sums);
    mix(inverse_sums);
    return Status::kOk;
  }

 private:
  /// Which keys each query sees, and those that any of them sees: only these are computed, unless scores from before
  /// the mask are wanted.
  void find_keys() {
    keys_ = {sizes_.n_keys, 0};
    for (std::size_t c = 0; c < n_queries_; ++c) {
      const std::size_t i = first_ + c;
      ranges_[c] = visible_keys(in_, options_, sizes_, head_.batch_entry, i);
      if (has_mask()) {
        mask_rows_[c] = mask_row(in_.mask.shape, head_.batch_entry, head_.head, i);
        ranges_[c].last = std::min(ranges_[c].last, mask_rows_[c].length);
      }
      if (ranges_[c].first >= ranges_[c].last) continue;
      keys_ = {std::min(keys_.first, ranges_[c].first), std::max(keys_.last, ranges_[c].last)};
    }
    if (options_.qk_output == QkOutput::kRaw || options_.qk_output == QkOutput::kCapped) keys_ = {0, sizes_.n_keys};
    if (keys_.first > keys_.last) keys_ = {0, 0};
    scores_ = scratch_.scores.first((keys_.last - keys_.first) * kPanelWidth);
  }

  bool has_mask() const { return in_.mask.shape.rank > 0; }

  void score() const {
    pack_panel(head_.q.rows(first_, n_queries_), scale_of(options_, sizes_), scratch_.queries);
    multiply_panel({head_.k.data() + keys_.first * head_.k.stride(), head_.k.stride(), 1}, scratch_.queries, scores_);
  }

  void cap() const {
    const Batch softcap(options_.softcap);
    map_to(scores_, [&](Batch x) { return softcap * math::tanh(x / softcap); }, std::span<const float>(scores_));
  }

  /// Adds the mask to the scores of column c and forbids what lies outside its range.
  void apply_mask(std::size_t c) const {
    const auto score_of = [&](std::size_t j) -> float& { return scores_[(j - keys_.first) * kPanelWidth + c]; };
    const KeyRange range{std::clamp(ranges_[c].first, keys_.first, keys_.last),
                         std::clamp(ranges_[c].last, keys_.first, keys_.last)};
    for (std::size_t j = keys_.first; j < range.first; ++j) score_of(j) = -kInfinity;
    for (std::size_t j = std::max(range.first, range.last); j < keys_.last; ++j) score_of(j) = -kInfinity;
    const std::size_t offset = mask_rows_[c].offset;
    if (!in_.mask.additive.empty())
      for (std::size_t j = range.first; j < range.last; ++j) score_of(j) += in_.mask.additive[offset + j];
    if (!in_.mask.allowed.empty())
      for (std::size_t j = range.first; j < range.last; ++j)
        if (in_.mask.allowed[offset + j] == 0) score_of(j) = -kInfinity;
  }

  void hand_out(QkOutput stage, const PanelRow& factors) const {
    if (options_.qk_output != stage) return;
    const MatrixView<float> rows = head_.qk.rows(first_, n_queries_);
    unpack_panel(scores_, factors, rows.columns(keys_.first, keys_.last - keys_.first));
    const float forbidden = stage == QkOutput::kMasked ? -kInfinity : 0.0f;
    for (std::size_t c = 0; c < n_queries_; ++c) {
      const std::span<float> row = rows.row(c);
      std::ranges::fill(row.first(keys_.first), forbidden);
      std::ranges::fill(row.subspan(keys_.last), forbidden);
    }
  }

  /// Vᵀ times the scores: V's columns are the rows of the tile, so that any v_head_size will do.
  void mix(const PanelRow& inverse_sums) const {
    multiply_panel({head_.v.data() + keys_.first * head_.v.stride(), 1, head_.v.stride()}, scores_, scratch_.context);
    unpack_panel(scratch_.context, inverse_sums, head_.output.rows(first_, n_queries_));
  }

  const AttendInputs& in_;
  const AttendOptions& options_;
  const AttendSizes& sizes_;
  const AttendHead& head_;
  const AttendScratch& scratch_;
  bool may_overflow_;
  std::size_t first_;
  std::size_t n_queries_;
  std::array<KeyRange, kPanelWidth> ranges_{};
  std::array<MaskRow, kPanelWidth> mask_rows_{};
  KeyRange keys_{};
  std::span<float> scores_;
};

}  // namespace

Status attend_head(const AttendInputs& in, const AttendOptions& options, const AttendSizes& sizes,
                   const AttendHead& head, const AttendScratch& scratch) {
  const bool is_checked = may_overflow(head, scale_of(options, sizes));
  for (std::size_t first = 0; first < sizes.n_queries; first += kPanelWidth)
    ATTN_TRY(QueryPanel(in, options, sizes, head, scratch, is_checked, first).run());
  return Status::kOk;
}

}  // namespace attn
