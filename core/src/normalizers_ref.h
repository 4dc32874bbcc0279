#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <vector>

#include "attn/play_options.h"

/// The float64 twins of attn/normalizers.h. Thresholds are found by bisection and ranks by counting, so that a mistake
/// in the sorting of the kernels cannot be here too.
namespace attn::ref {

inline double largest(std::span<const double> scores) { return *std::max_element(scores.begin(), scores.end()); }

inline bool all_masked(std::span<const double> scores) {
  return largest(scores) == -std::numeric_limits<double>::infinity();
}

/// How many scores stand before this one: higher, or equal with a lower index.
inline std::size_t rank_of(std::span<const double> scores, std::size_t index) {
  std::size_t rank = 0;
  for (std::size_t j = 0; j < scores.size(); ++j)
    if (scores[j] > scores[index] || (scores[j] == scores[index] && j < index)) ++rank;
  return rank;
}

inline void softmax(std::span<const double> scores, std::span<double> weights) {
  if (all_masked(scores)) return std::fill(weights.begin(), weights.end(), 0.0);
  const double max = largest(scores);
  double total = 0.0;
  for (const double s : scores) total += std::exp(s - max);
  for (std::size_t j = 0; j < scores.size(); ++j) weights[j] = std::exp(scores[j] - max) / total;
}

/// weights = weight(score, κ) with the κ in [low, high] for which they sum to 1; weight falls with κ.
template <class Weight>
void bisect_threshold(std::span<const double> scores, double low, double high, Weight weight,
                      std::span<double> weights) {
  for (int step = 0; step < 200; ++step) {
    const double middle = (low + high) / 2.0;
    double total = 0.0;
    for (const double s : scores) total += weight(s, middle);
    (total > 1.0 ? low : high) = middle;
  }
  for (std::size_t j = 0; j < scores.size(); ++j) weights[j] = weight(scores[j], low);
}

inline void sparsemax(std::span<const double> scores, std::span<double> weights) {
  if (all_masked(scores)) return std::fill(weights.begin(), weights.end(), 0.0);
  const auto weight = [](double score, double kappa) { return std::max(0.0, score - kappa); };
  bisect_threshold(scores, largest(scores) - 1.0, largest(scores), weight, weights);
}

inline void entmax15(std::span<const double> scores, std::span<double> weights) {
  if (all_masked(scores)) return std::fill(weights.begin(), weights.end(), 0.0);
  const auto weight = [](double score, double kappa) {
    const double above = std::max(0.0, score / 2.0 - kappa);
    return above * above;
  };
  bisect_threshold(scores, largest(scores) / 2.0 - 1.0, largest(scores) / 2.0, weight, weights);
}

inline void softmax_of_first(std::span<const double> scores, std::size_t n_kept, std::span<double> weights) {
  std::vector<double> kept(scores.begin(), scores.end());
  for (std::size_t j = 0; j < scores.size(); ++j)
    if (rank_of(scores, j) >= n_kept) kept[j] = -std::numeric_limits<double>::infinity();
  softmax(kept, weights);
}

inline void top_k(std::span<const double> scores, std::size_t k, std::span<double> weights) {
  softmax_of_first(scores, k, weights);
}

inline void top_p(std::span<const double> scores, double p, std::span<double> weights) {
  std::vector<double> all(scores.size());
  softmax(scores, all);
  std::vector<double> by_rank(scores.size());
  for (std::size_t j = 0; j < scores.size(); ++j) by_rank[rank_of(scores, j)] = all[j];
  double sum = 0.0;
  std::size_t n_kept = 0;
  while (n_kept < by_rank.size() && sum < p) sum += by_rank[n_kept++];
  softmax_of_first(scores, n_kept, weights);
}

inline void normalize(Normalizer kind, double temperature, std::size_t k, double p, std::span<const double> scores,
                      std::span<double> weights) {
  std::vector<double> scaled(scores.begin(), scores.end());
  for (double& s : scaled) s /= temperature;
  switch (kind) {
    case Normalizer::kSoftmax:
      return softmax(scaled, weights);
    case Normalizer::kSparsemax:
      return sparsemax(scaled, weights);
    case Normalizer::kEntmax15:
      return entmax15(scaled, weights);
    case Normalizer::kTopK:
      return top_k(scaled, k, weights);
    case Normalizer::kTopP:
      return top_p(scaled, p, weights);
  }
}

}  // namespace attn::ref
