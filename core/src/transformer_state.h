#pragma once

#include <array>
#include <vector>

#include "attend_head.h"
#include "attn/transformer.h"
#include "transformer_params.h"

namespace attn {

/// One stack's part of a run. Rows beyond n are room for tokens to come.
struct StackRun {
  std::size_t n = 0, capacity = 0;
  std::vector<std::int32_t> ids, types, special;
  Buffer<float> hidden;        ///< [n_layers + 1, capacity, d_model]: what enters each layer, and what leaves the last
  Buffer<float> last;          ///< [capacity, d_model] after the final norm, if there is one
  Buffer<float> keys, values;  ///< [n_layers, n_kv_heads, capacity, head_dim], turned
  Buffer<float> weights;       ///< [n_layers, n_heads, capacity, capacity]
  Buffer<float> cross_keys, cross_values;       ///< [n_layers, n_kv_heads, encoder's capacity, head_dim]
  Buffer<float> cross_weights;                  ///< [n_layers, n_heads, capacity, encoder's capacity]
  Buffer<float> queries, contexts;              ///< [n_layers, capacity, q_dim], where all is kept; contexts scaled
  Buffer<float> cross_queries, cross_contexts;  ///< the same of cross attention
  Buffer<float> middles;                        ///< [n_layers, capacity, d_model]: what enters it
  Buffer<float> bias;                           ///< [n_heads, capacity, capacity] of relative positions
  std::array<Buffer<float>, 2> cosines, sines;  ///< [capacity, half] of each rope
  std::size_t n_turned = 0;                     ///< rows that these have
};

/// Rows [first, first + n) of a run, which one pass computes.
struct Rows {
  std::size_t first, n;
};

/// Rows of one layer of what is [n_layers, capacity, width].
inline MatrixView<float> rows_of_layer(Buffer<float>& all, std::size_t capacity, int layer, Rows rows,
                                       std::size_t width) {
  return all.matrix(rows.n, width, (static_cast<std::size_t>(layer) * capacity + rows.first) * width);
}

/// Working memory of a pass, [n, …].
struct Scratch {
  Buffer<float> embedded, normed, q, kv, context, projected, gate, up, middle;
  Buffer<float> mask;  ///< [n_heads or 1, n, n_keys]
  Buffer<float> attend;
  QuantizedRows quantized;
};

/// What was computed again for one layer: q of all heads lies in Scratch::q.
struct Detail {
  bool is_valid = false;
  AttentionKind kind = AttentionKind::kSelf;
  int layer = 0;
};

/// The bias of a matrix, and of a norm.
inline Tensor after(Tensor tensor) { return static_cast<Tensor>(static_cast<int>(tensor) + 1); }

struct TransformerState {
  TransformerDescription description;
  Params params;
  std::array<std::vector<LayerChange>, kNAttentionKinds> changes, done_changes;
  std::array<StackRun, 2> stacks;
  bool is_complete = false, has_run = false;
  Keep keep = Keep::kWeights;
  std::size_t n_reserved = 0;

  Scratch scratch;
  Detail detail;
  Buffer<float> scores, masked_scores, weights, result, logits, head_input, row, terms;
  Buffer<std::uint32_t> order;
  Buffer<std::uint8_t> pixels;

  const StackDescription& stack(int s) const { return description.stacks[static_cast<std::size_t>(s)]; }
  StackRun& run_of(int s) { return stacks[static_cast<std::size_t>(s)]; }
  const StackRun& run_of(int s) const { return stacks[static_cast<std::size_t>(s)]; }
  /// The stack whose queries a kind of attention has.
  int stack_of(AttentionKind kind) const { return kind == AttentionKind::kSelf ? (description.has(0) ? 0 : 1) : 1; }
  bool has(AttentionKind kind) const;
  AttentionKind self_kind(int s) const {
    return s == 0 || !description.has(0) ? AttentionKind::kSelf : AttentionKind::kDecoder;
  }
  const LayerChange& change(AttentionKind kind, int layer) const {
    return done_changes[static_cast<std::size_t>(kind)][static_cast<std::size_t>(layer)];
  }
  std::size_t n_keys(AttentionKind kind) const {
    return kind == AttentionKind::kCross ? stacks[0].n : run_of(stack_of(kind)).n;
  }

  MatrixView<float> hidden(int s, int layer, Rows rows) {
    StackRun& run = run_of(s);
    return rows_of_layer(run.hidden, run.capacity, layer, rows, static_cast<std::size_t>(stack(s).d_model));
  }
  /// out = act(x Wᵀ + bias), the bias being the tensor after W.
  Status multiply(int s, int layer, Tensor w, MatrixView<const float> x, Activation activation, MatrixView<float> out) {
    return params.of(s, layer, w).multiply(x, params.vector(s, layer, after(w)), activation, scratch.quantized, out);
  }
  MatrixView<float> last(int s, Rows rows);
  /// Where all is kept: of all heads, [rows, q_dim], and what enters a layer's cross attention.
  MatrixView<float> queries(AttentionKind kind, int layer, Rows rows);
  MatrixView<float> contexts(AttentionKind kind, int layer, Rows rows);
  MatrixView<float> middle(int layer, Rows rows);
  /// Keys and values of one of the heads that have their own. A head's rows follow each other, so that a query alone
  /// reads them as fast as memory gives them.
  MatrixView<float> keys(AttentionKind kind, int layer, std::size_t kv_head, Rows rows);
  MatrixView<float> values(AttentionKind kind, int layer, std::size_t kv_head, Rows rows);
  /// Rows of a head's kept weights.
  MatrixView<float> kept_weights(AttentionKind kind, int layer, std::size_t head, Rows rows, std::size_t n_keys);
};

// transformer_embed.cpp
Status prepare_positions(TransformerState& state, int stack);
Status embed(TransformerState& state, int stack, Rows rows);

// transformer_layer.cpp
void apply_norm(const TransformerState& state, int stack, int layer, Tensor weight, MatrixView<const float> x,
                MatrixView<float> out);
Status run_layer(TransformerState& state, int stack, int layer, Rows rows);
/// x plus the self-attention of a layer, without keeping anything: what enters its cross attention.
Status middle_of_layer(TransformerState& state, int stack, int layer, Rows rows);
Status final_norm(TransformerState& state, int stack, Rows rows);

// transformer_attention.cpp
struct Projections {
  Tensor q, k, v, output;
};
Projections projections_of(AttentionKind kind);
/// q of all heads into Scratch::q, turned if `turns`.
Status project_q(TransformerState& state, AttentionKind kind, int layer, Rows rows, MatrixView<const float> x,
                 bool turns);
Status project_kv(TransformerState& state, AttentionKind kind, int layer, Rows rows, MatrixView<const float> x);
/// Whatever the rules of a layer say, ready for the kernel; `tempered`: scores and bias divided by the temperature.
Status rules_of(TransformerState& state, AttentionKind kind, int layer, Rows rows, std::size_t n_keys, bool tempered,
                HeadRules& rules, std::size_t& head_stride);
/// All heads: Scratch::q and the cache to Scratch::context and, if `keeps`, the kept weights.
Status attend_layer(TransformerState& state, AttentionKind kind, int layer, Rows rows, bool keeps);
/// The head of keys and values that a query's head reads.
std::size_t kv_head_of(const StackDescription& stack, std::size_t head);

// transformer_read.cpp
void copy(MatrixView<const float> from, MatrixView<float> to);
/// Makes Scratch::q that of (kind, layer). @return kBadIndex
Status look_at(TransformerState& state, AttentionKind kind, int layer, int head);
/// The hidden state that a kind's queries come from, before (false) or after the norm.
Status entering(TransformerState& state, AttentionKind kind, int layer, bool normed, MatrixView<const float>& out);

}  // namespace attn
