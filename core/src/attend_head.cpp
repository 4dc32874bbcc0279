#include "attend_head.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "attend_mask.h"
#include "attn/linear.h"
#include "math.h"
#include "panel.h"
#include "try.h"

namespace attn {
namespace {

PanelRow both(float x) { return {Batch(x), Batch(x)}; }

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

/// The parts of the working memory.
struct Scratch {
  std::span<float> queries;  ///< [head_dim, 8]
  std::span<float> scores;   ///< [n_keys, 8]
  std::span<float> context;  ///< [v_head_dim, 8]
};

Scratch cut(std::span<float> memory, const AttendHead& head) {
  const std::size_t n_queries = head.q.n_cols() * kPanelWidth;
  const std::size_t n_scores = head.k.n_rows() * kPanelWidth;
  return {.queries = memory.first(n_queries),
          .scores = memory.subspan(n_queries, n_scores),
          .context = memory.subspan(n_queries + n_scores, head.v.n_cols() * kPanelWidth)};
}

/// 8 queries of one head (or as many as are left), their scores transposed: [key, query].
class QueryPanel {
 public:
  QueryPanel(const AttendHead& head, const HeadRules& rules, const Scratch& scratch, bool may_overflow,
             std::size_t first)
      : head_(head),
        rules_(rules),
        scratch_(scratch),
        may_overflow_(may_overflow),
        first_(first),
        n_queries_(std::min(kPanelWidth, head.q.n_rows() - first)) {
    find_keys();
  }

  Status run() {
    score();
    if (may_overflow_ && !all_finite(scores_)) return Status::kOverflow;
    hand_out(head_.raw, both(1.0f), 0.0f);
    if (rules_.softcap > 0.0f) cap();
    hand_out(head_.capped, both(1.0f), 0.0f);
    for (std::size_t c = 0; c < n_queries_; ++c) apply_mask(c);
    const PanelRow max = largest_of_columns(scores_);
    for (const Batch& x : max)
      if (xsimd::any(x == Batch(kInfinity))) return Status::kOverflow;
    hand_out(head_.masked, both(1.0f), -kInfinity);
    const PanelRow inverse_sums = exponentiate_columns(max, scores_);
    hand_out(head_.weights, inverse_sums, 0.0f);
    mix(inverse_sums);
    return Status::kOk;
  }

 private:
  /// Which keys each query sees, and those that any of them sees: only these are computed, unless scores from before
  /// the mask are wanted.
  void find_keys() {
    const std::size_t n_keys = head_.k.n_rows();
    keys_ = {n_keys, 0};
    for (std::size_t c = 0; c < n_queries_; ++c) {
      ranges_[c] = visible_keys(rules_, n_keys, first_ + c);
      if (ranges_[c].first >= ranges_[c].last) continue;
      keys_ = {std::min(keys_.first, ranges_[c].first), std::max(keys_.last, ranges_[c].last)};
    }
    if (head_.raw.n_rows() + head_.capped.n_rows() > 0) keys_ = {0, n_keys};
    if (keys_.first > keys_.last) keys_ = {0, 0};
    scores_ = scratch_.scores.first(keys_.size() * kPanelWidth);
  }

  void score() const {
    pack_panel(head_.q.rows(first_, n_queries_), rules_.scale, scratch_.queries);
    multiply_panel({head_.k.data() + keys_.first * head_.k.stride(), head_.k.stride(), 1}, scratch_.queries, scores_);
  }

  void cap() const {
    const Batch softcap(rules_.softcap);
    map_to(scores_, [&](Batch x) { return softcap * math::tanh(x / softcap); }, std::span<const float>(scores_));
  }

  /// Adds the mask to the scores of column c and forbids what lies outside its range.
  void apply_mask(std::size_t c) const {
    const auto score_of = [&](std::size_t j) -> float& { return scores_[(j - keys_.first) * kPanelWidth + c]; };
    const KeyRange range{std::clamp(ranges_[c].first, keys_.first, keys_.last),
                         std::clamp(ranges_[c].last, keys_.first, keys_.last)};
    for (std::size_t j = keys_.first; j < range.first; ++j) score_of(j) = -kInfinity;
    for (std::size_t j = std::max(range.first, range.last); j < keys_.last; ++j) score_of(j) = -kInfinity;
    const HeadMask& mask = rules_.mask;
    const std::size_t row = (first_ + c) * mask.stride;
    if (mask.additive)
      for (std::size_t j = range.first; j < range.last; ++j) score_of(j) += mask.additive[row + j];
    if (mask.allowed)
      for (std::size_t j = range.first; j < range.last; ++j)
        if (mask.allowed[row + j] == 0) score_of(j) = -kInfinity;
  }

  void hand_out(MatrixView<float> wanted, const PanelRow& factors, float forbidden) const {
    if (wanted.n_rows() == 0) return;
    const MatrixView<float> rows = wanted.rows(first_, n_queries_);
    unpack_panel(scores_, factors, rows.columns(keys_.first, keys_.size()));
    for (std::size_t c = 0; c < n_queries_; ++c) {
      const std::span<float> row = rows.row(c);
      std::ranges::fill(row.first(keys_.first), forbidden);
      std::ranges::fill(row.subspan(keys_.last), forbidden);
    }
  }

  /// Vᵀ times the scores: V's columns are the rows of the tile, so that any v_head_dim will do.
  void mix(const PanelRow& inverse_sums) const {
    multiply_panel({head_.v.data() + keys_.first * head_.v.stride(), 1, head_.v.stride()}, scores_, scratch_.context);
    unpack_panel(scratch_.context, inverse_sums, head_.context.rows(first_, n_queries_));
  }

  const AttendHead& head_;
  const HeadRules& rules_;
  const Scratch& scratch_;
  bool may_overflow_;
  std::size_t first_;
  std::size_t n_queries_;
  std::array<KeyRange, kPanelWidth> ranges_{};
  KeyRange keys_{};
  std::span<float> scores_;
};

}  // namespace

std::size_t head_scratch_size(std::size_t n_keys, std::size_t head_dim, std::size_t v_head_dim) {
  return kPanelWidth * (n_keys + head_dim + v_head_dim);
}

Status attend_head(const AttendHead& head, const HeadRules& rules, std::span<float> scratch) {
  assert(head.k.n_cols() == head.q.n_cols() && head.v.n_rows() == head.k.n_rows());
  assert(head.context.n_rows() == head.q.n_rows() && head.context.n_cols() == head.v.n_cols());
  assert(scratch.size() >= head_scratch_size(head.k.n_rows(), head.k.n_cols(), head.v.n_cols()));
  const bool is_checked = may_overflow(head, rules.scale);
  const Scratch parts = cut(scratch, head);
  for (std::size_t first = 0; first < head.q.n_rows(); first += kPanelWidth)
    ATTN_TRY(QueryPanel(head, rules, parts, is_checked, first).run());
  return Status::kOk;
}

}  // namespace attn
