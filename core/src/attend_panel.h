#pragma once

#include <span>

#include "attend_head.h"

namespace attn {

/// What the queries of a head share.
struct HeadWork {
  const AttendHead& head;
  const HeadRules& rules;
  bool may_overflow;              ///< whether scores are looked at one by one
  std::span<const float> keys;    ///< pack_rows() of K, or empty: K is then read where it lies
  std::span<const float> values;  ///< pack_values() of V, or empty
  std::span<float> queries;       ///< [head_dim, 8]
  std::span<float> scores;        ///< [n_keys, 8]
  std::span<float> context;       ///< [v_head_dim, 8]
};

/// Queries first … first + 7 of a head, or as many as are left. @return kOverflow
Status attend_panel(const HeadWork& work, std::size_t first);

/// Query i of a head on its own, with the same bits: as fast as K and V can be read. @return kOverflow
Status attend_query(const HeadWork& work, std::size_t i);

}  // namespace attn
