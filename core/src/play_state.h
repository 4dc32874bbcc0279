#pragma once

#include <cstddef>
#include <cstdint>

#include "attn/buffer.h"
#include "attn/masks.h"
#include "attn/matmul.h"
#include "attn/normalizers.h"
#include "attn/play.h"
#include "parameters.h"

namespace attn {

/// The vectors of one text.
struct TextState {
  Buffer<float> e;  ///< [n, d_model]
  Buffer<float> p;  ///< [n, d_model] where positions are added, else empty
  Buffer<float> x;  ///< [n, d_model]
  std::size_t n = 0;
};

/// What the current head has in memory. Row-major; see Play.
struct HeadState {
  int head = -1;         ///< −1: none
  Buffer<float> scores;  ///< [n_queries, n_keys], as are the next two
  Buffer<float> masked_scores;
  Buffer<float> weights;
  Buffer<float> context;  ///< [n_queries, head_dim]
  Buffer<float> q_side;   ///< additive: W_q q [n_queries, head_dim]; cosine: norms [n_queries]
  Buffer<float> k_side;   ///< additive: W_k k, general: W k [n_keys, head_dim]; cosine: norms [n_keys]
  Buffer<float> column;   ///< scratch of the normalizer
  Buffer<std::uint32_t> order;
  Buffer<GroupFacts> facts;  ///< per group that sums to 1
};

struct PlayState {
  PlayOptions options;
  bool cross = false;
  bool running = false;
  std::size_t d_model = 0;
  std::size_t n_heads = 0;
  std::size_t head_dim = 0;

  TextState queries;
  TextState other_text;  ///< of the keys in a cross run
  Buffer<std::int32_t> blocked_cells;
  Parameters parameters;
  PackedMatrix packed;  ///< the right side of the product under way

  Buffer<float> q;  ///< [n_heads, n_queries, head_dim]
  Buffer<float> k;  ///< [n_heads, n_keys, head_dim], as is v
  Buffer<float> v;
  Buffer<double> frequencies;  ///< RoPE [head_dim / 2]
  Buffer<float> cosines;       ///< RoPE [the longer text, head_dim / 2], as are the sines
  Buffer<float> sines;

  HeadState now;
  Buffer<float> output;        ///< [n_queries, d_model] or one head's [n_queries, head_dim]
  Buffer<float> pair_vectors;  ///< of explain(): terms, weighted value, output [3, head_dim]

  const TextState& keys() const { return cross ? other_text : queries; }
  float bandwidth() const;
  MaskRule mask_rule() const;
  NormalizerRule normalizer_rule() const;

  MatrixView<const float> head_q(std::size_t head) const {
    return q.matrix(queries.n, head_dim, head * queries.n * head_dim);
  }
  MatrixView<const float> head_k(std::size_t head) const {
    return k.matrix(keys().n, head_dim, head * keys().n * head_dim);
  }
  MatrixView<const float> head_v(std::size_t head) const {
    return v.matrix(keys().n, head_dim, head * keys().n * head_dim);
  }
  MatrixView<const float> context() const { return now.context.matrix(queries.n, head_dim); }
};

/// Everything that can be wrong with a run before it starts. @return the statuses of Play::start(), or kOk
Status check_play(const PlayInput& input, const PlayOptions& options);

/// e → x → q, k, v of all heads, from `input` and the state's options. @return kOverflow, kOutOfMemory
Status project(PlayState& state, const PlayInput& input);

/// q, k, v → scores → weights → context of one head. @return kOverflow, kOutOfMemory
Status run_head(PlayState& state, std::size_t head);

/// context, and + v with the residual, for query i of the current head.
void output_row(const PlayState& state, std::size_t i, std::span<float> out);

/// See Play::explain(); of the current head. @return kOutOfMemory
Status explain_pair(PlayState& state, std::size_t i, std::size_t j, Explanation& out);

}  // namespace attn
