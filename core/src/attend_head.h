#pragma once

#include <cstddef>
#include <span>

#include "attn/attend.h"
#include "attn/matrix.h"
#include "panel.h"

namespace attn {

/// One head of one batch entry. K and V may be the columns of a wider matrix, and several heads may share them.
struct AttendHead {
  std::size_t batch_entry, head;
  MatrixView<const float> q, k, v;
  MatrixView<float> output;
  MatrixView<float> qk;  ///< without rows unless it is wanted
};

/// Working memory for 8 queries: O(n_keys), whether or not weights are wanted.
struct AttendScratch {
  std::span<float> queries;  ///< [head_size, 8]
  std::span<float> scores;   ///< [n_keys, 8]
  std::span<float> context;  ///< [v_head_size, 8]
};

/// See attend(): all queries of one head. @return kOverflow
Status attend_head(const AttendInputs& in, const AttendOptions& options, const AttendSizes& sizes,
                   const AttendHead& head, const AttendScratch& scratch);

}  // namespace attn
