#include <algorithm>
#include <cmath>

#include "attn/linear.h"
#include "attn/matmul.h"
#include "attn/parallel.h"
#include "math.h"
#include "transformer_state.h"
#include "try.h"

namespace attn {
namespace {

enum Number : std::size_t { kEntropy, kDistance, kFirst, kSelf, kPrevious, kNext, kSpecial };

/// −Σ w ln w, a weight of 0 counting nothing.
float entropy_of(std::span<const float> weights) {
  return sum_of(
      [](Batch w) {
        const Batch positive = select(w > Batch(0.0f), w, Batch(1.0f));
        return Batch(0.0f) - select(w > Batch(0.0f), w, Batch(0.0f)) * math::log(positive);
      },
      weights);
}

/// Adds one query's row to the sums of its head.
void add_row(std::span<const float> weights, std::size_t i, std::span<const std::int32_t> special,
             std::span<float> sums) {
  const std::size_t n = weights.size();
  float distance = 0.0f, on_special = 0.0f;
  for (std::size_t j = 0; j < n; ++j) distance += weights[j] * static_cast<float>(i > j ? i - j : j - i);
  for (std::size_t j = 0; j < special.size(); ++j)
    if (special[j] != 0) on_special += weights[j];
  const auto share = [&](bool is_there, std::size_t j) { return is_there && j < n ? weights[j] : 0.0f; };
  sums[kEntropy] += entropy_of(weights);
  sums[kDistance] += distance;
  sums[kFirst] += weights[0];
  sums[kSelf] += share(true, i);
  sums[kPrevious] += share(i > 0, i - 1);
  sums[kNext] += share(true, i + 1);
  sums[kSpecial] += on_special;
}

/// What a layer passes on in a rollout: half the mean of its heads, half what was there.
void mix_heads(TransformerState& state, AttentionKind kind, int layer, Rows all, MatrixView<float> out) {
  const auto n_heads = static_cast<std::size_t>(state.stack(state.stack_of(kind)).n_heads);
  const Batch each(0.5f / static_cast<float>(n_heads));
  for (std::size_t i = 0; i < all.n; ++i) {
    std::ranges::fill(out.row(i), 0.0f);
    out(i, i) = 0.5f;
  }
  for (std::size_t head = 0; head < n_heads; ++head) {
    const auto weights = state.kept_weights(kind, layer, head, all, all.n);
    for (std::size_t i = 0; i < all.n; ++i)
      map_to(
          out.row(i), [&](Batch sum, Batch w) { return mul_add(each, w, sum); }, std::span<const float>(out.row(i)),
          std::span<const float>(weights.row(i)));
  }
}

Status check_kind(const TransformerState& state, AttentionKind kind) {
  const int number = static_cast<int>(kind);
  const bool is_there = number >= 0 && number < kNAttentionKinds && state.has(kind);
  return state.has_run && is_there ? Status::kOk : Status::kBadIndex;
}

}  // namespace

Status Transformer::summary(AttentionKind kind, MatrixView<const float>& out) {
  TransformerState& state = *state_;
  ATTN_TRY(check_kind(state, kind));
  const int stack = state.stack_of(kind);
  const StackDescription& s = state.stack(stack);
  const auto n_layers = static_cast<std::size_t>(s.n_layers), n_heads = static_cast<std::size_t>(s.n_heads);
  const Rows queries{0, state.run_of(stack).n};
  const std::size_t n_keys = state.n_keys(kind);
  const auto& special = kind == AttentionKind::kCross ? state.stacks[0].special : state.run_of(stack).special;
  ATTN_TRY(state.result.resize(std::uint64_t{n_layers} * n_heads * kNSummaryNumbers));
  std::ranges::fill(state.result.span(), 0.0f);
  const auto sums = state.result.matrix(n_layers * n_heads, kNSummaryNumbers);
  constexpr std::uint64_t kOperationsPerWeight = 20;
  parallel_for(n_layers * n_heads, kOperationsPerWeight * sums.n_rows() * queries.n * n_keys,
               [&](std::size_t number, std::size_t) {
                 const auto layer = static_cast<int>(number / n_heads);
                 const auto weights = state.kept_weights(kind, layer, number % n_heads, queries, n_keys);
                 const std::span<float> numbers = sums.row(number);
                 for (std::size_t i = 0; i < queries.n; ++i) add_row(weights.row(i), i, special, numbers);
                 for (float& sum : numbers) sum /= static_cast<float>(queries.n);
               });
  out = sums;
  return Status::kOk;
}

Status Transformer::pair_weights(AttentionKind kind, int query, int key, MatrixView<const float>& out) {
  TransformerState& state = *state_;
  ATTN_TRY(check_kind(state, kind));
  const int stack = state.stack_of(kind);
  const StackDescription& s = state.stack(stack);
  const auto n_layers = static_cast<std::size_t>(s.n_layers), n_heads = static_cast<std::size_t>(s.n_heads);
  const auto i = static_cast<std::size_t>(query), j = static_cast<std::size_t>(key);
  const std::size_t n_keys = state.n_keys(kind);
  if (query < 0 || i >= state.run_of(stack).n || key < 0 || j >= n_keys) return Status::kBadIndex;
  ATTN_TRY(state.result.resize(std::uint64_t{n_layers} * n_heads));
  const auto pairs = state.result.matrix(n_layers, n_heads);
  for (std::size_t layer = 0; layer < n_layers; ++layer)
    for (std::size_t head = 0; head < n_heads; ++head)
      pairs(layer, head) = state.kept_weights(kind, static_cast<int>(layer), head, {i, 1}, n_keys)(0, j);
  out = pairs;
  return Status::kOk;
}

Status Transformer::thumbnails(AttentionKind kind, std::size_t block, const ColourMap& map,
                               std::span<const std::uint8_t>& out) {
  constexpr std::size_t kTableBytes = 1024;
  TransformerState& state = *state_;
  ATTN_TRY(check_kind(state, kind));
  if (block < 1 || block > kMaxBlock || map.table.size() != kTableBytes) return Status::kBadOption;
  const int stack = state.stack_of(kind);
  const StackDescription& s = state.stack(stack);
  const Rows queries{0, state.run_of(stack).n};
  const std::size_t n_keys = state.n_keys(kind), n_heads = static_cast<std::size_t>(s.n_heads);
  const CellRegion all{.bottom = queries.n, .right = n_keys, .block = block};
  const std::size_t n_bytes = 4 * all.width() * all.height();
  ATTN_TRY(state.pixels.resize(std::uint64_t{n_bytes} * n_heads * static_cast<std::size_t>(s.n_layers)));
  const std::size_t n_pictures = n_heads * static_cast<std::size_t>(s.n_layers);
  parallel_for(n_pictures, std::uint64_t{n_pictures} * queries.n * n_keys, [&](std::size_t number, std::size_t) {
    const auto weights =
        state.kept_weights(kind, static_cast<int>(number / n_heads), number % n_heads, queries, n_keys);
    colour_region(weights, {}, all, map, state.pixels.span().subspan(number * n_bytes, n_bytes));
  });
  out = state.pixels.span();
  return Status::kOk;
}

Status Transformer::rollout(AttentionKind kind, MatrixView<const float>& out) {
  TransformerState& state = *state_;
  ATTN_TRY(check_kind(state, kind));
  if (kind == AttentionKind::kCross) return Status::kBadIndex;
  const int stack = state.stack_of(kind);
  const StackDescription& s = state.stack(stack);
  const Rows all{0, state.run_of(stack).n};
  ATTN_TRY(state.result.resize(std::uint64_t{all.n} * all.n));
  ATTN_TRY(state.row.resize(std::uint64_t{all.n} * all.n));
  const MatrixView<float> shares = state.result.matrix(all.n, all.n), next = state.row.matrix(all.n, all.n);
  PackedMatrix layer_shares;
  mix_heads(state, kind, s.n_layers - 1, all, shares);
  for (int layer = s.n_layers - 2; layer >= 0; --layer) {
    mix_heads(state, kind, layer, all, next);
    ATTN_TRY(layer_shares.pack(next));
    matmul(shares, layer_shares, {}, next);
    std::ranges::copy(state.row.span(), state.result.span().begin());
  }
  out = shares;
  return Status::kOk;
}

Status Transformer::rollout(AttentionKind kind, int query, MatrixView<const float>& out) {
  TransformerState& state = *state_;
  ATTN_TRY(check_kind(state, kind));
  const int stack = state.stack_of(kind);
  const StackDescription& s = state.stack(stack);
  const Rows all{0, state.run_of(stack).n};
  if (kind == AttentionKind::kCross || query < 0 || static_cast<std::size_t>(query) >= all.n) return Status::kBadIndex;
  ATTN_TRY(state.result.resize(all.n));
  ATTN_TRY(state.row.resize(all.n));
  const std::span<float> shares = state.result.span(), next = state.row.span();
  std::ranges::fill(shares, 0.0f);
  shares[static_cast<std::size_t>(query)] = 1.0f;
  const float each = 0.5f / static_cast<float>(s.n_heads);
  for (int layer = s.n_layers - 1; layer >= 0; --layer) {
    std::ranges::fill(next, 0.0f);
    for (std::size_t head = 0; head < static_cast<std::size_t>(s.n_heads); ++head) {
      const auto weights = state.kept_weights(kind, layer, head, all, all.n);
      for (std::size_t i = 0; i < all.n; ++i) {
        if (shares[i] == 0.0f) continue;
        const Batch share(shares[i] * each);
        map_to(
            next, [&](Batch sum, Batch w) { return mul_add(share, w, sum); }, std::span<const float>(next),
            std::span<const float>(weights.row(i)));
      }
    }
    for (std::size_t j = 0; j < all.n; ++j) shares[j] = next[j] + 0.5f * shares[j];
  }
  out = state.result.matrix(1, all.n);
  return Status::kOk;
}

Status Transformer::value_norms(AttentionKind kind, int layer, int head, MatrixView<const float>& out) {
  TransformerState& state = *state_;
  ATTN_TRY(look_at(state, kind, layer, head));
  const int stack = state.stack_of(kind);
  const StackDescription& s = state.stack(stack);
  const auto h = static_cast<std::size_t>(head), head_dim = static_cast<std::size_t>(s.head_dim),
             width = static_cast<std::size_t>(s.d_model);
  const std::size_t n_queries = state.run_of(stack).n, n_keys = state.n_keys(kind);
  ATTN_TRY(state.scratch.projected.resize(std::uint64_t{n_keys} * width));
  const auto shares = state.scratch.projected.matrix(n_keys, width);
  const auto v = state.values(kind, layer, kv_head_of(s, h), {0, n_keys});
  ATTN_TRY(state.row.resize(s.q_dim()));
  state.params.of(stack, layer, projections_of(kind).output).multiply_some(h * head_dim, v, state.row.span(), shares);
  ATTN_TRY(state.row.resize(n_keys));
  for (std::size_t j = 0; j < n_keys; ++j) state.row.span()[j] = norm(shares.row(j));
  if (!all_finite(state.row.span())) return Status::kOverflow;
  ATTN_TRY(state.result.resize(std::uint64_t{n_queries} * n_keys));
  const auto result = state.result.matrix(n_queries, n_keys);
  const auto weights = state.kept_weights(kind, layer, h, {0, n_queries}, n_keys);
  for (std::size_t i = 0; i < n_queries; ++i)
    map_to(result.row(i), [](Batch w, Batch x) { return w * x; }, weights.row(i), state.row.span());
  out = result;
  return Status::kOk;
}

}  // namespace attn
