#include <algorithm>
#include <cmath>

#include "attn/norms.h"
#include "attn/parallel.h"
#include "attn/rope.h"
#include "simd.h"
#include "transformer_state.h"
#include "try.h"

namespace attn {
namespace {

/// The norm of every head, then the turn.
void norm_and_turn(TransformerState& state, AttentionKind kind, int layer, std::size_t first, Tensor norm,
                   MatrixView<float> x) {
  if (kind == AttentionKind::kCross) return;
  const int stack = state.stack_of(kind);
  const StackDescription& s = state.stack(stack);
  const auto head_dim = static_cast<std::size_t>(s.head_dim);
  if (s.qk_norm) {
    const MatrixView<float> heads(x.data(), x.n_rows() * x.n_cols() / head_dim, head_dim);
    rms_norm(heads, state.params.vector(stack, layer, norm), s.norm_eps, s.norm == Norm::kRmsPlusOne, heads);
  }
  if (s.positions != Positions::kRope) return;
  const auto rope = static_cast<std::size_t>(s.layers[static_cast<std::size_t>(layer)].rope);
  const auto half = static_cast<std::size_t>(s.ropes[rope].dims) / 2;
  StackRun& run = state.run_of(stack);
  apply_rope(RopePairs::kHalves, head_dim, run.cosines[rope].matrix(x.n_rows(), half, first * half),
             run.sines[rope].matrix(x.n_rows(), half, first * half), x);
}

float scale_of(const StackDescription& s, int layer) {
  const float own = s.layers[static_cast<std::size_t>(layer)].scale;
  if (own != 0.0f) return own;
  return s.attention_scale != 0.0f ? s.attention_scale : 1.0f / std::sqrt(static_cast<float>(s.head_dim));
}

/// The position bias and the caller's mask in one: bias / temperature where a query may see a key, else −∞.
Status build_mask(TransformerState& state, AttentionKind kind, int layer, Rows rows, std::size_t n_keys, bool has_bias,
                  float temperature) {
  const int stack = state.stack_of(kind);
  const StackRun& run = state.run_of(stack);
  const LayerChange& change = state.change(kind, layer);
  MaskRule rule = change.mask;
  rule.blocked_cells = change.cells;
  const std::size_t n_heads = has_bias ? static_cast<std::size_t>(state.stack(stack).n_heads) : 1;
  ATTN_TRY(state.scratch.mask.resize(std::uint64_t{n_heads} * rows.n * n_keys));
  float* out = state.scratch.mask.data();
  for (std::size_t head = 0; head < n_heads; ++head)
    for (std::size_t i = rows.first; i < rows.first + rows.n; ++i)
      for (std::size_t j = 0; j < n_keys; ++j) {
        const float bias =
            has_bias ? run.bias.span()[(head * run.capacity + i) * run.capacity + j] / temperature : 0.0f;
        *out++ = visible(rule, i, j) ? bias : -kInfinity;
      }
  return Status::kOk;
}

/// One head, or, for a single query, all heads that share their keys: these are then read once.
AttendHead heads_from(TransformerState& state, AttentionKind kind, int layer, Rows rows, std::size_t n_keys, bool keeps,
                      std::size_t head, std::size_t n_together) {
  const int stack = state.stack_of(kind);
  const StackDescription& s = state.stack(stack);
  const auto head_dim = static_cast<std::size_t>(s.head_dim);
  const std::size_t kv_head = kv_head_of(s, head);
  const Rows all_keys{0, n_keys};
  AttendHead work{.k = state.keys(kind, layer, kv_head, all_keys), .v = state.values(kind, layer, kv_head, all_keys)};
  const auto q = state.scratch.q.matrix(rows.n, s.q_dim()), context = state.scratch.context.matrix(rows.n, s.q_dim());
  const auto cut = [&](MatrixView<float> m) {
    return n_together == 1 ? m.columns(head * head_dim, head_dim)
                           : MatrixView<float>(m.data() + head * head_dim, n_together, head_dim);
  };
  work.q = cut(q);
  work.context = cut(context);
  if (keeps) {
    const auto first = state.kept_weights(kind, layer, head, rows, n_keys);
    if (n_together == 1) {
      work.weights = first;
    } else {
      const auto next = state.kept_weights(kind, layer, head + 1, rows, n_keys);
      work.weights = {first.data(), n_together, n_keys, static_cast<std::size_t>(next.data() - first.data())};
    }
  }
  return work;
}

void scale_heads(TransformerState& state, AttentionKind kind, int layer, Rows rows) {
  const StackDescription& s = state.stack(state.stack_of(kind));
  const std::vector<float>& scales = state.change(kind, layer).head_scales;
  const auto head_dim = static_cast<std::size_t>(s.head_dim);
  const auto context = state.scratch.context.matrix(rows.n, s.q_dim());
  for (std::size_t head = 0; head < scales.size(); ++head) {
    if (scales[head] == 1.0f) continue;
    for (std::size_t i = 0; i < rows.n; ++i)
      for (float& x : context.row(i).subspan(head * head_dim, head_dim)) x *= scales[head];
  }
}

}  // namespace

std::size_t kv_head_of(const StackDescription& s, std::size_t head) {
  return head / static_cast<std::size_t>(s.n_heads / s.n_kv_heads);
}

Projections projections_of(AttentionKind kind) {
  if (kind == AttentionKind::kCross) return {Tensor::kCrossQ, Tensor::kCrossK, Tensor::kCrossV, Tensor::kCrossOutput};
  return {Tensor::kQ, Tensor::kK, Tensor::kV, Tensor::kOutput};
}

Status project_q(TransformerState& state, AttentionKind kind, int layer, Rows rows, MatrixView<const float> x,
                 bool turns) {
  const int stack = state.stack_of(kind);
  const Projections names = projections_of(kind);
  const std::size_t width = state.stack(stack).q_dim();
  ATTN_TRY(state.scratch.q.resize(rows.n * width));
  const auto q = state.scratch.q.matrix(rows.n, width);
  ATTN_TRY(state.multiply(stack, layer, names.q, x, Activation::kNone, q));
  if (turns) norm_and_turn(state, kind, layer, rows.first, Tensor::kQNorm, q);
  return Status::kOk;
}

Status project_kv(TransformerState& state, AttentionKind kind, int layer, Rows rows, MatrixView<const float> x) {
  const int stack = state.stack_of(kind);
  const Projections names = projections_of(kind);
  const StackDescription& s = state.stack(stack);
  const auto head_dim = static_cast<std::size_t>(s.head_dim), n_heads = static_cast<std::size_t>(s.n_kv_heads);
  ATTN_TRY(state.scratch.kv.resize(rows.n * s.kv_dim()));
  const auto projected = state.scratch.kv.matrix(rows.n, s.kv_dim());
  const auto put = [&](auto rows_of_head) {
    parallel_for(n_heads, kOperationsPerMove * rows.n * s.kv_dim(), [&](std::size_t head, std::size_t) {
      for (std::size_t i = 0; i < rows.n; ++i)
        std::ranges::copy(projected.row(i).subspan(head * head_dim, head_dim), rows_of_head(head).row(i).begin());
    });
  };
  ATTN_TRY(state.multiply(stack, layer, names.k, x, Activation::kNone, projected));
  norm_and_turn(state, kind, layer, rows.first, Tensor::kKNorm, projected);
  put([&](std::size_t head) { return state.keys(kind, layer, head, rows); });
  ATTN_TRY(state.multiply(stack, layer, names.v, x, Activation::kNone, projected));
  put([&](std::size_t head) { return state.values(kind, layer, head, rows); });
  return Status::kOk;
}

Status rules_of(TransformerState& state, AttentionKind kind, int layer, Rows rows, std::size_t n_keys, bool tempered,
                HeadRules& rules, std::size_t& head_stride) {
  const int stack = state.stack_of(kind);
  const StackDescription& s = state.stack(stack);
  const StackRun& run = state.run_of(stack);
  const LayerChange& change = state.change(kind, layer);
  const float temperature = tempered ? change.temperature : 1.0f;
  const bool is_cross = kind == AttentionKind::kCross;
  // softmax(c·tanh(x/c)/τ) is softmax of scores whose scale and softcap are both divided by τ, bias likewise.
  rules = {.scale = scale_of(s, layer) / temperature,
           .softcap = s.attention_softcap / temperature,
           .causal = s.causal && !is_cross,
           .left_window = is_cross ? -1 : s.layers[static_cast<std::size_t>(layer)].window,
           .first_position = static_cast<std::int64_t>(rows.first)};
  const bool has_bias = s.positions == Positions::kRelative && !is_cross;
  head_stride = 0;
  if (change.mask.kind != Mask::kNone || (has_bias && temperature != 1.0f)) {
    ATTN_TRY(build_mask(state, kind, layer, rows, n_keys, has_bias, temperature));
    rules.mask = {.additive = state.scratch.mask.data(), .stride = n_keys, .n_keys = n_keys};
    head_stride = has_bias ? rows.n * n_keys : 0;
  } else if (has_bias) {
    rules.mask = {.additive = run.bias.data() + rows.first * run.capacity, .stride = run.capacity, .n_keys = n_keys};
    head_stride = run.capacity * run.capacity;
  }
  return Status::kOk;
}

Status attend_layer(TransformerState& state, AttentionKind kind, int layer, Rows rows, bool keeps) {
  const StackDescription& s = state.stack(state.stack_of(kind));
  const auto head_dim = static_cast<std::size_t>(s.head_dim), n_heads = static_cast<std::size_t>(s.n_heads);
  const std::size_t n_keys = kind == AttentionKind::kCross ? state.stacks[0].n : rows.first + rows.n;
  ATTN_TRY(state.scratch.context.resize(rows.n * s.q_dim()));
  HeadRules rules;
  std::size_t head_stride;
  ATTN_TRY(rules_of(state, kind, layer, rows, n_keys, true, rules, head_stride));
  const std::size_t group = n_heads / static_cast<std::size_t>(s.n_kv_heads);
  const std::size_t n_together = rows.n == 1 ? group : 1;
  if (n_together > 1) {
    rules.position_step = 0;
    rules.mask.stride = head_stride;
  }
  const ManyHeads heads{n_heads / n_together, n_together == 1 ? rows.n : n_together, n_keys, head_dim, head_dim};
  ATTN_TRY(state.scratch.attend.resize(heads.scratch_size()));
  ATTN_TRY(heads.attend(state.scratch.attend.span(), [&](std::size_t unit, AttendHead& head, HeadRules& own) {
    const std::size_t first = unit * n_together;
    head = heads_from(state, kind, layer, rows, n_keys, keeps, first, n_together);
    own = rules;
    if (own.mask.additive) own.mask.additive += first * head_stride;
  }));
  scale_heads(state, kind, layer, rows);
  return Status::kOk;
}

}  // namespace attn
