#include <algorithm>
#include <cmath>

#include "attn/normalizers.h"
#include "attn/norms.h"
#include "attn/random.h"
#include "math.h"
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
    if (head.softcap > 0.0f)
      map_to(
          row, [&](Batch x) { return Batch(head.softcap) * math::tanh(x / Batch(head.softcap)); },
          std::span<const float>(row));
  }
}

/// Keeps the largest logits in front of `order`, best first; of equal ones the lower id.
std::size_t rank(std::span<const float> logits, int top_k, std::span<std::uint32_t> order) {
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<std::uint32_t>(i);
  const std::size_t n = top_k > 0 ? std::min(static_cast<std::size_t>(top_k), order.size()) : order.size();
  std::partial_sort(
      order.begin(), order.begin() + static_cast<std::ptrdiff_t>(n), order.end(),
      [&](std::uint32_t a, std::uint32_t b) { return logits[a] > logits[b] || (logits[a] == logits[b] && a < b); });
  return n;
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
  out = logits;
  return Status::kOk;
}

Status Transformer::sample(const SampleRule& rule, int& id) {
  TransformerState& state = *state_;
  if (!(rule.temperature >= 0.0f) || !std::isfinite(rule.temperature) || rule.top_k < 0 || !(rule.top_p > 0.0f) ||
      rule.top_p > 1.0f)
    return Status::kBadOption;
  if (state.description.head.of_text) return Status::kNoTrace;
  MatrixView<const float> out;
  ATTN_TRY(logits(-1, out));
  const std::span<const float> row = out.row(0);
  if (rule.temperature == 0.0f) {
    id = static_cast<int>(std::ranges::max_element(row) - row.begin());  // the first of equal ones
    return Status::kOk;
  }
  ATTN_TRY(state.order.resize(row.size()));
  ATTN_TRY(state.row.resize(row.size()));
  const std::span<std::uint32_t> order = state.order.span();
  const std::size_t n = rank(row, rule.top_k, order);
  const std::span<float> weights = state.row.span().first(n);
  const float largest = row[order[0]];
  for (std::size_t i = 0; i < n; ++i) weights[i] = (row[order[i]] - largest) / rule.temperature;
  softmax(weights, weights);
  std::size_t n_kept = 0;
  double total = 0.0;
  while (n_kept < n && (n_kept == 0 || total < static_cast<double>(rule.top_p)))
    total += static_cast<double>(weights[n_kept++]);
  const auto place = static_cast<std::uint32_t>(state.run_of(state.description.last_stack()).n);
  double left = static_cast<double>(Random(rule.seed, place).uniform()) * total;
  std::size_t drawn = 0;
  while (drawn + 1 < n_kept && left >= static_cast<double>(weights[drawn]))
    left -= static_cast<double>(weights[drawn++]);
  id = static_cast<int>(order[drawn]);
  return Status::kOk;
}

}  // namespace attn
