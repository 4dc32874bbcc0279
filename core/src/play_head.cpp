#include <algorithm>
#include <cmath>

#include "attn/linear.h"
#include "attn/matmul.h"
#include "attn/positions.h"
#include "attn/scores.h"
#include "play_state.h"
#include "simd.h"
#include "try.h"

namespace attn {

float PlayState::bandwidth() const {
  return options.bandwidth > 0.0f ? options.bandwidth : std::sqrt(std::sqrt(static_cast<float>(head_dim)));
}

MaskRule PlayState::mask_rule() const {
  return {options.mask, options.mask_a, options.mask_b, options.n_a, blocked_cells.span()};
}

NormalizerRule PlayState::normalizer_rule() const {
  return {options.normalizer, options.temperature, options.top_k, options.top_p};
}

namespace {

/// W times every row of `rows`.
Status transform(PlayState& state, Parameter w, MatrixView<const float> rows, Buffer<float>& out) {
  ATTN_TRY(out.resize(std::uint64_t{rows.n_rows()} * state.head_dim));
  ATTN_TRY(state.packed.pack_transposed(state.parameters[w]));
  matmul(rows, state.packed, {}, out.matrix(rows.n_rows(), state.head_dim));
  return Status::kOk;
}

Status score_additive(PlayState& state, std::size_t head, MatrixView<float> scores) {
  ATTN_TRY(transform(state, Parameter::kAdditiveWQ, state.head_q(head), state.now.q_side));
  ATTN_TRY(transform(state, Parameter::kAdditiveWK, state.head_k(head), state.now.k_side));
  additive_scores(state.now.q_side.matrix(scores.n_rows(), state.head_dim),
                  state.now.k_side.matrix(scores.n_cols(), state.head_dim),
                  state.parameters[Parameter::kAdditiveW].row(0), scores);
  return Status::kOk;
}

Status score_general(PlayState& state, std::size_t head, MatrixView<float> scores) {
  ATTN_TRY(transform(state, Parameter::kGeneralW, state.head_k(head), state.now.k_side));
  ATTN_TRY(state.packed.pack_transposed(state.now.k_side.matrix(scores.n_cols(), state.head_dim)));
  dot_scores(state.head_q(head), state.packed, 1.0f, scores);
  return Status::kOk;
}

Status score_cosine(PlayState& state, std::size_t head, MatrixView<float> scores) {
  ATTN_TRY(state.now.q_side.resize(scores.n_rows()));
  ATTN_TRY(state.now.k_side.resize(scores.n_cols()));
  row_norms(state.head_q(head), state.now.q_side.span());
  row_norms(state.head_k(head), state.now.k_side.span());
  ATTN_TRY(state.packed.pack_transposed(state.head_k(head)));
  cosine_scores(state.head_q(head), state.packed, state.now.q_side.span(), state.now.k_side.span(), scores);
  return Status::kOk;
}

Status score(PlayState& state, std::size_t head, MatrixView<float> scores) {
  const Score kind = state.options.score;
  if (kind == Score::kCosine) return score_cosine(state, head, scores);
  if (kind == Score::kAdditive) return score_additive(state, head, scores);
  if (kind == Score::kGeneral) return score_general(state, head, scores);
  const auto q = state.head_q(head);
  ATTN_TRY(state.packed.pack_transposed(state.head_k(head)));
  if (kind == Score::kEuclidean)
    euclidean_scores(q, state.packed, scores);
  else if (kind == Score::kGaussian)
    gaussian_scores(q, state.packed, state.bandwidth(), scores);
  else
    dot_scores(q, state.packed, kind == Score::kDot ? 1.0f : 1.0f / std::sqrt(static_cast<float>(state.head_dim)),
               scores);
  return Status::kOk;
}

Status reserve_head(PlayState& state) {
  HeadState& now = state.now;
  const std::size_t n_queries = state.queries.n;
  const std::size_t n_keys = state.keys().n;
  const std::uint64_t n_pairs = std::uint64_t{n_queries} * n_keys;
  ATTN_TRY(now.scores.resize(n_pairs));
  ATTN_TRY(now.masked_scores.resize(n_pairs));
  ATTN_TRY(now.weights.resize(n_pairs));
  ATTN_TRY(now.context.resize(std::uint64_t{n_queries} * state.head_dim));
  ATTN_TRY(now.column.resize(n_queries));
  ATTN_TRY(now.order.resize(state.options.over == Over::kAll ? n_pairs : std::max(n_queries, n_keys)));
  return now.facts.resize(group_count(state.options.over, n_queries, n_keys));
}

}  // namespace

Status run_head(PlayState& state, std::size_t head) {
  HeadState& now = state.now;
  now.head = -1;  // until all of it is there
  ATTN_TRY(reserve_head(state));
  const auto scores = now.scores.matrix(state.queries.n, state.keys().n);
  const auto masked = now.masked_scores.matrix(state.queries.n, state.keys().n);
  const auto weights = now.weights.matrix(state.queries.n, state.keys().n);

  ATTN_TRY(score(state, head, scores));
  if (state.options.position == Position::kAlibi) add_alibi(alibi_slope(head, state.n_heads), scores);
  const float largest = max_abs(now.scores.span());
  if (!(largest < kInfinity && largest / state.options.temperature < kInfinity)) return Status::kOverflow;
  apply_mask(state.mask_rule(), scores, masked);
  normalize_matrix(state.normalizer_rule(), state.options.over, masked, now.column.span(), now.order.span(), weights,
                   now.facts.span());
  ATTN_TRY(state.packed.pack(state.head_v(head)));
  matmul(weights, state.packed, {}, now.context.matrix(state.queries.n, state.head_dim));
  if (!all_finite(now.context.span())) return Status::kOverflow;
  now.head = static_cast<int>(head);
  return Status::kOk;
}

void output_row(const PlayState& state, std::size_t i, std::span<float> out) {
  const auto context = state.context().row(i);
  if (state.options.residual)
    add(context, state.head_v(static_cast<std::size_t>(state.now.head)).row(i), out);
  else
    std::ranges::copy(context, out.begin());
}

}  // namespace attn
