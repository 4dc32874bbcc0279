#include "attend_head.h"

#include <cassert>
#include <cmath>

#include "attend_panel.h"
#include "attn/linear.h"
#include "panel.h"
#include "try.h"
#include "value_mix.h"

namespace attn {
namespace {

/// From so many queries on K is packed, once for all of their panels; and V, which gains less by it.
constexpr std::size_t kLeastToPackKeys = 3 * kPanelWidth, kLeastToPackValues = 256;
/// Up to so many queries are faster one by one than as a panel that is mostly empty.
constexpr std::size_t kMostAlone = 3;

std::size_t round_up(std::size_t n, std::size_t multiple) { return (n + multiple - 1) / multiple * multiple; }
std::size_t packed_keys_size(std::size_t n_keys, std::size_t head_dim) {
  return round_up(n_keys, kTallRows) * head_dim;
}
std::size_t packed_values_size(std::size_t n_keys, std::size_t d) { return n_keys * round_up(d, ValueMix::kWidth); }

/// Whether scores or context may exceed float32, by bounds: only then are they looked at one by one. For few queries
/// that is less work than finding a bound.
struct MayOverflow {
  bool scores = true, context = false;
};

/// Looks at the numbers while they come into the cache.
Status look_at_numbers(const AttendHead& head, const HeadRules& rules, MayOverflow& may_overflow) {
  if (head.q.n_rows() <= kPanelWidth && !rules.checks_numbers) return Status::kOk;
  constexpr float kSafe = 0x1p126f;
  const float q = max_abs(head.q), k = max_abs(head.k);
  may_overflow.scores = !(q * std::abs(rules.scale) * k * static_cast<float>(head.q.n_cols()) < kSafe);
  if (!rules.checks_numbers) return Status::kOk;
  const float v = max_abs(head.v);
  if (!(q < kInfinity && k < kInfinity && v < kInfinity)) return Status::kNotFinite;
  may_overflow.context = !(v * static_cast<float>(head.v.n_rows()) < kSafe);  // no exponential exceeds 1
  return Status::kOk;
}

Status attend_one_by_one(const HeadWork& work) {
  for (std::size_t i = 0; i < work.head.q.n_rows(); ++i) ATTN_TRY(attend_query(work, i));
  return Status::kOk;
}

/// @param scratch  for packed keys and values
Status attend_panels(HeadWork& work, std::span<float> scratch) {
  const AttendHead& head = work.head;
  const std::size_t n_queries = head.q.n_rows(), n_keys = head.k.n_rows();
  const std::size_t keys_size = packed_keys_size(n_keys, head.k.n_cols());
  if (n_queries >= kLeastToPackKeys) {
    const std::span<float> packed = scratch.first(keys_size);
    pack_rows(head.k, packed);
    work.keys = packed;
  }
  if (n_queries >= kLeastToPackValues && head.context.n_rows() > 0) {
    const std::span<float> packed = scratch.subspan(keys_size, packed_values_size(n_keys, head.v.n_cols()));
    pack_values(head.v, packed);
    work.values = packed;
  }
  for (std::size_t first = 0; first < n_queries; first += kPanelWidth) ATTN_TRY(attend_panel(work, first));
  return Status::kOk;
}

}  // namespace

std::size_t head_scratch_size(std::size_t n_keys, std::size_t head_dim, std::size_t v_head_dim) {
  return kPanelWidth * (n_keys + head_dim + v_head_dim) + packed_keys_size(n_keys, head_dim) +
         packed_values_size(n_keys, v_head_dim);
}

void cut_queries(std::size_t first, std::size_t n, AttendHead& head, HeadRules& rules) {
  head.q = head.q.rows(first, n);
  for (MatrixView<float>* written : {&head.context, &head.raw, &head.capped, &head.masked, &head.weights})
    if (written->n_rows() > 0) *written = written->rows(first, n);
  rules.first_position += static_cast<std::int64_t>(first) * rules.position_step;
  if (rules.mask.additive) rules.mask.additive += first * rules.mask.stride;
  if (rules.mask.allowed) rules.mask.allowed += first * rules.mask.stride;
}

Status attend_head(const AttendHead& head, const HeadRules& rules, std::span<float> scratch) {
  const std::size_t n_queries = head.q.n_rows(), n_keys = head.k.n_rows(), head_dim = head.k.n_cols();
  assert(head_dim == head.q.n_cols() && head.v.n_rows() == n_keys);
  assert(head.context.n_rows() == 0 ||
         (head.context.n_rows() == n_queries && head.context.n_cols() == head.v.n_cols()));
  assert(scratch.size() >= head_scratch_size(n_keys, head_dim, head.v.n_cols()));
  const auto take = [&](std::size_t size) {
    const std::span<float> part = scratch.first(size);
    scratch = scratch.subspan(size);
    return part;
  };
  MayOverflow may_overflow;
  ATTN_TRY(look_at_numbers(head, rules, may_overflow));
  HeadWork work{.head = head,
                .rules = rules,
                .may_overflow = may_overflow.scores,
                .keys = {},
                .values = {},
                .queries = take(head_dim * kPanelWidth),
                .scores = take(n_keys * kPanelWidth),
                .context = take(head.v.n_cols() * kPanelWidth)};
  ATTN_TRY(n_queries <= kMostAlone ? attend_one_by_one(work) : attend_panels(work, scratch));
  return may_overflow.context && !(max_abs(head.context) < kInfinity) ? Status::kOverflow : Status::kOk;
}

}  // namespace attn
