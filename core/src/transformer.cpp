#include "attn/transformer.h"

#include <algorithm>
#include <cmath>
#include <new>

#include "transformer_state.h"
#include "try.h"

namespace attn {

Transformer::Transformer() : state_(std::make_unique<TransformerState>()) {}
Transformer::~Transformer() = default;

const TransformerDescription& Transformer::description() const { return state_->description; }

Status Transformer::open(TransformerDescription description) {
  ATTN_TRY(complete(description));
  ATTN_TRY(state_->params.open(description));
  state_->description = std::move(description);
  clear_changes();
  return Status::kOk;
}

Status Transformer::take(const TensorPlace& place, const StoredBlock& block) {
  return state_->params.take(place, block);
}
std::vector<TensorPlace> Transformer::missing() const { return state_->params.missing(); }
std::uint64_t Transformer::param_bytes() const { return state_->params.bytes(); }

std::size_t Transformer::max_tokens(int stack) const {
  const StackDescription& s = state_->stack(stack);
  if (s.n_positions == 0) return kMaxTokens;
  const int offset = s.positions == Positions::kLearned ? s.position_offset : 0;
  return static_cast<std::size_t>(std::min(s.n_positions - offset, kMaxTokens));
}

std::size_t Transformer::n_tokens(int stack) const { return state_->run_of(stack).n; }

void Transformer::clear_changes() {
  for (int kind = 0; kind < kNAttentionKinds; ++kind) {
    auto& changes = state_->changes[static_cast<std::size_t>(kind)];
    const bool is_there = state_->has(static_cast<AttentionKind>(kind));
    changes.assign(
        is_there ? static_cast<std::size_t>(state_->stack(state_->stack_of(static_cast<AttentionKind>(kind))).n_layers)
                 : 0,
        LayerChange{});
  }
}

namespace {

/// Calls change(layer's change) for one layer or (−1) for all.
template <class Change>
Status change_layers(TransformerState& state, AttentionKind kind, int layer, Change change) {
  const int number = static_cast<int>(kind);
  if (number < 0 || number >= kNAttentionKinds) return Status::kBadIndex;
  auto& layers = state.changes[static_cast<std::size_t>(number)];
  if (layer < -1 || layer >= static_cast<int>(layers.size()) || layers.empty()) return Status::kBadIndex;
  for (std::size_t l = 0; l < layers.size(); ++l)
    if (layer == -1 || layer == static_cast<int>(l)) change(layers[l]);
  return Status::kOk;
}

}  // namespace

Status Transformer::scale_head(AttentionKind kind, int layer, int head, float scale) {
  if (!std::isfinite(scale)) return Status::kBadOption;
  if (!state_->has(kind)) return Status::kBadIndex;
  const int n_heads = state_->stack(state_->stack_of(kind)).n_heads;
  if (head < 0 || head >= n_heads) return Status::kBadIndex;
  return change_layers(*state_, kind, layer, [&](LayerChange& change) {
    change.head_scales.resize(static_cast<std::size_t>(n_heads), 1.0f);
    change.head_scales[static_cast<std::size_t>(head)] = scale;
  });
}

Status Transformer::set_temperature(AttentionKind kind, int layer, float temperature) {
  if (!(temperature > 0.0f) || !std::isfinite(temperature)) return Status::kBadOption;
  return change_layers(*state_, kind, layer, [&](LayerChange& change) { change.temperature = temperature; });
}

Status Transformer::set_mask(AttentionKind kind, int layer, const MaskRule& rule) {
  const int number = static_cast<int>(rule.kind);
  if (number < 0 || number > static_cast<int>(Mask::kCells) || rule.a < 0 || rule.b < 1) return Status::kBadOption;
  if (rule.blocked_cells.size() % 2 != 0) return Status::kShapeMismatch;
  return change_layers(*state_, kind, layer, [&](LayerChange& change) {
    change.cells.assign(rule.blocked_cells.begin(), rule.blocked_cells.end());
    change.mask = rule;
    change.mask.blocked_cells = {};
  });
}

bool TransformerState::has(AttentionKind kind) const {
  switch (kind) {
    case AttentionKind::kSelf:
      return description.has(0) || description.has(1);
    case AttentionKind::kDecoder:
      return description.has(0) && description.has(1);
    case AttentionKind::kCross:
      return description.has(0) && description.has(1) && stack(1).cross_attention;
  }
  return false;
}

MatrixView<float> TransformerState::last(int s, Rows rows) {
  const auto width = static_cast<std::size_t>(stack(s).d_model);
  if (!stack(s).final_norm) return hidden(s, stack(s).n_layers, rows);
  return run_of(s).last.matrix(rows.n, width, rows.first * width);
}

namespace {

MatrixView<float> cached(Buffer<float>& cache, const StackDescription& s, std::size_t capacity, int layer,
                         std::size_t kv_head, Rows rows) {
  const auto n_heads = static_cast<std::size_t>(s.n_kv_heads), head_dim = static_cast<std::size_t>(s.head_dim);
  const std::size_t head = static_cast<std::size_t>(layer) * n_heads + kv_head;
  return cache.matrix(rows.n, head_dim, (head * capacity + rows.first) * head_dim);
}

}  // namespace

MatrixView<float> TransformerState::keys(AttentionKind kind, int layer, std::size_t kv_head, Rows rows) {
  const StackDescription& s = stack(stack_of(kind));
  StackRun& run = run_of(stack_of(kind));
  if (kind == AttentionKind::kCross) return cached(run.cross_keys, s, stacks[0].capacity, layer, kv_head, rows);
  return cached(run.keys, s, run.capacity, layer, kv_head, rows);
}

MatrixView<float> TransformerState::values(AttentionKind kind, int layer, std::size_t kv_head, Rows rows) {
  const StackDescription& s = stack(stack_of(kind));
  StackRun& run = run_of(stack_of(kind));
  if (kind == AttentionKind::kCross) return cached(run.cross_values, s, stacks[0].capacity, layer, kv_head, rows);
  return cached(run.values, s, run.capacity, layer, kv_head, rows);
}

MatrixView<float> TransformerState::queries(AttentionKind kind, int layer, Rows rows) {
  StackRun& run = run_of(stack_of(kind));
  Buffer<float>& all = kind == AttentionKind::kCross ? run.cross_queries : run.queries;
  return rows_of_layer(all, run.capacity, layer, rows, stack(stack_of(kind)).q_dim());
}

MatrixView<float> TransformerState::contexts(AttentionKind kind, int layer, Rows rows) {
  StackRun& run = run_of(stack_of(kind));
  Buffer<float>& all = kind == AttentionKind::kCross ? run.cross_contexts : run.contexts;
  return rows_of_layer(all, run.capacity, layer, rows, stack(stack_of(kind)).q_dim());
}

MatrixView<float> TransformerState::middle(int layer, Rows rows) {
  return rows_of_layer(stacks[1].middles, stacks[1].capacity, layer, rows, static_cast<std::size_t>(stack(1).d_model));
}

MatrixView<float> TransformerState::kept_weights(AttentionKind kind, int layer, std::size_t head, Rows rows,
                                                 std::size_t n_keys) {
  StackRun& run = run_of(stack_of(kind));
  const bool is_cross = kind == AttentionKind::kCross;
  const std::size_t width = is_cross ? stacks[0].capacity : run.capacity;
  const auto n_heads = static_cast<std::size_t>(stack(stack_of(kind)).n_heads);
  Buffer<float>& all = is_cross ? run.cross_weights : run.weights;
  const std::size_t first = ((static_cast<std::size_t>(layer) * n_heads + head) * run.capacity + rows.first) * width;
  return {all.data() + first, rows.n, n_keys, width};
}

}  // namespace attn
