#include <algorithm>
#include <cmath>

#include "attn/linear.h"
#include "attn/normalizers.h"
#include "attn/norms.h"
#include "attn/random.h"
#include "rank_logits.h"
#include "simd.h"
#include "softcap.h"
#include "transformer_state.h"
#include "try.h"

namespace attn {
namespace {

const Param& output_matrix(const TransformerState& state) {
  if (!state.description.head.tied) return state.params.of(kHeadStack, -1, Tensor::kHead);
  const int last = state.description.last_stack();
  return state.params.of(state.stack(last).shares_tokens ? 0 : last, -1, Tensor::kTokens);
}

/// The rows of hidden states that a head reads: all, or the one that speaks for the text.
Status rows_for_head(const TransformerState& state, int row, Rows& rows) {
  const std::size_t n = state.run_of(state.description.last_stack()).n;
  if (!state.has_run) return Status::kBadIndex;
  if (state.description.head.of_text) {
    rows = {state.description.head.last_token ? n - 1 : 0, 1};
    return Status::kOk;
  }
  if (row < -2 || row >= static_cast<int>(n)) return Status::kBadIndex;
  rows = row == -2 ? Rows{0, n} : Rows{row == -1 ? n - 1 : static_cast<std::size_t>(row), 1};
  return Status::kOk;
}

/// logit · scale + bias, softcapped.
void finish(const TransformerState& state, MatrixView<float> logits) {
  const HeadDescription& head = state.description.head;
  const std::span<const float> bias = state.params.vector(kHeadStack, -1, Tensor::kHeadBias);
  for (std::size_t i = 0; i < logits.n_rows(); ++i) {
    const std::span<float> row = logits.row(i);
    if (head.logit_scale != 1.0f) {
      map_to(row, [&](Batch x) { return x * Batch(head.logit_scale); }, std::span<const float>(row));
      if (!bias.empty()) map_to(row, [](Batch x, Batch b) { return x + b; }, std::span<const float>(row), bias);
    }
    if (head.softcap > 0.0f) cap_scores(head.softcap, row);
  }
}

bool is_valid(const SampleRule& rule) {
  return rule.temperature >= 0.0f && std::isfinite(rule.temperature) && rule.top_k >= 0 && rule.top_p > 0.0f &&
         rule.top_p <= 1.0f;
}

/// What a token is drawn from: the best first, and of these the first n_kept.
struct Draw {
  std::span<const std::uint32_t> order;
  std::span<const float> weights;  ///< softmax(logit / temperature) over the top_k, in that order
  std::size_t n_kept = 0;
  double total = 0.0;  ///< Σ of the weights kept
};

/// @param n_ranked  how many of the order are wanted at least
Status prepare_draw(TransformerState& state, std::span<const float> logits, const SampleRule& rule,
                    std::size_t n_ranked, Draw& out) {
  ATTN_TRY(state.order.resize(logits.size()));
  ATTN_TRY(state.row.resize(logits.size()));
  const std::span<std::uint32_t> order = state.order.span();
  const bool is_greedy = rule.temperature == 0.0f;
  const std::size_t top_k = is_greedy ? 1 : static_cast<std::size_t>(rule.top_k),
                    n = rank_logits(logits, top_k == 0 ? 0 : std::max(top_k, n_ranked), order);
  const std::size_t n_weights = top_k == 0 ? n : std::min(top_k, n);
  const std::span<float> weights = state.row.span().first(n_weights);
  const float largest = logits[order[0]];
  for (std::size_t i = 0; i < n_weights; ++i)
    weights[i] = is_greedy ? 0.0f : (logits[order[i]] - largest) / rule.temperature;
  softmax(weights, weights);
  out = {.order = order, .weights = weights};
  while (out.n_kept < n_weights && (out.n_kept == 0 || out.total < static_cast<double>(rule.top_p)))
    out.total += static_cast<double>(weights[out.n_kept++]);
  return Status::kOk;
}

}  // namespace

Status Transformer::logits(int row, MatrixView<const float>& out) {
  TransformerState& state = *state_;
  const HeadDescription& head = state.description.head;
  if (head.n_outputs == 0) return Status::kNoTrace;
  Rows rows;
  ATTN_TRY(rows_for_head(state, row, rows));
  const int last = state.description.last_stack();
  MatrixView<const float> x = state.last(last, rows);
  if (head.transforms) {
    const Param& transform = state.params.of(kHeadStack, -1, Tensor::kHeadTransform);
    const std::size_t width = transform.shape().n_rows;
    ATTN_TRY(state.head_input.resize(std::uint64_t{rows.n} * width));
    const auto input = state.head_input.matrix(rows.n, width);
    ATTN_TRY(state.multiply(kHeadStack, -1, Tensor::kHeadTransform, x, head.transform, input));
    if (head.transform_norm)
      layer_norm(input, state.params.vector(kHeadStack, -1, Tensor::kHeadNorm),
                 state.params.vector(kHeadStack, -1, Tensor::kHeadNormBias), state.stack(last).norm_eps, input);
    x = input;
  }
  const auto n_outputs = static_cast<std::size_t>(head.n_outputs);
  ATTN_TRY(state.logits.resize(std::uint64_t{rows.n} * n_outputs));
  const auto logits = state.logits.matrix(rows.n, n_outputs);
  const bool bias_first = head.logit_scale == 1.0f;
  ATTN_TRY(output_matrix(state).multiply(
      x, bias_first ? state.params.vector(kHeadStack, -1, Tensor::kHeadBias) : std::span<const float>(),
      Activation::kNone, state.scratch.quantized, logits));
  finish(state, logits);
  if (!all_finite(state.logits.span())) return Status::kOverflow;
  out = logits;
  return Status::kOk;
}

Status Transformer::sample(const SampleRule& rule, int& id) {
  TransformerState& state = *state_;
  if (!is_valid(rule)) return Status::kBadOption;
  if (state.description.head.of_text) return Status::kNoTrace;
  MatrixView<const float> out;
  ATTN_TRY(logits(-1, out));
  const std::span<const float> row = out.row(0);
  if (rule.temperature == 0.0f) {
    id = static_cast<int>(std::ranges::max_element(row) - row.begin());  // the first of equal ones
    return Status::kOk;
  }
  Draw draw;
  ATTN_TRY(prepare_draw(state, row, rule, 0, draw));
  const auto place = static_cast<std::uint32_t>(state.run_of(state.description.last_stack()).n);
  double left = static_cast<double>(Random(rule.seed, place).uniform()) * draw.total;
  std::size_t drawn = 0;
  while (drawn + 1 < draw.n_kept && left >= static_cast<double>(draw.weights[drawn]))
    left -= static_cast<double>(draw.weights[drawn++]);
  id = static_cast<int>(draw.order[drawn]);
  return Status::kOk;
}

Status Transformer::candidates(int row, const SampleRule& rule, std::size_t count, MatrixView<const float>& out) {
  TransformerState& state = *state_;
  if (!is_valid(rule) || count == 0) return Status::kBadOption;
  if (row == -2) return Status::kBadIndex;
  MatrixView<const float> all;
  ATTN_TRY(logits(row, all));
  const std::span<const float> logits = all.row(0);
  const std::size_t n = std::min(count, logits.size());
  Draw draw;
  ATTN_TRY(prepare_draw(state, logits, rule, n, draw));
  ATTN_TRY(state.result.resize(std::uint64_t{n} * kNCandidateNumbers));
  const auto found = state.result.matrix(n, kNCandidateNumbers);
  for (std::size_t i = 0; i < n; ++i) {
    const float chance = i < draw.n_kept ? static_cast<float>(static_cast<double>(draw.weights[i]) / draw.total) : 0.0f;
    found(i, 0) = static_cast<float>(draw.order[i]);  // exact: a vocabulary has fewer than 2²⁴ tokens
    found(i, 1) = logits[draw.order[i]];
    found(i, 3) = chance;
  }
  ATTN_TRY(state.row.resize(logits.size()));
  const std::span<float> probabilities = state.row.span();
  softmax(logits, probabilities);
  for (std::size_t i = 0; i < n; ++i) found(i, 2) = probabilities[draw.order[i]];
  out = found;
  return Status::kOk;
}

}  // namespace attn
