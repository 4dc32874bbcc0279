#include <algorithm>
#include <array>

#include "attend_mask.h"
#include "attend_panel.h"
#include "attn/linear.h"
#include "math.h"
#include "panel.h"
#include "read_ahead.h"
#include "softcap.h"

namespace attn {
namespace {

using Rows = std::array<const float*, kLanes>;

/// Adds 4 steps of four rows' products with q, each row in its lane.
Batch add_steps(const Rows& rows, std::size_t k, const float* q, Batch sums) {
  const Square square = transpose({load(rows[0] + k), load(rows[1] + k), load(rows[2] + k), load(rows[3] + k)});
  for (std::size_t step = 0; step < kLanes; ++step) sums = mul_add(square[step], Batch(q[k + step]), sums);
  return sums;
}

/// Rows that follow each other, as a cache has them; of others nothing is loaded ahead.
ReadAhead read_ahead(MatrixView<const float> rows) {
  return {rows.data(), rows.n_cols() * sizeof(float), rows.stride() == rows.n_cols() ? rows.n_rows() : 0, 1};
}

/// scores_j = k_j · q. Four keys lie in the lanes of a batch, so that each is summed on its own, k ascending.
void score_keys(MatrixView<const float> keys, std::span<const float> q, std::span<float> scores) {
  const std::size_t n = q.size(), n_in_batches = n - n % kLanes;
  ReadAhead ahead = read_ahead(keys);
  for (std::size_t j = 0; j < scores.size(); j += kLanes) {
    ahead.come_to(keys.row(j).data());
    Rows rows;
    for (std::size_t r = 0; r < kLanes; ++r) rows[r] = keys.row(std::min(j + r, scores.size() - 1)).data();
    Batch sums(0.0f);
    for (std::size_t k = 0; k < n_in_batches; k += kLanes) sums = add_steps(rows, k, q.data(), sums);
    for (std::size_t k = n_in_batches; k < n; ++k) {
      const float column[] = {rows[0][k], rows[1][k], rows[2][k], rows[3][k]};
      sums = mul_add(load(column), Batch(q[k]), sums);
    }
    if (j + kLanes <= scores.size())
      store(sums, &scores[j]);
    else
      store_part(sums, scores.subspan(j));
  }
}

/// out += Σ_j weights_j values_j over n_batches · 4 columns, j ascending.
template <std::size_t n_batches>
void mix_columns(const float* values, std::size_t stride, std::span<const float> weights, float* out) {
  std::array<Batch, n_batches> sums;
  for (std::size_t b = 0; b < n_batches; ++b) sums[b] = load(out + b * kLanes);
  for (const float weight : weights) {
    for (std::size_t b = 0; b < n_batches; ++b) sums[b] = mul_add(load(values + b * kLanes), Batch(weight), sums[b]);
    values += stride;
  }
  for (std::size_t b = 0; b < n_batches; ++b) store(sums[b], out + b * kLanes);
}

void mix_rows(MatrixView<const float> values, std::span<const float> weights, std::span<float> out) {
  constexpr std::size_t kBatches = 8;
  std::size_t d = 0;
  for (; d + kBatches * kLanes <= out.size(); d += kBatches * kLanes)
    mix_columns<kBatches>(values.data() + d, values.stride(), weights, &out[d]);
  for (; d + kLanes <= out.size(); d += kLanes) mix_columns<1>(values.data() + d, values.stride(), weights, &out[d]);
  for (; d < out.size(); ++d)
    for (std::size_t j = 0; j < weights.size(); ++j) out[d] += values(j, d) * weights[j];
}

/// out = factor · Σ_j weights_j values_j, j ascending. Some rows at a time: memory is read in its order.
void mix_values(MatrixView<const float> values, std::span<const float> weights, float factor, std::span<float> out) {
  constexpr std::size_t kRows = 32;
  ReadAhead ahead = read_ahead(values);
  std::ranges::fill(out, 0.0f);
  for (std::size_t j = 0; j < weights.size(); j += kRows) {
    const std::size_t n = std::min(kRows, weights.size() - j);
    ahead.come_to(values.row(j).data());
    mix_rows(values.rows(j, n), weights.subspan(j, n), out);
  }
  map_to(out, [&](Batch x) { return x * Batch(factor); }, std::span<const float>(out));
}

float largest(std::span<const float> scores) {
  const auto step = [](Batch best, Batch x) { return larger(x, best); };
  const Batch best = fold(Batch(-kInfinity), -kInfinity, step, scores);
  return larger(larger(lane(best, 0), lane(best, 1)), larger(lane(best, 2), lane(best, 3)));
}

/// scores_j becomes e^(scores_j − max). @return 1 / their sum, taken in the order of the keys; 0 where all are −∞
float exponentiate(float max, std::span<float> scores) {
  const math::Exp2 exp2;
  const Batch origin(max == -kInfinity ? 0.0f : max);
  map_to(scores, [&](Batch x) { return exp2((x - origin) * exp2.log2_e()); }, std::span<const float>(scores));
  float sum = 0.0f;
  for (const float e : scores) sum += e;
  return sum == 0.0f ? 0.0f : 1.0f / sum;
}

/// Writes a stage of the scores if it is wanted, times a factor, and `forbidden` for the keys that were left out.
void hand_out(MatrixView<float> wanted, std::size_t i, KeyRange keys, std::span<const float> scores, float factor,
              float forbidden) {
  if (wanted.n_rows() == 0) return;
  const std::span<float> row = wanted.row(i);
  map_to(row.subspan(keys.first, keys.size()), [&](Batch x) { return x * Batch(factor); }, scores);
  std::ranges::fill(row.first(keys.first), forbidden);
  std::ranges::fill(row.subspan(keys.last), forbidden);
}

}  // namespace

Status attend_query(const HeadWork& work, std::size_t i) {
  const auto& [head, rules, may_overflow, packed_keys, packed_values, all_queries, all_scores, context] = work;
  const KeyRange visible = visible_keys(rules, head.k.n_rows(), i);
  const bool needs_all = head.raw.n_rows() + head.capped.n_rows() > 0;
  const KeyRange keys = needs_all ? KeyRange{0, head.k.n_rows()} : visible;
  const std::span<float> q = all_queries.first(head.q.n_cols()), scores = all_scores.first(keys.size());

  map_to(q, [&](Batch x) { return x * Batch(rules.scale); }, head.q.row(i));
  score_keys(head.k.rows(keys.first, keys.size()), q, scores);
  if (may_overflow && !all_finite(scores)) return Status::kOverflow;
  hand_out(head.raw, i, keys, scores, 1.0f, 0.0f);
  if (rules.softcap > 0.0f) cap_scores(rules.softcap, scores);
  hand_out(head.capped, i, keys, scores, 1.0f, 0.0f);
  add_mask(rules.mask, i, keys, scores);
  std::ranges::fill(scores.first(visible.first - keys.first), -kInfinity);
  std::ranges::fill(scores.subspan(visible.last - keys.first), -kInfinity);
  const float max = largest(scores);
  if (max == kInfinity) return Status::kOverflow;
  hand_out(head.masked, i, keys, scores, 1.0f, -kInfinity);
  const float inverse_sum = exponentiate(max, scores);
  hand_out(head.weights, i, keys, scores, inverse_sum, 0.0f);
  if (head.context.n_rows() == 0) return Status::kOk;
  mix_values(head.v.rows(keys.first, keys.size()), scores, inverse_sum, head.context.row(i));
  return Status::kOk;
}

}  // namespace attn
