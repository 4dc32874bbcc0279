#include <algorithm>

#include "attn/linear.h"
#include "math.h"
#include "transformer_state.h"
#include "try.h"

namespace attn {
namespace {

/// What softmax makes of a row of masked scores, number by number.
void explain_weight(std::span<const float> masked, std::size_t key, float temperature, float weight, Explanation& out) {
  float max = -kInfinity;
  for (const float score : masked) max = std::max(max, score / temperature);
  const auto power = [&](float score) { return score == -kInfinity ? 0.0f : math::exp(score / temperature - max); };
  float total = 0.0f;
  for (const float score : masked) total += power(score);
  out.add("temperature", temperature);
  out.add("scaled_score", masked[key] / temperature);
  out.add("max", max);
  out.add("exp", power(masked[key]));
  out.add("total", total);
  out.add("weight", weight);
}

}  // namespace

Status Transformer::explain(AttentionKind kind, int layer, int head, int query, int key, Explanation& out) {
  TransformerState& state = *state_;
  ATTN_TRY(look_at(state, kind, layer, head));
  const int stack = state.stack_of(kind);
  const StackDescription& s = state.stack(stack);
  const std::size_t n_queries = state.run_of(stack).n, n_keys = state.n_keys(kind);
  if (query < 0 || key < 0 || static_cast<std::size_t>(query) >= n_queries || static_cast<std::size_t>(key) >= n_keys)
    return Status::kBadIndex;
  const auto i = static_cast<std::size_t>(query), j = static_cast<std::size_t>(key), h = static_cast<std::size_t>(head);
  const auto head_dim = static_cast<std::size_t>(s.head_dim), width = static_cast<std::size_t>(s.d_model);
  enum : std::size_t { kQ, kK, kV, kTerms, kWeightedValue, kContext };
  ATTN_TRY(state.terms.resize(6 * head_dim + 3 * width));
  const auto vectors = state.terms.matrix(6, head_dim), states = state.terms.matrix(3, width, 6 * head_dim);
  const auto keep = [&](LayerTrace name, std::size_t row, std::span<float> to) {
    MatrixView<const float> values;
    ATTN_TRY(trace(name, kind, layer, head, values));
    std::ranges::copy(values.row(row), to.begin());
    return Status::kOk;
  };
  ATTN_TRY(keep(LayerTrace::kX, i, states.row(0)));
  if (kind == AttentionKind::kCross)
    std::ranges::copy(state.last(0, {j, 1}).row(0), states.row(1).begin());
  else
    ATTN_TRY(keep(LayerTrace::kX, j, states.row(1)));
  ATTN_TRY(keep(LayerTrace::kQ, i, vectors.row(kQ)));
  ATTN_TRY(keep(LayerTrace::kK, j, vectors.row(kK)));
  ATTN_TRY(keep(LayerTrace::kV, j, vectors.row(kV)));
  ATTN_TRY(keep(LayerTrace::kContext, i, vectors.row(kContext)));
  ATTN_TRY(keep(LayerTrace::kOutput, i, states.row(2)));
  HeadScores numbers;
  ATTN_TRY(attention(kind, layer, head, numbers));

  HeadRules rules;
  std::size_t head_stride;
  ATTN_TRY(rules_of(state, kind, layer, {0, n_queries}, n_keys, false, rules, head_stride));
  const LayerChange& change = state.change(kind, layer);
  const float score = numbers.scores(i, j), masked = numbers.masked_scores(i, j), weight = numbers.weights(i, j);
  const float sum = dot(vectors.row(kQ), vectors.row(kK));
  map_to(vectors.row(kTerms), [](Batch x, Batch y) { return x * y; }, vectors.row(kQ), vectors.row(kK));
  map_to(vectors.row(kWeightedValue), [&](Batch x) { return Batch(weight) * x; }, vectors.row(kV));
  out = Explanation();
  out.add("sum", sum);
  out.add("scale", rules.scale);
  out.add("similarity", sum * rules.scale);
  if (rules.softcap > 0.0f) out.add("softcap", rules.softcap);
  if (s.positions == Positions::kRelative && kind != AttentionKind::kCross) {
    const StackRun& run = state.run_of(stack);
    out.add("bias", run.bias.span()[(h * run.capacity + i) * run.capacity + j]);
  }
  out.add("score", score);
  out.add("mask", masked == -kInfinity ? -kInfinity : 0.0f);
  out.add("masked_score", masked);
  explain_weight(numbers.masked_scores.row(i), j, change.temperature, weight, out);
  if (!change.head_scales.empty()) out.add("head_scale", change.head_scales[h]);
  out.set_vectors({{{"x_query", states.row(0)},
                    {"x_key", states.row(1)},
                    {"q", vectors.row(kQ)},
                    {"k", vectors.row(kK)},
                    {"v", vectors.row(kV)},
                    {"terms", vectors.row(kTerms)},
                    {"weighted_value", vectors.row(kWeightedValue)},
                    {"context", vectors.row(kContext)},
                    {"residual", {}},
                    {"output", states.row(2)}}});
  return Status::kOk;
}

}  // namespace attn
