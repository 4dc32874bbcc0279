#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "attend_head.h"
#include "attn/attend.h"

namespace attn {

/// Which keys a query may see: from `first` up to but not including `last`.
struct KeyRange {
  std::size_t first;
  std::size_t last;

  std::size_t size() const { return last - first; }
};

/// The keys that causality, windows, padding and the mask's width leave to query i.
inline KeyRange visible_keys(const HeadRules& rules, std::size_t n_keys, std::size_t i) {
  const bool has_mask = rules.mask.additive || rules.mask.allowed;
  const std::size_t n_real = std::min({n_keys, rules.n_real_keys, has_mask ? rules.mask.n_keys : n_keys});
  const std::int64_t position = rules.first_position + static_cast<std::int64_t>(i) * rules.position_step;
  std::int64_t first = 0, last = static_cast<std::int64_t>(n_real);
  if (rules.causal) last = std::min(last, position + 1);
  if (rules.right_window >= 0) last = std::min(last, position + rules.right_window + 1);
  if (rules.left_window >= 0) first = std::max(first, position - rules.left_window);
  last = std::max<std::int64_t>(last, 0);
  return {static_cast<std::size_t>(std::min(first, last)), static_cast<std::size_t>(last)};
}

/// Adds the mask to the scores of queries first … first + n_queries − 1 and of the keys that it speaks of; −∞ where it
/// forbids.
/// @param n_queries  ≤ 8
/// @param keys       those of the panel
/// @param panel      [keys.size(), 8]
void add_mask(const HeadMask& mask, std::size_t first, std::size_t n_queries, KeyRange keys, std::span<float> panel);
/// The same for one query and its row of scores. @param scores [keys.size()]
void add_mask(const HeadMask& mask, std::size_t i, KeyRange keys, std::span<float> scores);

/// Where the row of query i of head h of batch entry b begins in a mask that broadcasts.
inline std::size_t mask_offset(const Shape& shape, std::size_t b, std::size_t h, std::size_t i) {
  const std::size_t index[] = {b, h, i};
  std::size_t stride = static_cast<std::size_t>(shape.dims[shape.rank - 1]), offset = 0;
  for (int axis = shape.rank - 2, from_right = 2; axis >= 0; --axis, --from_right) {
    const auto size = static_cast<std::size_t>(shape.dims[axis]);
    if (size > 1) offset += index[from_right] * stride;
    stride *= size;
  }
  return offset;
}

}  // namespace attn
