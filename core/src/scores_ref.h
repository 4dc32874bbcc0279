#pragma once

#include "linear_ref.h"

/// The float64 twins of attn/scores.h.
namespace attn::ref {

template <class F>
void for_each_pair(MatrixView<double> scores, F score) {
  for (std::size_t i = 0; i < scores.n_rows(); ++i)
    for (std::size_t j = 0; j < scores.n_cols(); ++j) scores(i, j) = score(i, j);
}

inline void dot_scores(MatrixView<const double> q, MatrixView<const double> k, double scale,
                       MatrixView<double> scores) {
  for_each_pair(scores, [&](std::size_t i, std::size_t j) { return dot(q.row(i), k.row(j)) * scale; });
}

inline void cosine_scores(MatrixView<const double> q, MatrixView<const double> k, MatrixView<double> scores) {
  for_each_pair(scores, [&](std::size_t i, std::size_t j) {
    const double lengths = norm(q.row(i)) * norm(k.row(j));
    return lengths == 0.0 ? 0.0 : dot(q.row(i), k.row(j)) / lengths;
  });
}

inline void euclidean_scores(MatrixView<const double> q, MatrixView<const double> k, MatrixView<double> scores) {
  for_each_pair(scores, [&](std::size_t i, std::size_t j) { return -std::sqrt(squared_distance(q.row(i), k.row(j))); });
}

inline void gaussian_scores(MatrixView<const double> q, MatrixView<const double> k, double bandwidth,
                            MatrixView<double> scores) {
  for_each_pair(scores, [&](std::size_t i, std::size_t j) {
    return -squared_distance(q.row(i), k.row(j)) / (2.0 * bandwidth * bandwidth);
  });
}

inline void additive_scores(MatrixView<const double> a, MatrixView<const double> b, std::span<const double> w,
                            MatrixView<double> scores) {
  for_each_pair(scores, [&](std::size_t i, std::size_t j) {
    double total = 0.0;
    for (std::size_t d = 0; d < w.size(); ++d) total += w[d] * std::tanh(a(i, d) + b(j, d));
    return total;
  });
}

}  // namespace attn::ref
