#include "attn/play.h"

#include <algorithm>

#include "play_state.h"
#include "try.h"

namespace attn {

Play::Play() : state_(std::make_unique<PlayState>()) {}
Play::~Play() = default;

Status Play::start(const PlayInput& input, const PlayOptions& options) {
  ATTN_TRY(check_play(input, options));
  PlayState& state = *state_;
  state.running = false;
  state.now.head = -1;
  state.options = options;
  state.cross = input.cross;
  state.d_model = input.e_queries.n_cols();
  state.n_heads = static_cast<std::size_t>(options.n_heads);
  state.head_dim = state.d_model / state.n_heads;
  const auto cells = options.mask == Mask::kCells ? input.blocked_cells : std::span<const std::int32_t>();
  ATTN_TRY(state.blocked_cells.resize(cells.size()));
  std::ranges::copy(cells, state.blocked_cells.data());
  ATTN_TRY(project(state, input));
  state.running = true;
  return Status::kOk;
}

Status Play::attention(int head) {
  if (!state_->running || head < 0 || static_cast<std::size_t>(head) >= state_->n_heads) return Status::kBadIndex;
  if (head == state_->now.head) return Status::kOk;
  return run_head(*state_, static_cast<std::size_t>(head));
}

std::span<const float> Play::scores() const { return current(state_->now.scores); }
std::span<const float> Play::masked_scores() const { return current(state_->now.masked_scores); }
std::span<const float> Play::weights() const { return current(state_->now.weights); }

std::span<const float> Play::current(const Buffer<float>& values) const {
  return state_->now.head < 0 ? std::span<const float>() : values.span();
}

MatrixView<const float> Play::context() const {
  return state_->now.head < 0 ? MatrixView<const float>() : state_->context();
}

Status Play::explain(int head, int i, int j, Explanation& out) {
  const PlayState& state = *state_;
  if (i < 0 || static_cast<std::size_t>(i) >= state.queries.n) return Status::kBadIndex;
  if (j < 0 || static_cast<std::size_t>(j) >= state.keys().n) return Status::kBadIndex;
  ATTN_TRY(attention(head));
  return explain_pair(*state_, static_cast<std::size_t>(i), static_cast<std::size_t>(j), out);
}

std::size_t Play::n_queries() const { return state_->running ? state_->queries.n : 0; }
std::size_t Play::n_keys() const { return state_->running ? state_->keys().n : 0; }
std::size_t Play::d_model() const { return state_->running ? state_->d_model : 0; }
std::size_t Play::n_heads() const { return state_->running ? state_->n_heads : 0; }
std::size_t Play::head_dim() const { return state_->running ? state_->head_dim : 0; }

}  // namespace attn
