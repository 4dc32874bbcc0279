#include "attend_panel.h"

#include <algorithm>
#include <array>

#include "attend_mask.h"
#include "attn/linear.h"
#include "panel.h"
#include "softcap.h"
#include "value_mix.h"

namespace attn {
namespace {

/// With fewer keys the weights go out at once: they lie in the cache.
constexpr std::size_t kLeastForParts = 128;

PanelRow both(float x) { return {Batch(x), Batch(x)}; }

/// The scores of 8 queries, transposed: [key, query].
class QueryPanel {
 public:
  QueryPanel(const HeadWork& work, std::size_t first)
      : work_(work),
        head_(work.head),
        rules_(work.rules),
        first_(first),
        n_queries_(std::min(kPanelWidth, work.head.q.n_rows() - first)) {
    find_keys();
  }

  Status run() {
    score();
    if (work_.may_overflow && !all_finite(scores_)) return Status::kOverflow;
    hand_out(head_.raw, both(1.0f), 0.0f);
    if (rules_.softcap > 0.0f) cap_scores(rules_.softcap, scores_);
    hand_out(head_.capped, both(1.0f), 0.0f);
    add_mask(rules_.mask, first_, n_queries_, keys_, scores_);
    forbid();
    const PanelRow max = largest_of_columns(scores_);
    for (const Batch& x : max)
      if (xsimd::any(x == Batch(kInfinity))) return Status::kOverflow;
    hand_out(head_.masked, both(1.0f), -kInfinity);
    const PanelRow inverse_sums = exponentiate_columns(max, scores_);
    finish(inverse_sums);
    return Status::kOk;
  }

 private:
  /// The keys that any of the queries sees, from where a packed group begins: only these are computed, unless scores
  /// from before the mask are wanted. A later query's range begins and ends later.
  void find_keys() {
    const std::size_t n_keys = head_.k.n_rows();
    first_range_ = visible_keys(rules_, n_keys, first_);
    last_range_ = visible_keys(rules_, n_keys, first_ + n_queries_ - 1);
    keys_ = {first_range_.first - first_range_.first % kTallRows, last_range_.last};
    if (head_.raw.n_rows() + head_.capped.n_rows() > 0) keys_ = {0, n_keys};
    if (keys_.first > keys_.last) keys_ = {0, 0};
    scores_ = work_.scores.first(keys_.size() * kPanelWidth);
  }

  void score() const {
    pack_panel(head_.q.rows(first_, n_queries_), rules_.scale, work_.queries);
    if (work_.keys.empty()) return multiply_panel(head_.k.rows(keys_.first, keys_.size()), work_.queries, scores_);
    const std::size_t head_dim = head_.k.n_cols();
    const TileColumns keys{work_.keys.data() + keys_.first * head_dim, kTallRows, kTallRows * head_dim};
    PanelProduct(keys, work_.queries, scores_).all();
  }

  /// Puts −∞ where a key lies outside its query's range.
  void forbid() const {
    const KeyRange before{keys_.first, std::min(last_range_.first, keys_.last)};
    const KeyRange after{std::max(first_range_.last, keys_.first), keys_.last};
    if (before.first >= before.last && after.first >= after.last) return;
    std::array<std::int32_t, kPanelWidth> firsts, lasts;
    for (std::size_t c = 0; c < kPanelWidth; ++c) {
      const KeyRange range = visible_keys(rules_, head_.k.n_rows(), first_ + c);
      firsts[c] = static_cast<std::int32_t>(range.first);
      lasts[c] = static_cast<std::int32_t>(range.last);
    }
    forbid_outside(before, firsts, lasts);
    forbid_outside(after, firsts, lasts);
  }

  void forbid_outside(KeyRange keys, std::span<const std::int32_t> firsts, std::span<const std::int32_t> lasts) const {
    for (std::size_t c = 0; c < kPanelWidth; c += kLanes) {
      const IntBatch first = IntBatch::load_unaligned(&firsts[c]), last = IntBatch::load_unaligned(&lasts[c]);
      for (std::size_t j = keys.first; j < keys.last; ++j) {
        float* scores = &scores_[(j - keys_.first) * kPanelWidth + c];
        const IntBatch key(static_cast<std::int32_t>(j));
        const BatchMask outside = xsimd::batch_bool_cast<float>(key < first || key >= last);
        store(select(outside, Batch(-kInfinity), load(scores)), scores);
      }
    }
  }

  void hand_out(MatrixView<float> wanted, const PanelRow& factors, float forbidden) const {
    if (wanted.n_rows() == 0) return;
    hand_out_keys(wanted, factors, {0, keys_.size()});
    fill_rest(wanted, forbidden, 0, n_queries_);
  }
  /// Of the computed keys, only those in a range.
  void hand_out_keys(MatrixView<float> wanted, const PanelRow& factors, KeyRange range) const {
    unpack_panel(scores_.subspan(range.first * kPanelWidth, range.size() * kPanelWidth), factors,
                 wanted.rows(first_, n_queries_).columns(keys_.first + range.first, range.size()));
  }
  /// The keys that were not computed, of the panel's queries `first` … `last` − 1.
  void fill_rest(MatrixView<float> wanted, float forbidden, std::size_t first, std::size_t last) const {
    for (std::size_t c = first; c < last; ++c) {
      const std::span<float> row = wanted.row(first_ + c);
      std::ranges::fill(row.first(keys_.first), forbidden);
      std::ranges::fill(row.subspan(keys_.last), forbidden);
    }
  }

  /// Weights and context. The weights go out in parts between the context's tiles: while these are computed, memory has
  /// time to take them.
  void finish(const PanelRow& inverse_sums) const {
    if (head_.context.n_rows() == 0) return hand_out(head_.weights, inverse_sums, 0.0f);
    const MatrixView<const float> values = head_.v.rows(keys_.first, keys_.size());
    ValueMix mix({values, columns_of(values), scores_, inverse_sums}, work_.context,
                 head_.context.rows(first_, n_queries_));
    const std::size_t n_parts = mix.n_parts();
    const bool in_parts = head_.weights.n_rows() > 0 && head_.k.n_rows() >= kLeastForParts;
    if (!in_parts) hand_out(head_.weights, inverse_sums, 0.0f);
    const auto hand_out_part = [&](std::size_t part) {
      constexpr std::size_t kKeysOfCacheLine = 16;
      const auto first_key = [&](std::size_t i) {
        return i == n_parts ? keys_.size() : i * keys_.size() / n_parts / kKeysOfCacheLine * kKeysOfCacheLine;
      };
      hand_out_keys(head_.weights, inverse_sums, {first_key(part), first_key(part + 1)});
      fill_rest(head_.weights, 0.0f, part * n_queries_ / n_parts, (part + 1) * n_queries_ / n_parts);
    };
    for (std::size_t part = 0; part < n_parts; ++part) {
      mix.next();
      if (in_parts) hand_out_part(part);
    }
  }

  TileColumns columns_of(MatrixView<const float> values) const {
    constexpr std::size_t kWidth = ValueMix::kWidth;
    if (work_.values.empty()) return {values.data(), values.stride(), kWidth};
    return {work_.values.data() + keys_.first * kWidth, kWidth, head_.v.n_rows() * kWidth};
  }

  const HeadWork& work_;
  const AttendHead& head_;
  const HeadRules& rules_;
  std::size_t first_;
  std::size_t n_queries_;
  KeyRange first_range_{}, last_range_{};  ///< of the first and the last query
  KeyRange keys_{};
  std::span<float> scores_;
};

}  // namespace

Status attend_panel(const HeadWork& work, std::size_t first) { return QueryPanel(work, first).run(); }

}  // namespace attn
