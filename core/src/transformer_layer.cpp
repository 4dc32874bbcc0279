#include <algorithm>

#include "attn/linear.h"
#include "attn/norms.h"
#include "attn/parallel.h"
#include "simd.h"
#include "transformer_state.h"
#include "try.h"

namespace attn {
namespace {

/// One sublayer F with its norms around: out = x + F(n x), or as NormPlace has it.
template <class Compute>
Status sublayer(TransformerState& state, int stack, int layer, Tensor norm, Tensor post_norm, MatrixView<const float> x,
                MatrixView<float> out, Compute compute) {
  const StackDescription& s = state.stack(stack);
  const auto width = static_cast<std::size_t>(s.d_model);
  ATTN_TRY(state.scratch.projected.resize(x.n_rows() * width));
  ATTN_TRY(state.scratch.normed.resize(x.n_rows() * width));
  const auto projected = state.scratch.projected.matrix(x.n_rows(), width);
  MatrixView<const float> input = x;
  if (s.norm_place != NormPlace::kPost) {
    const auto normed = state.scratch.normed.matrix(x.n_rows(), width);
    apply_norm(state, stack, layer, norm, x, normed);
    input = normed;
  }
  ATTN_TRY(compute(input, projected));
  if (s.norm_place == NormPlace::kBoth) apply_norm(state, stack, layer, post_norm, projected, projected);
  add(x, projected, out);
  if (s.norm_place == NormPlace::kPost) apply_norm(state, stack, layer, norm, out, out);
  return Status::kOk;
}

Status attention_sublayer(TransformerState& state, AttentionKind kind, int layer, Rows rows, bool keeps,
                          MatrixView<const float> x, MatrixView<float> out) {
  const int stack = state.stack_of(kind);
  const bool is_cross = kind == AttentionKind::kCross;
  const Projections names = projections_of(kind);
  return sublayer(state, stack, layer, is_cross ? Tensor::kCrossNorm : Tensor::kAttentionNorm,
                  Tensor::kAttentionPostNorm, x, out, [&](MatrixView<const float> input, MatrixView<float> projected) {
                    ATTN_TRY(project_q(state, kind, layer, rows, input, true));
                    if (!is_cross && keeps) ATTN_TRY(project_kv(state, kind, layer, rows, input));
                    ATTN_TRY(attend_layer(state, kind, layer, rows, keeps));
                    const std::size_t width = state.stack(stack).q_dim();
                    const auto context = state.scratch.context.matrix(rows.n, width);
                    if (keeps && state.keep == Keep::kAll) {
                      copy(state.scratch.q.matrix(rows.n, width), state.queries(kind, layer, rows));
                      copy(context, state.contexts(kind, layer, rows));
                    }
                    return state.multiply(stack, layer, names.output, context, Activation::kNone, projected);
                  });
}

Status feed_forward(TransformerState& state, int stack, int layer, MatrixView<const float> x, MatrixView<float> out) {
  const StackDescription& s = state.stack(stack);
  const auto width = static_cast<std::size_t>(s.d_ff);
  ATTN_TRY(state.scratch.up.resize(x.n_rows() * width));
  const auto up = state.scratch.up.matrix(x.n_rows(), width);
  if (s.gated) {
    ATTN_TRY(state.scratch.gate.resize(x.n_rows() * width));
    const auto gate = state.scratch.gate.matrix(x.n_rows(), width);
    ATTN_TRY(state.multiply(stack, layer, Tensor::kGate, x, s.activation, gate));
    ATTN_TRY(state.multiply(stack, layer, Tensor::kUp, x, Activation::kNone, up));
    parallel_rows(x.n_rows(), kOperationsPerMove * width, [&](std::size_t first, std::size_t n) {
      for (std::size_t i = first; i < first + n; ++i)
        map_to(up.row(i), [](Batch a, Batch b) { return a * b; }, gate.row(i), up.row(i));
    });
  } else {
    ATTN_TRY(state.multiply(stack, layer, Tensor::kUp, x, s.activation, up));
  }
  return state.multiply(stack, layer, Tensor::kDown, up, Activation::kNone, out);
}

}  // namespace

void apply_norm(const TransformerState& state, int stack, int layer, Tensor weight, MatrixView<const float> x,
                MatrixView<float> out) {
  const StackDescription& s = state.stack(stack);
  const std::span<const float> scale = state.params.vector(stack, layer, weight);
  if (s.norm == Norm::kLayer)
    layer_norm(x, scale, state.params.vector(stack, layer, after(weight)), s.norm_eps, out);
  else
    rms_norm(x, scale, s.norm_eps, s.norm == Norm::kRmsPlusOne, out);
}

Status run_layer(TransformerState& state, int stack, int layer, Rows rows) {
  const StackDescription& s = state.stack(stack);
  const MatrixView<const float> x = state.hidden(stack, layer, rows);
  const MatrixView<float> out = state.hidden(stack, layer + 1, rows);
  ATTN_TRY(attention_sublayer(state, state.self_kind(stack), layer, rows, true, x, out));
  if (s.cross_attention) {
    if (state.keep == Keep::kAll) copy(out, state.middle(layer, rows));
    ATTN_TRY(attention_sublayer(state, AttentionKind::kCross, layer, rows, true, out, out));
  }
  const auto compute = [&](MatrixView<const float> input, MatrixView<float> projected) {
    return feed_forward(state, stack, layer, input, projected);
  };
  if (s.norm_place != NormPlace::kParallel)
    return sublayer(state, stack, layer, Tensor::kFfNorm, Tensor::kFfPostNorm, out, out, compute);
  // The feed-forward part reads what attention read.
  const auto width = static_cast<std::size_t>(s.d_model);
  const auto normed = state.scratch.normed.matrix(rows.n, width),
             projected = state.scratch.projected.matrix(rows.n, width);
  apply_norm(state, stack, layer, Tensor::kFfNorm, x, normed);
  ATTN_TRY(compute(normed, projected));
  add(out, projected, out);
  return Status::kOk;
}

Status middle_of_layer(TransformerState& state, int stack, int layer, Rows rows) {
  const auto width = static_cast<std::size_t>(state.stack(stack).d_model);
  ATTN_TRY(state.scratch.middle.resize(rows.n * width));
  return attention_sublayer(state, state.self_kind(stack), layer, rows, false, state.hidden(stack, layer, rows),
                            state.scratch.middle.matrix(rows.n, width));
}

Status final_norm(TransformerState& state, int stack, Rows rows) {
  const StackDescription& s = state.stack(stack);
  if (s.final_norm)
    apply_norm(state, stack, -1, Tensor::kFinalNorm, state.hidden(stack, s.n_layers, rows), state.last(stack, rows));
  for (std::size_t i = 0; i < rows.n; ++i)
    if (!all_finite(state.last(stack, rows).row(i))) return Status::kOverflow;
  return Status::kOk;
}

}  // namespace attn
