#include <algorithm>

#include "attn/linear.h"
#include "attn/matmul.h"
#include "attn/positions.h"
#include "attn/rope.h"
#include "play_state.h"
#include "try.h"

namespace attn {
namespace {

Status embed(TextState& text, MatrixView<const float> e, Position position) {
  const std::uint64_t size = std::uint64_t{e.n_rows()} * e.n_cols();
  const bool sinusoidal = position == Position::kSinusoidal;
  text.n = e.n_rows();
  ATTN_TRY(text.e.resize(size));
  ATTN_TRY(text.x.resize(size));
  ATTN_TRY(text.p.resize(sinusoidal ? size : 0));
  for (std::size_t i = 0; i < e.n_rows(); ++i) std::ranges::copy(e.row(i), text.e.data() + i * e.n_cols());
  if (!sinusoidal) {
    std::ranges::copy(text.e.span(), text.x.data());
    return Status::kOk;
  }
  sinusoidal_positions(text.p.matrix(e.n_rows(), e.n_cols()));
  add(text.e.span(), text.p.span(), text.x.span());
  return Status::kOk;
}

/// One of q, k, v for all heads: x + u, x or W x, cut into heads.
Status project_one(PlayState& state, const TextState& text, Parameter u, Parameter w, Buffer<float>& out) {
  const auto x = text.x.matrix(text.n, state.d_model);
  ATTN_TRY(out.resize(std::uint64_t{text.n} * state.d_model));
  for (std::size_t head = 0; head < state.n_heads; ++head) {
    const std::size_t first = head * state.head_dim;
    const auto x_head = x.columns(first, state.head_dim);
    const auto out_head = out.matrix(text.n, state.head_dim, head * text.n * state.head_dim);
    if (state.options.qkv == Qkv::kProjection) {
      ATTN_TRY(state.packed.pack_transposed(state.parameters[w].rows(first, state.head_dim)));
      matmul(x, state.packed, {}, out_head);
      continue;
    }
    for (std::size_t i = 0; i < text.n; ++i) {
      if (state.options.qkv == Qkv::kOffset)
        add(x_head.row(i), state.parameters[u].row(0).subspan(first, state.head_dim), out_head.row(i));
      else
        std::ranges::copy(x_head.row(i), out_head.row(i).begin());
    }
  }
  return all_finite(out.span()) ? Status::kOk : Status::kOverflow;
}

Status turn(PlayState& state) {
  const std::size_t n_longest = std::max(state.queries.n, state.keys().n);
  const std::size_t n_pairs = state.head_dim / 2;
  ATTN_TRY(state.cosines.resize(std::uint64_t{n_longest} * n_pairs));
  ATTN_TRY(state.sines.resize(std::uint64_t{n_longest} * n_pairs));
  const auto cosines = state.cosines.matrix(n_longest, n_pairs);
  const auto sines = state.sines.matrix(n_longest, n_pairs);
  ATTN_TRY(state.frequencies.resize(n_pairs));
  rope_frequencies(10000.0, state.frequencies.span());
  rope_angles(state.frequencies.span(), 0, cosines, sines);
  const auto turn_heads = [&](Buffer<float>& vectors, std::size_t n) {
    for (std::size_t head = 0; head < state.n_heads; ++head)
      apply_rope(RopePairs::kNeighbours, state.head_dim, cosines, sines,
                 vectors.matrix(n, state.head_dim, head * n * state.head_dim));
  };
  turn_heads(state.q, state.queries.n);
  turn_heads(state.k, state.keys().n);
  return Status::kOk;
}

}  // namespace

Status project(PlayState& state, const PlayInput& input) {
  const PlayOptions& options = state.options;
  ATTN_TRY(embed(state.queries, input.e_queries, options.position));
  if (state.cross) ATTN_TRY(embed(state.other_text, input.e_keys, options.position));
  ATTN_TRY(state.parameters.prepare(options, state.d_model, input.given_offsets));
  ATTN_TRY(project_one(state, state.queries, Parameter::kUQ, Parameter::kWQ, state.q));
  ATTN_TRY(project_one(state, state.keys(), Parameter::kUK, Parameter::kWK, state.k));
  ATTN_TRY(project_one(state, state.keys(), Parameter::kUV, Parameter::kWV, state.v));
  return options.position == Position::kRope ? turn(state) : Status::kOk;
}

}  // namespace attn
