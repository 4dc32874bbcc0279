#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "attn/play.h"
#include "parity_cases.h"
#include "play_ref.h"

// Every combination of options against the whole recipe in float64.

namespace attn {
namespace {

ref::Matrix traced(Play& play, Trace name) {
  MatrixView<const float> values;
  if (play.trace(name, 0, false, values) != Status::kOk) return {};
  return ref::Matrix(values);
}

ref::Parameters parameters_of(Play& play) {
  return {traced(play, Trace::kUQ),         traced(play, Trace::kUK),         traced(play, Trace::kUV),
          traced(play, Trace::kWQ),         traced(play, Trace::kWK),         traced(play, Trace::kWV),
          traced(play, Trace::kAdditiveWQ), traced(play, Trace::kAdditiveWK), traced(play, Trace::kAdditiveW),
          traced(play, Trace::kGeneralW)};
}

/// The largest difference relative to max(1, |want|); infinite where infinities or sizes disagree.
double difference(std::span<const float> got, const std::vector<double>& want) {
  if (want.empty() || got.size() != want.size()) return std::numeric_limits<double>::infinity();
  double worst = 0.0;
  for (std::size_t i = 0; i < got.size(); ++i) {
    if (std::isinf(want[i]) && double{got[i]} == want[i]) continue;
    worst = std::max(worst, std::abs(double{got[i]} - want[i]) / std::max(1.0, std::abs(want[i])));
  }
  return worst;
}

std::span<const float> flat(MatrixView<const float> m) { return {m.data(), m.n_rows() * m.n_cols()}; }

/// Which of two equal scores top_k keeps hangs on the last bit, so from the mask on the twin takes the run's scores.
void follow_choice(const Play& play, const PlayOptions& options, ref::Head& want) {
  if (options.normalizer != Normalizer::kTopK && options.normalizer != Normalizer::kTopP) return;
  want.masked_scores.values.assign(play.masked_scores().begin(), play.masked_scores().end());
  ref::finish(options, want);
}

void compare_head(Play& play, const parity::Case& c, ref::Head want, int head) {
  constexpr double kVectors = 2e-6;
  constexpr double kScores = 1e-5;
  const double weights = 2e-4 / double{c.options.temperature};  // an error of a score, times its size of up to 100
  MatrixView<const float> got;
  ASSERT_EQ(play.trace(Trace::kQ, head, false, got), Status::kOk);
  EXPECT_LT(difference(flat(got), want.q.values), kVectors);
  ASSERT_EQ(play.trace(Trace::kK, head, false, got), Status::kOk);
  EXPECT_LT(difference(flat(got), want.k.values), kVectors);
  ASSERT_EQ(play.trace(Trace::kV, head, false, got), Status::kOk);
  EXPECT_LT(difference(flat(got), want.v.values), kVectors);
  ASSERT_EQ(play.attention(head), Status::kOk);
  EXPECT_LT(difference(play.scores(), want.scores.values), kScores);
  EXPECT_LT(difference(play.masked_scores(), want.masked_scores.values), kScores);
  follow_choice(play, c.options, want);
  EXPECT_LT(difference(play.weights(), want.weights.values), weights);
  EXPECT_LT(difference(flat(play.context()), want.context.values), 10.0 * weights);
  ASSERT_EQ(play.trace(Trace::kOutput, head, false, got), Status::kOk);
  EXPECT_LT(difference(flat(got), want.output.values), 10.0 * weights);
}

TEST(PlayReference, EveryCombinationAgreesWithFloat64) {
  parity::Words words;
  Play play;
  for (int i = 0; i < parity::kNCases; ++i) {
    SCOPED_TRACE(i);
    const parity::Case c = parity::make_case(i);
    const PlayInput input = words.input(c);
    ASSERT_EQ(play.start(input, c.options), Status::kOk);
    const ref::Parameters parameters = parameters_of(play);
    const ref::Matrix e_queries(input.e_queries);
    const ref::Matrix e_keys = c.cross ? ref::Matrix(input.e_keys) : e_queries;
    for (int head = 0; head < c.options.n_heads; ++head)
      compare_head(play, c,
                   ref::play(c.options, c.cells, parameters, e_queries, e_keys, static_cast<std::size_t>(head)), head);
    if (HasFailure()) FAIL() << "case " << i;
  }
}

}  // namespace
}  // namespace attn
