#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "attn/masks.h"
#include "attn/matrix.h"
#include "attn/play.h"
#include "normalizers_ref.h"
#include "positions_ref.h"
#include "scores_ref.h"

/// The float64 twin of Play: the whole recipe of one head as a straight line. The random vectors and matrices come from
/// the run under test, since they have their own tests.
namespace attn::ref {

struct Matrix {
  std::vector<double> values;
  std::size_t n_rows = 0;
  std::size_t n_cols = 0;

  Matrix() = default;
  Matrix(std::size_t rows, std::size_t cols) : values(rows * cols), n_rows(rows), n_cols(cols) {}
  explicit Matrix(MatrixView<const float> m) : Matrix(m.n_rows(), m.n_cols()) {
    for (std::size_t i = 0; i < n_rows; ++i)
      for (std::size_t j = 0; j < n_cols; ++j) view()(i, j) = double{m(i, j)};
  }
  MatrixView<double> view() { return {values.data(), n_rows, n_cols}; }
  MatrixView<const double> view() const { return {values.data(), n_rows, n_cols}; }
};

/// Empty where the run has no such parameter.
struct Parameters {
  Matrix u_q, u_k, u_v, w_q, w_k, w_v, additive_w_q, additive_w_k, additive_w, general_w;
};

struct Head {
  Matrix q, k, v, scores, masked_scores, weights, context, output;
};

inline Matrix times(const Matrix& rows, const Matrix& w) {
  Matrix out(rows.n_rows, w.n_rows);
  matmul_transposed(rows.view(), w.view(), {}, out.view());
  return out;
}

/// Columns of one head of x + u, x or x Wᵀ.
inline Matrix project(const PlayOptions& options, const Matrix& x, const Matrix& u, const Matrix& w, std::size_t head) {
  Matrix all = options.qkv == Qkv::kProjection ? times(x, w) : x;
  if (options.qkv == Qkv::kOffset)
    for (std::size_t i = 0; i < x.n_rows; ++i) add(x.view().row(i), u.view().row(0), all.view().row(i));
  const std::size_t head_dim = x.n_cols / static_cast<std::size_t>(options.n_heads);
  Matrix out(x.n_rows, head_dim);
  for (std::size_t i = 0; i < x.n_rows; ++i)
    for (std::size_t c = 0; c < head_dim; ++c) out.view()(i, c) = all.view()(i, head * head_dim + c);
  return out;
}

inline Matrix score(const PlayOptions& options, const Parameters& parameters, const Matrix& q, const Matrix& k) {
  Matrix scores(q.n_rows, k.n_rows);
  const auto head_dim = static_cast<double>(q.n_cols);
  const double bandwidth = options.bandwidth > 0.0f ? double{options.bandwidth} : std::pow(head_dim, 0.25);
  switch (options.score) {
    case Score::kScaledDot:
      dot_scores(q.view(), k.view(), 1.0 / std::sqrt(head_dim), scores.view());
      break;
    case Score::kDot:
      dot_scores(q.view(), k.view(), 1.0, scores.view());
      break;
    case Score::kCosine:
      cosine_scores(q.view(), k.view(), scores.view());
      break;
    case Score::kEuclidean:
      euclidean_scores(q.view(), k.view(), scores.view());
      break;
    case Score::kGaussian:
      gaussian_scores(q.view(), k.view(), bandwidth, scores.view());
      break;
    case Score::kAdditive:
      additive_scores(times(q, parameters.additive_w_q).view(), times(k, parameters.additive_w_k).view(),
                      parameters.additive_w.view().row(0), scores.view());
      break;
    case Score::kGeneral:
      dot_scores(q.view(), times(k, parameters.general_w).view(), 1.0, scores.view());
      break;
  }
  return scores;
}

inline Matrix weigh(const PlayOptions& options, const Matrix& scores) {
  Matrix weights(scores.n_rows, scores.n_cols);
  const auto normalize_into = [&](std::span<const double> group, std::span<double> out) {
    normalize(options.normalizer, double{options.temperature}, static_cast<std::size_t>(options.top_k),
              double{options.top_p}, group, out);
  };
  if (options.over == Over::kAll) normalize_into(scores.values, weights.values);
  if (options.over == Over::kKeys)
    for (std::size_t i = 0; i < scores.n_rows; ++i) normalize_into(scores.view().row(i), weights.view().row(i));
  if (options.over == Over::kQueries)
    for (std::size_t j = 0; j < scores.n_cols; ++j) {
      std::vector<double> column(scores.n_rows);
      std::vector<double> out(scores.n_rows);
      for (std::size_t i = 0; i < scores.n_rows; ++i) column[i] = scores.view()(i, j);
      normalize_into(column, out);
      for (std::size_t i = 0; i < scores.n_rows; ++i) weights.view()(i, j) = out[i];
    }
  return weights;
}

/// Masked scores → weights → context → output.
inline void finish(const PlayOptions& options, Head& head) {
  head.weights = weigh(options, head.masked_scores);
  head.context = Matrix(head.q.n_rows, head.q.n_cols);
  matmul(head.weights.view(), head.v.view(), {}, head.context.view());
  head.output = head.context;
  if (options.residual) add(head.output.values, head.v.values, head.output.values);
}

/// @param e_queries, e_keys  word vectors; the same twice where a text attends to itself
inline Head play(const PlayOptions& options, std::span<const std::int32_t> blocked_cells, const Parameters& parameters,
                 Matrix e_queries, Matrix e_keys, std::size_t head) {
  if (options.position == Position::kSinusoidal)
    for (Matrix* e : {&e_queries, &e_keys}) {
      Matrix p(e->n_rows, e->n_cols);
      sinusoidal_positions(p.view());
      add(e->values, p.values, e->values);
    }
  Head out;
  out.q = project(options, e_queries, parameters.u_q, parameters.w_q, head);
  out.k = project(options, e_keys, parameters.u_k, parameters.w_k, head);
  out.v = project(options, e_keys, parameters.u_v, parameters.w_v, head);
  if (options.position == Position::kRope) {
    apply_rope(out.q.view());
    apply_rope(out.k.view());
  }
  out.scores = score(options, parameters, out.q, out.k);
  if (options.position == Position::kAlibi)
    add_alibi(alibi_slopes(static_cast<std::size_t>(options.n_heads))[head], out.scores.view());
  out.masked_scores = out.scores;
  const MaskRule mask{options.mask, options.mask_a, options.mask_b, options.n_a, blocked_cells};
  for (std::size_t i = 0; i < out.scores.n_rows; ++i)
    for (std::size_t j = 0; j < out.scores.n_cols; ++j)
      if (!visible(mask, i, j)) out.masked_scores.view()(i, j) = -std::numeric_limits<double>::infinity();
  finish(options, out);
  return out;
}

}  // namespace attn::ref
