#include <gtest/gtest.h>

#include <cmath>

#include "attn/play.h"
#include "play_support.h"

// The article's recipe, 我 喜欢 吃 苹果, step by step in float64 from three-component vectors that a person can follow.

namespace attn {
namespace {

using test::copy;
using test::traced;

constexpr std::size_t kTokens = 4;
constexpr std::size_t kD = 3;
constexpr float kEmbeddings[kTokens][kD] = {
    {1.0f, 0.5f, -0.25f}, {0.75f, -1.0f, 0.5f}, {-0.5f, 0.25f, 1.0f}, {0.25f, 1.5f, 0.75f}};
constexpr float kOffsets[3][kD] = {{0.125f, -0.25f, 0.5f}, {-0.375f, 0.25f, 0.0f}, {0.5f, 0.125f, -0.125f}};

double q(std::size_t i, std::size_t d) { return double{kEmbeddings[i][d]} + double{kOffsets[0][d]}; }
double k(std::size_t j, std::size_t d) { return double{kEmbeddings[j][d]} + double{kOffsets[1][d]}; }
double v(std::size_t j, std::size_t d) { return double{kEmbeddings[j][d]} + double{kOffsets[2][d]}; }

double dot_score(std::size_t i, std::size_t j) {
  double sum = 0.0;
  for (std::size_t d = 0; d < kD; ++d) sum += q(i, d) * k(j, d);
  return sum / std::sqrt(3.0);
}

double cosine_score(std::size_t i, std::size_t j) {
  double product = 0.0;
  double q_square = 0.0;
  double k_square = 0.0;
  for (std::size_t d = 0; d < kD; ++d) {
    product += q(i, d) * k(j, d);
    q_square += q(i, d) * q(i, d);
    k_square += k(j, d) * k(j, d);
  }
  return product / std::sqrt(q_square * k_square);
}

void expect_recipe(Score kind, double (*score)(std::size_t, std::size_t)) {
  constexpr double kTolerance = 1e-6;
  Play play;
  const PlayInput input{.e_queries = {&kEmbeddings[0][0], kTokens, kD}, .given_offsets = {&kOffsets[0][0], 3 * kD}};
  const PlayOptions options{.offsets = Offsets::kGiven, .score = kind, .residual = true};
  ASSERT_EQ(play.start(input, options), Status::kOk);
  const auto got_q = traced(play, Trace::kQ);
  const auto got_k = traced(play, Trace::kK);
  const auto got_v = traced(play, Trace::kV);
  const auto output = traced(play, Trace::kOutput);
  const auto context = copy(test::flat(play.context()));
  for (std::size_t i = 0; i < kTokens; ++i) {
    double total = 0.0;
    for (std::size_t j = 0; j < kTokens; ++j) total += std::exp(score(i, j));
    double want_context[kD] = {};
    for (std::size_t j = 0; j < kTokens; ++j) {
      const double weight = std::exp(score(i, j)) / total;
      EXPECT_NEAR(play.scores()[i * kTokens + j], score(i, j), kTolerance);
      EXPECT_NEAR(play.weights()[i * kTokens + j], weight, kTolerance);
      for (std::size_t d = 0; d < kD; ++d) want_context[d] += weight * v(j, d);
    }
    for (std::size_t d = 0; d < kD; ++d) {
      EXPECT_NEAR(got_q[i * kD + d], q(i, d), kTolerance);
      EXPECT_NEAR(got_k[i * kD + d], k(i, d), kTolerance);
      EXPECT_NEAR(got_v[i * kD + d], v(i, d), kTolerance);
      EXPECT_NEAR(context[i * kD + d], want_context[d], kTolerance);
      EXPECT_NEAR(output[i * kD + d], want_context[d] + v(i, d), kTolerance);
    }
  }
}

TEST(WorkedExample, ScaledDotProduct) { expect_recipe(Score::kScaledDot, dot_score); }
TEST(WorkedExample, Cosine) { expect_recipe(Score::kCosine, cosine_score); }

}  // namespace
}  // namespace attn
