#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "attn/matrix.h"
#include "attn/play_options.h"

namespace attn {

/// Who may see whom. Query i and key j both count from the first token of their text, also where there are more of one
/// than of the other: rules are aligned at the upper left.
struct MaskRule {
  Mask kind = Mask::kNone;
  int a = 0;                                         ///< window, dilated: w ≥ 0; prefix: n ≥ 0
  int b = 1;                                         ///< dilated: step ≥ 1
  int n_a = 0;                                       ///< a_to_b, b_to_a: tokens of the first text
  std::span<const std::int32_t> blocked_cells = {};  ///< cells: i, j, i, j, …; pairs outside the matrix block nothing
};

/// Whether query i may see key j:
///   none      always                          causal   j ≤ i
///   not_self  j ≠ i                           window   |i − j| ≤ w (Beltagy et al. 2020, §3.1, arXiv:2004.05150)
///   dilated   |i − j| ≤ w and a multiple of step (the same §)
///   prefix    j ≤ i or j < n (Raffel et al. 2020, fig. 4, arXiv:1910.10683)
///   a_to_b    i < n_a ≤ j                     b_to_a   j < n_a ≤ i
///   cells     unless the pair is among the blocked
bool visible(const MaskRule& rule, std::size_t i, std::size_t j);

/// masked_ij = scores_ij where query i may see key j, else −∞. A row's visible keys are copied at once; what lies apart
/// from each other is blocked one by one: the keys between those of a dilated window, and single cells.
/// @param scores, masked [n_queries, n_keys]; may be the same
void apply_mask(const MaskRule& rule, MatrixView<const float> scores, MatrixView<float> masked);

}  // namespace attn
