#include <algorithm>

#include "attn/play_options.h"
#include "transformer_state.h"
#include "try.h"

namespace attn {
namespace {

bool same(std::span<const std::int32_t> a, const std::vector<std::int32_t>& b) { return std::ranges::equal(a, b); }

bool same(const LayerChange& a, const LayerChange& b) {
  return a.temperature == b.temperature && a.mask.kind == b.mask.kind && a.mask.a == b.mask.a && a.mask.b == b.mask.b &&
         a.mask.n_a == b.mask.n_a && a.cells == b.cells && a.head_scales == b.head_scales;
}

/// The first layer whose changes are not those of the run before; n_layers if there is none.
int first_changed(const TransformerState& state, AttentionKind kind) {
  const auto& now = state.changes[static_cast<std::size_t>(kind)];
  const auto& done = state.done_changes[static_cast<std::size_t>(kind)];
  std::size_t layer = 0;
  while (layer < now.size() && layer < done.size() && same(now[layer], done[layer])) ++layer;
  return static_cast<int>(layer);
}

Status check_ids(const StackDescription& s, std::span<const std::int32_t> ids, std::span<const std::int32_t> types,
                 std::span<const std::int32_t> special, std::size_t most) {
  if (ids.empty()) return Status::kEmpty;
  if (ids.size() > most) return Status::kTooLong;
  if (!types.empty() && types.size() != ids.size()) return Status::kShapeMismatch;
  if (!special.empty() && special.size() != ids.size()) return Status::kShapeMismatch;
  for (const std::int32_t id : ids)
    if (id < 0 || id >= s.vocab_size) return Status::kBadIndex;
  for (const std::int32_t type : types)
    if (s.n_types > 0 && (type < 0 || type >= s.n_types)) return Status::kBadIndex;
  return Status::kOk;
}

struct StackInput {
  std::span<const std::int32_t> ids, types, special;
};

StackInput input_of(const TransformerDescription& d, const TransformerInput& input, int stack) {
  if (stack == 1 && d.has(0)) return {input.decoder_ids, {}, input.decoder_special};
  return {input.ids, input.types, input.special};
}

/// Room for `capacity` tokens of a stack.
Status make_room(TransformerState& state, int stack, std::size_t capacity) {
  const StackDescription& s = state.stack(stack);
  StackRun& run = state.run_of(stack);
  const std::uint64_t n_layers = static_cast<std::uint64_t>(s.n_layers),
                      n_heads = static_cast<std::uint64_t>(s.n_heads), width = static_cast<std::uint64_t>(s.d_model),
                      n = capacity, n_encoder = state.stacks[0].capacity;
  run.capacity = capacity;
  ATTN_TRY(run.hidden.resize((n_layers + 1) * n * width));
  if (s.final_norm) ATTN_TRY(run.last.resize(n * width));
  ATTN_TRY(run.keys.resize(n_layers * n * s.kv_dim()));
  ATTN_TRY(run.values.resize(n_layers * n * s.kv_dim()));
  ATTN_TRY(run.weights.resize(n_layers * n_heads * n * n));
  if (state.keep == Keep::kAll) {
    for (Buffer<float>* kept : {&run.queries, &run.contexts}) ATTN_TRY(kept->resize(n_layers * n * s.q_dim()));
    if (s.cross_attention) {
      for (Buffer<float>* kept : {&run.cross_queries, &run.cross_contexts})
        ATTN_TRY(kept->resize(n_layers * n * s.q_dim()));
      ATTN_TRY(run.middles.resize(n_layers * n * width));
    }
  }
  if (s.cross_attention) {
    ATTN_TRY(run.cross_keys.resize(n_layers * n_encoder * s.kv_dim()));
    ATTN_TRY(run.cross_values.resize(n_layers * n_encoder * s.kv_dim()));
    ATTN_TRY(run.cross_weights.resize(n_layers * n_heads * n * n_encoder));
  }
  return prepare_positions(state, stack);
}

Status run_rows(TransformerState& state, int stack, int from_layer, Rows rows) {
  if (from_layer == 0) ATTN_TRY(embed(state, stack, rows));
  for (int layer = from_layer; layer < state.stack(stack).n_layers; ++layer)
    ATTN_TRY(run_layer(state, stack, layer, rows));
  return final_norm(state, stack, rows);
}

/// The keys and values that every decoder layer takes from the encoder.
Status read_encoder(TransformerState& state) {
  const Rows rows{0, state.stacks[0].n};
  for (int layer = 0; layer < state.stack(1).n_layers; ++layer)
    ATTN_TRY(project_kv(state, AttentionKind::kCross, layer, rows, state.last(0, rows)));
  return Status::kOk;
}

bool is_same_input(const TransformerState& state, const TransformerInput& input, std::size_t n_reserved, Keep keep) {
  if (!state.has_run || state.n_reserved != n_reserved || state.keep != keep) return false;
  for (int stack = 0; stack < 2; ++stack) {
    if (!state.description.has(stack)) continue;
    const StackInput in = input_of(state.description, input, stack);
    const StackRun& run = state.run_of(stack);
    if (!same(in.ids, run.ids) || !same(in.types, run.types)) return false;
    if (stack == state.description.last_stack() && run.capacity != run.n + n_reserved) return false;
  }
  return true;
}

/// Where each stack begins: at the first changed layer, or at 0.
std::array<int, 2> first_layers(const TransformerState& state, bool is_same) {
  if (!is_same) return {0, 0};
  const auto changed = [&](AttentionKind kind) {
    return state.has(kind) ? first_changed(state, kind) : state.stack(1).n_layers;
  };
  if (!state.description.has(0)) return {0, changed(AttentionKind::kSelf)};
  const int encoder = changed(AttentionKind::kSelf);
  const bool reads_anew = encoder < state.stack(0).n_layers;
  return {encoder, reads_anew ? 0 : std::min(changed(AttentionKind::kDecoder), changed(AttentionKind::kCross))};
}

}  // namespace

Status Transformer::run(const TransformerInput& input, std::size_t n_reserved, Keep keep) {
  TransformerState& state = *state_;
  const TransformerDescription& d = state.description;
  if (!state.is_complete) state.is_complete = state.params.is_complete();
  if (!state.is_complete) return Status::kMissingTensor;
  if (n_reserved > kMaxTokens) return Status::kTooLong;
  for (int stack = 0; stack < 2; ++stack) {
    if (!d.has(stack)) continue;
    const StackInput in = input_of(d, input, stack);
    const std::size_t reserved = stack == d.last_stack() ? n_reserved : 0, most = max_tokens(stack);
    if (reserved >= most) return Status::kTooLong;
    ATTN_TRY(check_ids(state.stack(stack), in.ids, in.types, in.special, most - reserved));
  }
  const std::array<int, 2> from = first_layers(state, is_same_input(state, input, n_reserved, keep));
  state.done_changes = state.changes;
  state.has_run = state.detail.is_valid = false;
  state.n_reserved = n_reserved;
  state.keep = keep;
  for (int stack = 0; stack < 2; ++stack) {
    if (!d.has(stack)) continue;
    const StackInput in = input_of(d, input, stack);
    StackRun& run = state.run_of(stack);
    run.ids.assign(in.ids.begin(), in.ids.end());
    run.types.assign(in.types.begin(), in.types.end());
    run.special.assign(in.special.begin(), in.special.end());
    run.n = in.ids.size();
    const std::size_t reserved = stack == d.last_stack() ? n_reserved : 0;
    const int first = from[static_cast<std::size_t>(stack)];
    if (first == 0) ATTN_TRY(make_room(state, stack, run.n + reserved));
    if (first == 0 && reserved > 0) std::ranges::fill(run.weights.span(), 0.0f);  // keys that a row does not have
    if (stack == 1 && state.stack(1).cross_attention && first == 0) ATTN_TRY(read_encoder(state));
    if (first < state.stack(stack).n_layers) ATTN_TRY(run_rows(state, stack, first, {0, run.n}));
  }
  state.has_run = true;
  return Status::kOk;
}

Status Transformer::step(std::int32_t id, bool special) {
  TransformerState& state = *state_;
  if (!state.has_run) return Status::kBadIndex;
  const int stack = state.description.last_stack();
  StackRun& run = state.run_of(stack);
  if (!state.stack(stack).causal || id < 0 || id >= state.stack(stack).vocab_size) return Status::kBadIndex;
  if (run.n >= run.capacity) return Status::kTooLong;
  if (special && run.special.empty()) run.special.assign(run.n, 0);
  run.ids.push_back(id);
  if (!run.types.empty()) run.types.push_back(run.types.back());
  if (!run.special.empty()) run.special.push_back(special);
  state.detail.is_valid = false;
  const Status status = run_rows(state, stack, 0, {run.n, 1});
  ++run.n;
  if (status != Status::kOk) ATTN_TRY(undo());
  return status;
}

Status Transformer::undo() {
  TransformerState& state = *state_;
  StackRun& run = state.run_of(state.description.last_stack());
  if (!state.has_run) return Status::kBadIndex;
  if (run.n < 2) return Status::kEmpty;
  --run.n;
  run.ids.pop_back();
  if (!run.types.empty()) run.types.pop_back();
  if (!run.special.empty()) run.special.pop_back();
  // A row that was computed leaves its weights behind; the next one writes over them.
  state.detail.is_valid = false;
  return Status::kOk;
}

}  // namespace attn
