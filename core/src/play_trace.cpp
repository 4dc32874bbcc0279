#include <algorithm>

#include "attn/linear.h"
#include "attn/play.h"
#include "play_state.h"
#include "try.h"

namespace attn {
namespace {

static_assert(static_cast<int>(Trace::kGeneralW) - static_cast<int>(Trace::kUQ) + 1 == kNParameters);

/// The traces from u_q on are the parameters, in the same order.
bool is_parameter(Trace name) { return name >= Trace::kUQ && name <= Trace::kGeneralW; }
Parameter parameter_of(Trace name) {
  return static_cast<Parameter>(static_cast<int>(name) - static_cast<int>(Trace::kUQ));
}

Status trace_text(const PlayState& state, Trace name, bool of_keys, MatrixView<const float>& out) {
  const TextState& text = of_keys ? state.keys() : state.queries;
  const Buffer<float>& values = name == Trace::kE ? text.e : name == Trace::kP ? text.p : text.x;
  if (values.size() == 0) return Status::kNoTrace;
  out = values.matrix(text.n, state.d_model);
  return Status::kOk;
}

}  // namespace

Status Play::trace(Trace name, int head, bool of_keys, MatrixView<const float>& out) {
  PlayState& state = *state_;
  if (!state.running || head < -1 || head >= static_cast<int>(state.n_heads)) return Status::kBadIndex;
  if (is_parameter(name)) {
    if (!state.parameters.has(parameter_of(name))) return Status::kNoTrace;
    out = state.parameters[parameter_of(name)];
    return Status::kOk;
  }
  const int one_head = std::max(head, 0);
  switch (name) {
    case Trace::kE:
    case Trace::kP:
    case Trace::kX:
      return trace_text(state, name, of_keys, out);
    case Trace::kQ:
      out = state.head_q(static_cast<std::size_t>(one_head));
      return Status::kOk;
    case Trace::kK:
      out = state.head_k(static_cast<std::size_t>(one_head));
      return Status::kOk;
    case Trace::kV:
      out = state.head_v(static_cast<std::size_t>(one_head));
      return Status::kOk;
    case Trace::kContext:
      ATTN_TRY(attention(one_head));
      out = state.context();
      return Status::kOk;
    case Trace::kOutput:
      return head < 0 ? output_of_all(out) : output_of(head, out);
    default:
      return Status::kNoTrace;
  }
}

Status Play::output_of(int head, MatrixView<const float>& out) {
  PlayState& state = *state_;
  ATTN_TRY(attention(head));
  ATTN_TRY(state.output.resize(std::uint64_t{state.queries.n} * state.head_dim));
  const auto output = state.output.matrix(state.queries.n, state.head_dim);
  for (std::size_t i = 0; i < state.queries.n; ++i) output_row(state, i, output.row(i));
  if (!all_finite(state.output.span())) return Status::kOverflow;
  out = output;
  return Status::kOk;
}

Status Play::output_of_all(MatrixView<const float>& out) {
  PlayState& state = *state_;
  ATTN_TRY(state.output.resize(std::uint64_t{state.queries.n} * state.d_model));
  const auto output = state.output.matrix(state.queries.n, state.d_model);
  for (std::size_t head = 0; head < state.n_heads; ++head) {
    ATTN_TRY(attention(static_cast<int>(head)));
    const auto columns = output.columns(head * state.head_dim, state.head_dim);
    for (std::size_t i = 0; i < state.queries.n; ++i) output_row(state, i, columns.row(i));
  }
  if (!all_finite(state.output.span())) return Status::kOverflow;
  out = output;
  return Status::kOk;
}

}  // namespace attn
