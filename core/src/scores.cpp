#include "attn/scores.h"

#include <cmath>

#include "attn/linear.h"
#include "math.h"

namespace attn {
namespace {

template <class F>
void for_each_pair(MatrixView<const float> q, MatrixView<const float> k, MatrixView<float> scores, F score) {
  assert(q.n_cols() == k.n_cols() && scores.n_rows() == q.n_rows() && scores.n_cols() == k.n_rows());
  for (std::size_t i = 0; i < q.n_rows(); ++i)
    for (std::size_t j = 0; j < k.n_rows(); ++j) scores(i, j) = score(i, j);
}

Batch additive_term(Batch a, Batch b, Batch w) { return w * math::tanh(a + b); }

}  // namespace

void dot_scores(MatrixView<const float> q, MatrixView<const float> k, float scale, MatrixView<float> scores) {
  for_each_pair(q, k, scores, [&](std::size_t i, std::size_t j) { return dot(q.row(i), k.row(j)) * scale; });
}

void cosine_scores(MatrixView<const float> q, MatrixView<const float> k, std::span<const float> q_norms,
                   std::span<const float> k_norms, MatrixView<float> scores) {
  assert(q_norms.size() == q.n_rows() && k_norms.size() == k.n_rows());
  for_each_pair(q, k, scores, [&](std::size_t i, std::size_t j) {
    return dot(q.row(i), k.row(j)) * cosine_scale(q_norms[i], k_norms[j]);
  });
}

float cosine_scale(float q_norm, float k_norm) {
  const float product = q_norm * k_norm;
  return product == 0.0f ? 0.0f : 1.0f / product;
}

void row_norms(MatrixView<const float> a, std::span<float> norms) {
  assert(norms.size() == a.n_rows());
  for (std::size_t i = 0; i < a.n_rows(); ++i) norms[i] = norm(a.row(i));
}

void euclidean_scores(MatrixView<const float> q, MatrixView<const float> k, MatrixView<float> scores) {
  for_each_pair(q, k, scores,
                [&](std::size_t i, std::size_t j) { return -std::sqrt(squared_distance(q.row(i), k.row(j))); });
}

void gaussian_scores(MatrixView<const float> q, MatrixView<const float> k, float bandwidth, MatrixView<float> scores) {
  const float scale = gaussian_scale(bandwidth);
  for_each_pair(q, k, scores,
                [&](std::size_t i, std::size_t j) { return squared_distance(q.row(i), k.row(j)) * scale; });
}

float gaussian_scale(float bandwidth) { return -1.0f / (2.0f * bandwidth * bandwidth); }

void additive_scores(MatrixView<const float> a, MatrixView<const float> b, std::span<const float> w,
                     MatrixView<float> scores) {
  for_each_pair(a, b, scores, [&](std::size_t i, std::size_t j) { return additive_score(a.row(i), b.row(j), w); });
}

float additive_score(std::span<const float> a, std::span<const float> b, std::span<const float> w) {
  return sum_of(additive_term, a, b, w);
}

void additive_terms(std::span<const float> a, std::span<const float> b, std::span<const float> w,
                    std::span<float> terms) {
  map_to(terms, additive_term, a, b, w);
}

}  // namespace attn
