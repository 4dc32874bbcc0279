#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "attn/attend.h"

namespace attn {

/// Which keys a query may see: from `first` up to but not including `last`.
struct KeyRange {
  std::size_t first;
  std::size_t last;
};

/// The keys that causality, windows and lengths leave to query i of batch entry b.
inline KeyRange visible_keys(const AttendInputs& in, const AttendOptions& options, const AttendSizes& sizes,
                             std::size_t b, std::size_t i) {
  const auto n_keys = static_cast<std::int64_t>(sizes.n_keys);
  const std::int64_t length = in.kv_lengths.empty() ? n_keys : in.kv_lengths[b];
  std::int64_t position = static_cast<std::int64_t>(i);
  if (in.past_key.shape.rank > 0)
    position += static_cast<std::int64_t>(sizes.n_past);
  else if (!in.kv_lengths.empty())
    position += length - static_cast<std::int64_t>(sizes.n_queries);

  std::int64_t first = 0, last = length;
  if (options.causal) last = std::min(last, position + 1);
  if (options.right_window >= 0) last = std::min(last, position + options.right_window + 1);
  if (options.left_window >= 0) first = std::max(first, position - options.left_window);
  last = std::max<std::int64_t>(last, 0);
  return {static_cast<std::size_t>(std::min(first, last)), static_cast<std::size_t>(last)};
}

/// The mask's row for query i of head h of batch entry b: where it begins, and how many keys it speaks of.
struct MaskRow {
  std::size_t offset;
  std::size_t length;
};

inline MaskRow mask_row(const Shape& shape, std::size_t b, std::size_t h, std::size_t i) {
  const std::size_t index[] = {b, h, i};
  std::size_t stride = static_cast<std::size_t>(shape.dims[shape.rank - 1]);
  MaskRow row{.offset = 0, .length = stride};
  for (int axis = shape.rank - 2, from_right = 2; axis >= 0; --axis, --from_right) {
    const auto size = static_cast<std::size_t>(shape.dims[axis]);
    if (size > 1) row.offset += index[from_right] * stride;
    stride *= size;
  }
  return row;
}

}  // namespace attn
