#include <gtest/gtest.h>

#include <cstring>
#include <string>

#include "attn/linear.h"
#include "attn/play.h"
#include "parity_cases.h"
#include "play_support.h"

namespace attn {
namespace {

using test::has_value;
using test::Text;
using test::value_of;
using test::vector_of;

std::string names_of(const Explanation& explanation) {
  std::string names;
  for (const NamedValue& value : explanation.values()) names += std::string(names.empty() ? "" : " ") + value.name;
  return names;
}

Explanation explain(Play& play, const PlayOptions& options, int head = 0, int i = 1, int j = 2) {
  Text text(4, 12);
  EXPECT_EQ(play.start({.e_queries = text.view()}, options), Status::kOk);
  Explanation explanation;
  EXPECT_EQ(play.explain(head, i, j, explanation), Status::kOk);
  return explanation;
}

TEST(PlayExplain, NamesWhatAppliesInTheOrderOfTheCalculation) {
  Play play;
  EXPECT_EQ(names_of(explain(play, {})),
            "sum scale similarity score mask masked_score temperature scaled_score max exp total weight");
  EXPECT_EQ(
      names_of(explain(play, {.score = Score::kCosine, .position = Position::kAlibi, .normalizer = Normalizer::kTopK})),
      "sum q_norm k_norm scale similarity bias score mask masked_score temperature scaled_score max exp total kept "
      "weight");
  EXPECT_EQ(names_of(explain(play, {.score = Score::kEuclidean, .normalizer = Normalizer::kSparsemax})),
            "sum similarity score mask masked_score temperature scaled_score max threshold weight");
}

TEST(PlayExplain, NamesEveryVector) {
  Play play;
  const Explanation explanation = explain(play, {.n_heads = 3, .residual = true}, 2);
  for (const char* name : {"x_query", "x_key"}) EXPECT_EQ(vector_of(explanation, name).size(), 12u);
  for (const char* name : {"q", "k", "v", "terms", "weighted_value", "context", "residual", "output"})
    EXPECT_EQ(vector_of(explanation, name).size(), 4u);
  EXPECT_TRUE(vector_of(explain(play, {}), "residual").empty());
}

bool same_bits(float a, float b) { return std::memcmp(&a, &b, sizeof a) == 0; }

/// Each step of an explanation follows from the one before, and its ends are the numbers of attention().
void check_steps(Play& play, const parity::Case& c, const Explanation& e, std::size_t cell) {
  EXPECT_TRUE(same_bits(value_of(e, "score"), play.scores()[cell]));
  EXPECT_TRUE(same_bits(value_of(e, "masked_score"), play.masked_scores()[cell]));
  EXPECT_TRUE(same_bits(value_of(e, "weight"), play.weights()[cell]));
  const float bias = has_value(e, "bias") ? value_of(e, "bias") : 0.0f;
  EXPECT_TRUE(value_of(e, "similarity") + bias == value_of(e, "score"));
  EXPECT_NEAR(sum(vector_of(e, "terms")), value_of(e, "sum"), 1e-4 * std::max(1.0f, std::abs(value_of(e, "sum"))));
  if (has_value(e, "scale")) {
    EXPECT_EQ(value_of(e, "sum") * value_of(e, "scale"), value_of(e, "similarity"));
  }
  EXPECT_EQ(value_of(e, "score") + value_of(e, "mask"), value_of(e, "masked_score"));
  EXPECT_EQ(value_of(e, "masked_score") / value_of(e, "temperature"), value_of(e, "scaled_score"));

  const float weight = value_of(e, "weight");
  if (c.options.normalizer == Normalizer::kSparsemax) {
    EXPECT_NEAR(weight, std::max(0.0f, value_of(e, "scaled_score") - value_of(e, "threshold")), 2e-5);
  } else if (c.options.normalizer == Normalizer::kEntmax15) {
    const float root = std::max(0.0f, value_of(e, "scaled_score") / 2.0f - value_of(e, "threshold"));
    EXPECT_NEAR(weight, root * root, 2e-5);
  } else {
    const bool counts = value_of(e, "total") > 0.0f && (!has_value(e, "kept") || value_of(e, "kept") == 1.0f);
    EXPECT_EQ(weight, counts ? value_of(e, "exp") / value_of(e, "total") : 0.0f);
  }
  for (std::size_t d = 0; d < play.head_dim(); ++d)
    EXPECT_EQ(vector_of(e, "weighted_value")[d], weight * vector_of(e, "v")[d]);
}

TEST(PlayExplain, EveryStepFollowsForEveryCombination) {
  parity::Words words;
  Play play;
  for (int number = 0; number < parity::kNCases; ++number) {
    SCOPED_TRACE(number);
    const parity::Case c = parity::make_case(number);
    ASSERT_EQ(play.start(words.input(c), c.options), Status::kOk);
    const int head = c.options.n_heads - 1;
    const std::size_t n_keys = play.n_keys();
    for (std::size_t cell = 0; cell < play.n_queries() * n_keys; cell += 1 + static_cast<std::size_t>(number % 3)) {
      Explanation e;
      ASSERT_EQ(play.explain(head, static_cast<int>(cell / n_keys), static_cast<int>(cell % n_keys), e), Status::kOk);
      check_steps(play, c, e, cell);
    }
    if (HasFailure()) FAIL() << "case " << number;
  }
}

TEST(PlayExplain, OutputIsContextAndTheQuerysOwnValue) {
  Play play;
  const Explanation e = explain(play, {.residual = true});
  for (std::size_t d = 0; d < 12; ++d)
    EXPECT_EQ(vector_of(e, "output")[d], vector_of(e, "context")[d] + vector_of(e, "residual")[d]);
}

}  // namespace
}  // namespace attn
