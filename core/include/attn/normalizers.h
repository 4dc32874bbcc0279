#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "attn/matrix.h"
#include "attn/play_options.h"

/// How scores become weights that sum to 1. A group is what sums to 1: a row, a column or the whole matrix. Scores are
/// finite or −∞ (masked); a masked entry weighs 0 and a group with nothing else is all 0. Output and input may be the
/// same span, otherwise they must not overlap. `order` is scratch of the group's length.
///
/// Weights are within 2·10⁻⁶ of float64's: the largest difference that tests/core/normalizers_test.cpp allows.
namespace attn {

/// What a normalizer found out about a group, for showing how a weight came about.
struct GroupFacts {
  float max = 0.0f;               ///< the largest score; −∞ where all are masked
  float total = 0.0f;             ///< Σ e^(score − max) over the kept (softmax, top_k, top_p)
  float threshold = 0.0f;         ///< κ (sparsemax, entmax15)
  float least_kept = 0.0f;        ///< the lowest kept score (top_k, top_p) …
  std::uint32_t least_index = 0;  ///< … and where it is
};

/// weights_j = e^(scores_j − max) / Σ e^(scores − max)
GroupFacts softmax(std::span<const float> scores, std::span<float> weights);

/// weights_j = max(0, scores_j − κ), κ such that they sum to 1: the point of the simplex nearest to the scores
/// (Martins & Astudillo 2016, alg. 1, arXiv:1602.02068). Exact; prefix sums in float64. Largest score and weights are
/// found four at a time; the threshold needs the scores in order, one by one, but only those within 1 of the largest.
GroupFacts sparsemax(std::span<const float> scores, std::span<std::uint32_t> order, std::span<float> weights);

/// weights_j = max(0, scores_j/2 − κ)², κ such that they sum to 1 (Peters, Niculae & Martins 2019, alg. 2,
/// arXiv:1905.05702). Exact; prefix sums in float64. As fast as sparsemax(); its threshold looks at those within 2.
GroupFacts entmax15(std::span<const float> scores, std::span<std::uint32_t> order, std::span<float> weights);

/// softmax over the k highest scores, the others weigh 0; of equal scores the one with the lower index ranks higher
/// (Fan et al. 2018, §5.1, arXiv:1805.04833). The k-th score is found without sorting.
/// @param k ≥ 1
GroupFacts top_k(std::span<const float> scores, std::size_t k, std::span<std::uint32_t> order,
                 std::span<float> weights);

/// softmax over the fewest highest scores whose softmax over all is at least p together; ties as in top_k
/// (Holtzman et al. 2020, eq. 2, arXiv:1904.09751). Scores are put in order until p is reached, one by one.
/// @param p in (0, 1]
GroupFacts top_p(std::span<const float> scores, float p, std::span<std::uint32_t> order, std::span<float> weights);

/// Whether top_k or top_p kept this score of a group.
bool kept(const GroupFacts& facts, float score, std::size_t index);

struct NormalizerRule {
  Normalizer kind = Normalizer::kSoftmax;
  float temperature = 1.0f;  ///< τ > 0; scores/τ must be finite or −∞
  int top_k = 3;
  float top_p = 0.9f;
};

/// The chosen normalizer of scores/τ.
GroupFacts normalize(const NormalizerRule& rule, std::span<const float> scores, std::span<std::uint32_t> order,
                     std::span<float> weights);

/// How many groups a matrix has, and the one that entry (i, j) belongs to.
std::size_t group_count(Over over, std::size_t n_queries, std::size_t n_keys);
std::size_t group_of(Over over, std::size_t i, std::size_t j);
/// Where entry (i, j) lies in its group.
std::size_t index_in_group(Over over, std::size_t i, std::size_t j, std::size_t n_keys);

/// normalize() for every group of a matrix.
/// @param scores, weights  [n_queries, n_keys], contiguous
/// @param column           scratch [n_queries]
/// @param order            scratch [the longest group]
/// @param facts            [group_count]
void normalize_matrix(const NormalizerRule& rule, Over over, MatrixView<const float> scores, std::span<float> column,
                      std::span<std::uint32_t> order, MatrixView<float> weights, std::span<GroupFacts> facts);

}  // namespace attn
