#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "attn/transformer.h"
#include "transformer_support.h"

// candidates() against a float64 twin of its softmax, and against what sample() draws.

namespace attn {
namespace {

using test::TinyInput;

struct Candidate {
  int id;
  float logit, probability, chance;
};

std::vector<Candidate> candidates_of(Transformer& model, int row, const SampleRule& rule, std::size_t count) {
  MatrixView<const float> out;
  EXPECT_EQ(model.candidates(row, rule, count, out), Status::kOk);
  std::vector<Candidate> found;
  for (std::size_t i = 0; i < out.n_rows(); ++i)
    found.push_back({static_cast<int>(out(i, 0)), out(i, 1), out(i, 2), out(i, 3)});
  return found;
}

std::vector<float> logits_of(Transformer& model, int row) {
  MatrixView<const float> out;
  EXPECT_EQ(model.logits(row, out), Status::kOk);
  return test::flat_copy(out);
}

std::vector<double> softmax_ref(const std::vector<float>& logits, double temperature) {
  const double largest = *std::ranges::max_element(logits);
  std::vector<double> weights;
  double total = 0.0;
  for (const float logit : logits) total += weights.emplace_back(std::exp((logit - largest) / temperature));
  for (double& weight : weights) weight /= total;
  return weights;
}

class Candidates : public testing::TestWithParam<std::size_t> {
 protected:
  void SetUp() override {
    ASSERT_EQ(test::fill(model_, test::tiny_models()[GetParam()].second()), Status::kOk);
    const TinyInput input(model_.description());
    ASSERT_EQ(model_.run(input.view(), 0), Status::kOk);
  }
  bool of_text() const { return model_.description().head.of_text; }

  Transformer model_;
};
INSTANTIATE_TEST_SUITE_P(All, Candidates, testing::Range(std::size_t{0}, test::tiny_models().size()));

TEST_P(Candidates, AreTheLogitsInOrderWithTheirSoftmax) {
  if (model_.description().head.n_outputs == 0) return;
  for (const int row : {-1, 0, 2}) {
    const std::vector<float> logits = logits_of(model_, row);
    const std::vector<double> expected = softmax_ref(logits, 1.0);
    const std::vector<Candidate> found = candidates_of(model_, row, {.temperature = 1.0f}, 4096);
    ASSERT_EQ(found.size(), logits.size());
    std::vector<bool> seen(logits.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
      const auto id = static_cast<std::size_t>(found[i].id);
      EXPECT_FALSE(seen[id]);
      seen[id] = true;
      EXPECT_EQ(found[i].logit, logits[id]);
      EXPECT_NEAR(found[i].probability, expected[id], 1e-6);
      EXPECT_NEAR(found[i].chance, expected[id], 1e-6);
      EXPECT_GE(found[i > 0 ? i - 1 : 0].logit, found[i].logit);
    }
    const std::vector<Candidate> three = candidates_of(model_, row, {.temperature = 1.0f}, 3);
    ASSERT_EQ(three.size(), std::size_t{3});
    for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(three[i].id, found[i].id);
  }
}

TEST_P(Candidates, HaveTheChanceThatTheRuleLeavesThem) {
  if (model_.description().head.n_outputs == 0) return;
  const std::vector<float> logits = logits_of(model_, -1);
  std::vector<double> ranked = softmax_ref(logits, 0.7);
  std::ranges::sort(ranked, std::greater<>());
  const double both = ranked[0] + ranked[1];

  std::vector<Candidate> found = candidates_of(model_, -1, {.temperature = 0.7f, .top_k = 2}, 3);
  EXPECT_NEAR(found[0].chance, ranked[0] / both, 1e-5);
  EXPECT_NEAR(found[1].chance, ranked[1] / both, 1e-5);
  EXPECT_EQ(found[2].chance, 0.0f);
  EXPECT_GT(found[2].probability, 0.0f);

  const auto share = static_cast<float>(ranked[0] + 0.5 * ranked[1]);
  found = candidates_of(model_, -1, {.temperature = 0.7f, .top_p = share}, 3);
  EXPECT_NEAR(found[1].chance, ranked[1] / both, 1e-5);
  EXPECT_EQ(found[2].chance, 0.0f);

  found = candidates_of(model_, -1, {.temperature = 0.0f, .top_k = 3}, 3);
  EXPECT_EQ(found[0].chance, 1.0f);
  EXPECT_EQ(found[1].chance, 0.0f);
}

TEST_P(Candidates, OnlyWhatHasAChanceIsDrawn) {
  if (of_text() || model_.description().head.n_outputs == 0) return;
  for (SampleRule rule : {SampleRule{.temperature = 2.0f, .top_k = 3}, SampleRule{.temperature = 2.0f, .top_p = 0.4f},
                          SampleRule{.temperature = 0.0f}}) {
    const std::vector<Candidate> found = candidates_of(model_, -1, rule, 4096);
    for (rule.seed = 0; rule.seed < 50; ++rule.seed) {
      int id = -1;
      ASSERT_EQ(model_.sample(rule, id), Status::kOk);
      const auto drawn = std::ranges::find(found, id, &Candidate::id);
      ASSERT_NE(drawn, found.end());
      EXPECT_GT(drawn->chance, 0.0f);
    }
  }
}

TEST_P(Candidates, AreRefusedWithoutARowOrARule) {
  MatrixView<const float> out;
  if (model_.description().head.n_outputs == 0) {
    EXPECT_EQ(model_.candidates(-1, {}, 5, out), Status::kNoTrace);
    return;
  }
  EXPECT_EQ(model_.candidates(-2, {}, 5, out), Status::kBadIndex);
  if (!of_text()) {
    EXPECT_EQ(model_.candidates(99, {}, 5, out), Status::kBadIndex);
  }
  EXPECT_EQ(model_.candidates(-1, {}, 0, out), Status::kBadOption);
  EXPECT_EQ(model_.candidates(-1, {.temperature = -1.0f}, 5, out), Status::kBadOption);
  EXPECT_EQ(model_.candidates(-1, {.top_p = 0.0f}, 5, out), Status::kBadOption);
}

}  // namespace
}  // namespace attn
