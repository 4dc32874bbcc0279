#include <algorithm>

#include "attn/linear.h"
#include "math.h"
#include "transformer_state.h"
#include "try.h"

namespace attn {

void copy(MatrixView<const float> from, MatrixView<float> to) {
  for (std::size_t i = 0; i < from.n_rows(); ++i) std::ranges::copy(from.row(i), to.row(i).begin());
}

namespace {

Status copied(MatrixView<const float> from, Buffer<float>& to, MatrixView<const float>& out) {
  ATTN_TRY(to.resize(std::uint64_t{from.n_rows()} * from.n_cols()));
  copy(from, to.matrix(from.n_rows(), from.n_cols()));
  out = to.matrix(from.n_rows(), from.n_cols());
  return Status::kOk;
}

Tensor norm_before(AttentionKind kind) {
  return kind == AttentionKind::kCross ? Tensor::kCrossNorm : Tensor::kAttentionNorm;
}

}  // namespace

Status entering(TransformerState& state, AttentionKind kind, int layer, bool normed, MatrixView<const float>& out) {
  const int stack = state.stack_of(kind);
  const StackDescription& s = state.stack(stack);
  const Rows rows{0, state.run_of(stack).n};
  const auto width = static_cast<std::size_t>(s.d_model);
  if (kind == AttentionKind::kCross && state.keep == Keep::kAll) {
    out = state.middle(layer, rows);
  } else if (kind == AttentionKind::kCross) {
    ATTN_TRY(middle_of_layer(state, stack, layer, rows));
    out = state.scratch.middle.matrix(rows.n, width);
  } else {
    out = state.hidden(stack, layer, rows);
  }
  if (!normed || s.norm_place == NormPlace::kPost) return Status::kOk;
  ATTN_TRY(state.scratch.normed.resize(rows.n * width));
  const auto result = state.scratch.normed.matrix(rows.n, width);
  apply_norm(state, stack, layer, norm_before(kind), out, result);
  out = result;
  return Status::kOk;
}

Status look_at(TransformerState& state, AttentionKind kind, int layer, int head) {
  const int number = static_cast<int>(kind);
  if (!state.has_run || number < 0 || number >= kNAttentionKinds || !state.has(kind)) return Status::kBadIndex;
  const StackDescription& s = state.stack(state.stack_of(kind));
  if (layer < 0 || layer >= s.n_layers || head < 0 || head >= s.n_heads) return Status::kBadIndex;
  Detail& detail = state.detail;
  if (detail.is_valid && detail.kind == kind && detail.layer == layer) return Status::kOk;
  detail.is_valid = false;
  MatrixView<const float> x;
  if (state.keep == Keep::kAll) {
    ATTN_TRY(copied(state.queries(kind, layer, {0, state.run_of(state.stack_of(kind)).n}), state.scratch.q, x));
  } else {
    ATTN_TRY(entering(state, kind, layer, true, x));
    ATTN_TRY(project_q(state, kind, layer, {0, x.n_rows()}, x, true));
  }
  detail = {.is_valid = true, .kind = kind, .layer = layer};
  return Status::kOk;
}

Status Transformer::attention(AttentionKind kind, int layer, int head, HeadScores& out) {
  TransformerState& state = *state_;
  ATTN_TRY(look_at(state, kind, layer, head));
  const StackDescription& s = state.stack(state.stack_of(kind));
  const std::size_t n_queries = state.run_of(state.stack_of(kind)).n, n_keys = state.n_keys(kind);
  const auto head_dim = static_cast<std::size_t>(s.head_dim), h = static_cast<std::size_t>(head);
  const Rows queries{0, n_queries}, keys{0, n_keys};
  const std::uint64_t size = std::uint64_t{n_queries} * n_keys;
  for (Buffer<float>* buffer : {&state.scores, &state.masked_scores}) ATTN_TRY(buffer->resize(size));
  ATTN_TRY(state.scratch.attend.resize(head_scratch_size(n_keys, head_dim, head_dim)));
  HeadRules rules;
  std::size_t head_stride;
  ATTN_TRY(rules_of(state, kind, layer, queries, n_keys, false, rules, head_stride));
  if (rules.mask.additive) rules.mask.additive += h * head_stride;
  const std::size_t kv_head = kv_head_of(s, h);
  const auto scores = state.scores.matrix(n_queries, n_keys);
  ATTN_TRY(attend_head({.q = state.scratch.q.matrix(n_queries, s.q_dim()).columns(h * head_dim, head_dim),
                        .k = state.keys(kind, layer, kv_head, keys),
                        .v = state.values(kind, layer, kv_head, keys),
                        .capped = scores,
                        .masked = state.masked_scores.matrix(n_queries, n_keys)},
                       rules, state.scratch.attend.span()));
  if (s.positions == Positions::kRelative && kind != AttentionKind::kCross) {
    const StackRun& run = state.run_of(state.stack_of(kind));
    for (std::size_t i = 0; i < n_queries; ++i)
      add(scores.row(i), run.bias.span().subspan((h * run.capacity + i) * run.capacity, n_keys), scores.row(i));
  }
  ATTN_TRY(copied(state.kept_weights(kind, layer, h, queries, n_keys), state.weights, out.weights));
  out.scores = scores;
  out.masked_scores = state.masked_scores.matrix(n_queries, n_keys);
  return Status::kOk;
}

Status Transformer::hidden(int stack, int layer, MatrixView<const float>& out) const {
  TransformerState& state = *state_;
  if (!state.has_run || stack < 0 || stack > 1 || !state.description.has(stack)) return Status::kBadIndex;
  if (layer < -1 || layer > state.stack(stack).n_layers) return Status::kBadIndex;
  const Rows rows{0, state.run_of(stack).n};
  out = layer == -1 ? state.last(stack, rows) : state.hidden(stack, layer, rows);
  return Status::kOk;
}

namespace {

/// The context of one head: weights · v, times the head's scale.
Status context_of(TransformerState& state, AttentionKind kind, int layer, std::size_t head,
                  MatrixView<const float>& out) {
  const StackDescription& s = state.stack(state.stack_of(kind));
  const auto head_dim = static_cast<std::size_t>(s.head_dim);
  const Rows rows{0, state.run_of(state.stack_of(kind)).n};
  MatrixView<const float> contexts;
  if (state.keep == Keep::kAll) {
    contexts = state.contexts(kind, layer, rows);
  } else {
    ATTN_TRY(attend_layer(state, kind, layer, rows, false));
    contexts = state.scratch.context.matrix(rows.n, s.q_dim());
  }
  out = contexts.columns(head * head_dim, head_dim);
  return Status::kOk;
}

}  // namespace

Status Transformer::trace(LayerTrace name, AttentionKind kind, int layer, int head, MatrixView<const float>& out) {
  TransformerState& state = *state_;
  ATTN_TRY(look_at(state, kind, layer, head));
  const int stack = state.stack_of(kind);
  const StackDescription& s = state.stack(stack);
  const auto h = static_cast<std::size_t>(head), head_dim = static_cast<std::size_t>(s.head_dim);
  const std::size_t kv_head = kv_head_of(s, h);
  const Rows queries{0, state.run_of(stack).n}, keys{0, state.n_keys(kind)};
  MatrixView<const float> x;
  switch (name) {
    case LayerTrace::kX:
    case LayerTrace::kNormed:
      state.detail.is_valid = kind != AttentionKind::kCross;  // the middle of a layer needs q's memory
      ATTN_TRY(entering(state, kind, layer, name == LayerTrace::kNormed, x));
      return copied(x, state.result, out);
    case LayerTrace::kQProjected:
      state.detail.is_valid = false;
      ATTN_TRY(entering(state, kind, layer, true, x));
      ATTN_TRY(project_q(state, kind, layer, queries, x, false));
      return copied(state.scratch.q.matrix(queries.n, s.q_dim()).columns(h * head_dim, head_dim), state.result, out);
    case LayerTrace::kKProjected: {
      if (kind == AttentionKind::kCross) return copied(state.keys(kind, layer, kv_head, keys), state.result, out);
      ATTN_TRY(entering(state, kind, layer, true, x));
      ATTN_TRY(state.scratch.projected.resize(std::uint64_t{keys.n} * s.kv_dim()));
      const auto projected = state.scratch.projected.matrix(keys.n, s.kv_dim());
      ATTN_TRY(state.multiply(stack, layer, Tensor::kK, x, Activation::kNone, projected));
      return copied(projected.columns(kv_head * head_dim, head_dim), state.result, out);
    }
    case LayerTrace::kQ:
      return copied(state.scratch.q.matrix(queries.n, s.q_dim()).columns(h * head_dim, head_dim), state.result, out);
    case LayerTrace::kK:
      return copied(state.keys(kind, layer, kv_head, keys), state.result, out);
    case LayerTrace::kV:
      return copied(state.values(kind, layer, kv_head, keys), state.result, out);
    case LayerTrace::kBias: {
      const StackRun& run = state.run_of(stack);
      if (s.positions != Positions::kRelative || kind == AttentionKind::kCross) return Status::kNoTrace;
      return copied({run.bias.data() + h * run.capacity * run.capacity, queries.n, keys.n, run.capacity}, state.result,
                    out);
    }
    case LayerTrace::kContext:
      ATTN_TRY(context_of(state, kind, layer, h, x));
      return copied(x, state.result, out);
    case LayerTrace::kOutput: {
      ATTN_TRY(context_of(state, kind, layer, h, x));
      const auto width = static_cast<std::size_t>(s.d_model);
      ATTN_TRY(state.result.resize(queries.n * width));
      ATTN_TRY(state.row.resize(s.q_dim()));
      const auto share = state.result.matrix(queries.n, width);
      state.params.of(stack, layer, projections_of(kind).output)
          .multiply_some(h * head_dim, x, state.row.span(), share);
      out = share;
      return Status::kOk;
    }
  }
  return Status::kNoTrace;
}

}  // namespace attn
