#include <algorithm>

#include "angles.h"
#include "attn/linear.h"
#include "attn/rope.h"
#include "math.h"
#include "transformer_state.h"
#include "try.h"

namespace attn {
namespace {

constexpr double kLog2Of10000 = 0x1.a934f0979a371p+3;

/// Marian's layout: sines in the first half of the components, cosines in the rest.
void add_sinusoids(std::size_t position, std::span<float> x) {
  const std::size_t n_sines = (x.size() + 1) / 2;
  for (std::size_t c = 0; c < x.size(); ++c) {
    const bool is_sine = c < n_sines;
    const double step = math::frequency(kLog2Of10000, is_sine ? c : c - n_sines, x.size());
    const float angle = math::within_a_turn(static_cast<double>(position) * step);
    x[c] += is_sine ? math::sin(angle) : math::cos(angle);
  }
}

Status turn_table(const RopeDescription& rope, std::size_t n, Buffer<float>& cosines, Buffer<float>& sines) {
  const auto half = static_cast<std::size_t>(rope.dims) / 2;
  Buffer<double> frequencies;
  ATTN_TRY(frequencies.resize(half));
  rope_frequencies(rope.theta, frequencies.span());
  if (rope.scaling == RopeScaling::kLinear)
    for (double& frequency : frequencies.span()) frequency /= rope.factor;
  if (rope.scaling == RopeScaling::kLlama3)
    scale_frequencies({.factor = rope.factor,
                       .low_factor = rope.low_factor,
                       .high_factor = rope.high_factor,
                       .original_length = rope.original_positions},
                      frequencies.span());
  round_frequencies(rope.rounding, frequencies.span());
  ATTN_TRY(cosines.resize(n * half));
  ATTN_TRY(sines.resize(n * half));
  rope_angles(frequencies.span(), 0, cosines.matrix(n, half), sines.matrix(n, half));
  return Status::kOk;
}

/// T5's bucket of a key `distance` after the query. Distances beyond the exact ones share buckets of growing width.
std::size_t bucket_of(const StackDescription& s, std::ptrdiff_t distance) {
  std::size_t n_buckets = static_cast<std::size_t>(s.n_buckets), first = 0;
  if (!s.causal) {
    n_buckets /= 2;
    if (distance > 0) first = n_buckets;
  }
  const std::size_t away = static_cast<std::size_t>(distance > 0 ? (s.causal ? 0 : distance) : -distance);
  const std::size_t n_exact = n_buckets / 2;
  if (away < n_exact) return first + away;
  const double ratio = math::log2(static_cast<double>(away) / static_cast<double>(n_exact)) /
                       math::log2(static_cast<double>(s.max_distance) / static_cast<double>(n_exact));
  constexpr double kRoundingError = 1e-9;  // a distance on a border belongs to the bucket after it
  const double beyond = ratio * static_cast<double>(n_buckets - n_exact) + kRoundingError;
  return first + std::min(n_buckets - 1, n_exact + static_cast<std::size_t>(beyond));
}

/// The bias of every pair of positions that there is room for.
Status relative_bias(TransformerState& state, int stack) {
  const StackDescription& s = state.stack(stack);
  StackRun& run = state.run_of(stack);
  const auto n_heads = static_cast<std::size_t>(s.n_heads);
  const std::size_t n = run.capacity;
  ATTN_TRY(run.bias.resize(std::uint64_t{n_heads} * n * n));
  const std::span<const float> table = state.params.vector(stack, -1, Tensor::kRelativeBias);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) {
      const std::size_t bucket = bucket_of(s, static_cast<std::ptrdiff_t>(j) - static_cast<std::ptrdiff_t>(i));
      for (std::size_t head = 0; head < n_heads; ++head)
        run.bias.span()[(head * n + i) * n + j] = table[bucket * n_heads + head];
    }
  return Status::kOk;
}

/// The row of the position table that belongs to a token.
std::size_t position_of(const TransformerState& state, int stack, std::size_t token) {
  const StackDescription& s = state.stack(stack);
  const auto offset = static_cast<std::size_t>(s.position_offset);
  const std::vector<std::int32_t>& ids = state.run_of(stack).ids;
  if (s.position_skip_id < 0) return token + offset;
  if (ids[token] == s.position_skip_id) return offset == 0 ? 0 : offset - 1;
  const auto n_skipped = std::count(ids.begin(), ids.begin() + static_cast<std::ptrdiff_t>(token), s.position_skip_id);
  return token + offset - static_cast<std::size_t>(n_skipped);
}

}  // namespace

Status prepare_positions(TransformerState& state, int stack) {
  const StackDescription& s = state.stack(stack);
  StackRun& run = state.run_of(stack);
  if (s.positions == Positions::kRelative) return relative_bias(state, stack);
  if (s.positions != Positions::kRope || run.n_turned >= run.capacity) return Status::kOk;
  for (std::size_t i = 0; i < s.ropes.size(); ++i)
    if (s.ropes[i].dims > 0) ATTN_TRY(turn_table(s.ropes[i], run.capacity, run.cosines[i], run.sines[i]));
  run.n_turned = run.capacity;
  return Status::kOk;
}

Status embed(TransformerState& state, int stack, Rows rows) {
  const StackDescription& s = state.stack(stack);
  const StackRun& run = state.run_of(stack);
  const auto width = static_cast<std::size_t>(s.e_dim());
  ATTN_TRY(state.scratch.embedded.resize(rows.n * width));
  ATTN_TRY(state.row.resize(width));
  const Param& tokens = state.params.of(s.shares_tokens ? 0 : stack, -1, Tensor::kTokens);
  const auto embedded = state.scratch.embedded.matrix(rows.n, width);
  for (std::size_t i = 0; i < rows.n; ++i) {
    const std::size_t token = rows.first + i;
    const std::span<float> x = embedded.row(i);
    tokens.row(static_cast<std::size_t>(run.ids[token]), x);
    if (s.embedding_scale != 1.0f)
      for (float& value : x) value *= s.embedding_scale;
    if (s.n_types > 0) {
      const std::size_t type = run.types.empty() ? 0 : static_cast<std::size_t>(run.types[token]);
      state.params.of(stack, -1, Tensor::kTypes).row(type, state.row.span());
      add(x, state.row.span(), x);
    }
    if (s.positions == Positions::kLearned) {
      state.params.of(stack, -1, Tensor::kPositions).row(position_of(state, stack, token), state.row.span());
      add(x, state.row.span(), x);
    }
    if (s.positions == Positions::kSinusoidal) add_sinusoids(token, x);
  }
  if (s.embedding_norm) apply_norm(state, stack, -1, Tensor::kEmbeddingNorm, embedded, embedded);
  const MatrixView<float> out = state.hidden(stack, 0, rows);
  if (s.e_dim() != s.d_model) return state.multiply(stack, -1, Tensor::kProjection, embedded, Activation::kNone, out);
  for (std::size_t i = 0; i < rows.n; ++i) std::ranges::copy(embedded.row(i), out.row(i).begin());
  return Status::kOk;
}

}  // namespace attn
