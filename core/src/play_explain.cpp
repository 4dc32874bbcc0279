#include <cmath>

#include "attn/linear.h"
#include "attn/positions.h"
#include "attn/scores.h"
#include "math.h"
#include "play_state.h"
#include "try.h"

namespace attn {
namespace {

/// The pair being explained and the rows that its score was made of.
struct Pair {
  std::size_t head;
  std::size_t i;
  std::size_t j;
  std::span<const float> q;
  std::span<const float> k;
};

void multiply(std::span<const float> a, std::span<const float> b, std::span<float> out) {
  map_to(out, [](Batch x, Batch y) { return x * y; }, a, b);
}

std::span<const float> side_row(const Buffer<float>& side, std::size_t row, std::size_t head_dim) {
  return side.span().subspan(row * head_dim, head_dim);
}

/// The summands of the score and their sum by the score's own kernel.
float sum_terms(const PlayState& state, const Pair& pair, std::span<float> terms) {
  const auto side_q = [&] { return side_row(state.now.q_side, pair.i, state.head_dim); };
  const auto side_k = [&] { return side_row(state.now.k_side, pair.j, state.head_dim); };
  switch (state.options.score) {
    case Score::kEuclidean:
    case Score::kGaussian:
      map_to(terms, [](Batch x, Batch y) { return (x - y) * (x - y); }, pair.q, pair.k);
      return squared_distance_in_order(pair.q, pair.k);
    case Score::kAdditive: {
      const auto w = state.parameters[Parameter::kAdditiveW].row(0);
      additive_terms(side_q(), side_k(), w, terms);
      return additive_score(side_q(), side_k(), w);
    }
    case Score::kGeneral:
      multiply(pair.q, side_k(), terms);
      return dot_in_order(pair.q, side_k());
    case Score::kScaledDot:
    case Score::kDot:
    case Score::kCosine:
      break;
  }
  multiply(pair.q, pair.k, terms);
  return dot_in_order(pair.q, pair.k);
}

/// From the sum to the score before a position bias.
float explain_similarity(const PlayState& state, const Pair& pair, float sum, Explanation& out) {
  if (state.options.score == Score::kEuclidean) return -std::sqrt(sum);
  float scale = 1.0f;
  switch (state.options.score) {
    case Score::kScaledDot:
      scale = 1.0f / std::sqrt(static_cast<float>(state.head_dim));
      break;
    case Score::kGaussian:
      scale = gaussian_scale(state.bandwidth());
      break;
    case Score::kCosine: {
      const float q_norm = state.now.q_side.span()[pair.i];
      const float k_norm = state.now.k_side.span()[pair.j];
      out.add("q_norm", q_norm);
      out.add("k_norm", k_norm);
      scale = cosine_scale(q_norm, k_norm);
      break;
    }
    default:
      break;
  }
  out.add("scale", scale);
  return sum * scale;
}

void explain_score(const PlayState& state, const Pair& pair, std::span<float> terms, Explanation& out) {
  const float sum = sum_terms(state, pair, terms);
  out.add("sum", sum);
  out.add("similarity", explain_similarity(state, pair, sum, out));
  if (state.options.position == Position::kAlibi)
    out.add("bias", alibi_bias(alibi_slope(pair.head, state.n_heads), pair.i, pair.j));
  const std::size_t cell = pair.i * state.keys().n + pair.j;
  const float score = state.now.scores.span()[cell];
  const float masked_score = state.now.masked_scores.span()[cell];
  out.add("score", score);
  out.add("mask", masked_score == score ? 0.0f : masked_score);
  out.add("masked_score", masked_score);
}

void explain_weight(const PlayState& state, const Pair& pair, Explanation& out) {
  const std::size_t n_keys = state.keys().n;
  const std::size_t cell = pair.i * n_keys + pair.j;
  const GroupFacts& facts = state.now.facts.span()[group_of(state.options.over, pair.i, pair.j)];
  const float scaled = state.now.masked_scores.span()[cell] / state.options.temperature;
  const Normalizer kind = state.options.normalizer;
  out.add("temperature", state.options.temperature);
  out.add("scaled_score", scaled);
  out.add("max", facts.max);
  if (kind == Normalizer::kSparsemax || kind == Normalizer::kEntmax15) {
    out.add("threshold", facts.threshold);
  } else {
    out.add("exp", scaled == -kInfinity ? 0.0f : math::exp(scaled - facts.max));
    out.add("total", facts.total);
  }
  if (kind == Normalizer::kTopK || kind == Normalizer::kTopP) {
    const std::size_t index = index_in_group(state.options.over, pair.i, pair.j, n_keys);
    out.add("kept", scaled > -kInfinity && kept(facts, scaled, index) ? 1.0f : 0.0f);
  }
  out.add("weight", state.now.weights.span()[cell]);
}

}  // namespace

Status explain_pair(PlayState& state, std::size_t i, std::size_t j, Explanation& out) {
  const auto head = static_cast<std::size_t>(state.now.head);
  const std::size_t d = state.head_dim;
  ATTN_TRY(state.pair_vectors.resize(3 * std::uint64_t{d}));
  const auto vectors = state.pair_vectors.matrix(3, d);
  const Pair pair{head, i, j, state.head_q(head).row(i), state.head_k(head).row(j)};
  const auto v = state.head_v(head).row(j);

  out = Explanation();
  explain_score(state, pair, vectors.row(0), out);
  explain_weight(state, pair, out);
  const Batch weight(state.now.weights.span()[i * state.keys().n + j]);
  map_to(vectors.row(1), [&](Batch x) { return weight * x; }, v);
  output_row(state, i, vectors.row(2));

  const std::span<const float> residual = state.options.residual ? state.head_v(head).row(i) : std::span<const float>();
  out.set_vectors({{{"x_query", state.queries.x.matrix(state.queries.n, state.d_model).row(i)},
                    {"x_key", state.keys().x.matrix(state.keys().n, state.d_model).row(j)},
                    {"q", pair.q},
                    {"k", pair.k},
                    {"v", v},
                    {"terms", vectors.row(0)},
                    {"weighted_value", vectors.row(1)},
                    {"context", state.context().row(i)},
                    {"residual", residual},
                    {"output", vectors.row(2)}}});
  return Status::kOk;
}

}  // namespace attn
