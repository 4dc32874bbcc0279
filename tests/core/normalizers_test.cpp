#include "attn/normalizers.h"

#include <gtest/gtest.h>

#include <numeric>

#include "normalizers_ref.h"
#include "support.h"

namespace attn {
namespace {

using test::difference;
using test::kInf;
using test::Vector;

constexpr Normalizer kAll[] = {Normalizer::kSoftmax, Normalizer::kSparsemax, Normalizer::kEntmax15, Normalizer::kTopK,
                               Normalizer::kTopP};

std::vector<float> run(const NormalizerRule& rule, std::span<const float> scores) {
  std::vector<std::uint32_t> order(scores.size());
  std::vector<float> weights(scores.size(), 99.0f);
  normalize(rule, scores, order, weights);
  return weights;
}

double sum_of_weights(std::span<const float> weights) { return std::accumulate(weights.begin(), weights.end(), 0.0); }

TEST(Normalizers, AgreeWithFloat64) {
  test::sweep([](std::size_t n, std::size_t misalignment) {
    for (const Normalizer kind : kAll)
      for (const float sigma : {0.1f, 1.0f, 10.0f}) {
        const NormalizerRule rule{.kind = kind, .temperature = 0.5f, .top_k = 5, .top_p = 0.8f};
        const Vector scores(n, misalignment, 1, sigma);
        std::vector<double> want(n);
        ref::normalize(kind, 0.5, 5, double{rule.top_p}, scores.as_double(), want);
        EXPECT_LT(difference(run(rule, scores.span()), want), 2e-6) << static_cast<int>(kind) << " " << n;
      }
  });
}

TEST(Normalizers, SumToOneAlsoWithHugeScores) {
  for (const Normalizer kind : kAll)
    for (const float offset : {0.0f, 1e4f, -1e4f}) {
      Vector scores(100, 0, 1, 3.0f);
      for (float& s : scores.span()) s += offset;
      const auto weights = run({.kind = kind}, scores.span());
      EXPECT_NEAR(sum_of_weights(weights), 1.0, 2e-6);
      for (const float w : weights) EXPECT_GE(w, 0.0f);
    }
}

TEST(Normalizers, GiveMaskedEntriesNothing) {
  test::sweep([](std::size_t n, std::size_t misalignment) {
    for (const Normalizer kind : kAll) {
      Vector scores(n, misalignment, 1);
      for (std::size_t j = 1; j < n; j += 2) scores[j] = -kInf;
      const auto weights = run({.kind = kind, .top_k = 1000, .top_p = 1.0f}, scores.span());
      for (std::size_t j = 1; j < n; j += 2) EXPECT_EQ(weights[j], 0.0f);
      EXPECT_NEAR(sum_of_weights(weights), 1.0, 2e-6);
    }
  });
}

TEST(Normalizers, TurnAFullyMaskedGroupIntoZeros) {
  for (const Normalizer kind : kAll) {
    const std::vector<float> scores(7, -kInf);
    EXPECT_EQ(run({.kind = kind}, scores), std::vector<float>(7, 0.0f));
  }
}

TEST(Normalizers, GiveASingleEntryEverything) {
  for (const Normalizer kind : kAll) EXPECT_EQ(run({.kind = kind}, std::vector{-3.0f}), std::vector{1.0f});
}

TEST(Normalizers, FollowAPermutationOfTheScores) {
  for (const Normalizer kind : kAll) {
    Vector scores(17, 0, 1, 2.0f);
    const auto weights = run({.kind = kind}, scores.span());
    std::ranges::reverse(scores.span());
    auto reversed = run({.kind = kind}, scores.span());
    std::ranges::reverse(reversed);
    EXPECT_LT(difference(weights, std::vector<double>(reversed.begin(), reversed.end())), 1e-6);
  }
}

TEST(Normalizers, SparsemaxProjectsOntoTheSimplex) {
  EXPECT_EQ(run({.kind = Normalizer::kSparsemax}, std::vector{0.5f, 0.5f, -5.0f}), (std::vector{0.5f, 0.5f, 0.0f}));
  EXPECT_EQ(run({.kind = Normalizer::kSparsemax}, std::vector{2.0f, 0.0f}), (std::vector{1.0f, 0.0f}));
  EXPECT_EQ(run({.kind = Normalizer::kSparsemax}, std::vector{0.25f, 0.75f}), (std::vector{0.25f, 0.75f}));
}

TEST(Normalizers, ThresholdsGiveTheWeightsBack) {
  Vector scores(33, 1, 1, 2.0f);
  std::vector<std::uint32_t> order(33);
  std::vector<float> weights(33);
  const float kappa = sparsemax(scores.span(), order, weights).threshold;
  for (std::size_t j = 0; j < 33; ++j) EXPECT_NEAR(weights[j], std::max(0.0f, scores[j] - kappa), 2e-6);
  const float kappa15 = entmax15(scores.span(), order, weights).threshold;
  for (std::size_t j = 0; j < 33; ++j)
    EXPECT_NEAR(weights[j], std::pow(std::max(0.0f, scores[j] / 2.0f - kappa15), 2.0f), 2e-6);
}

TEST(Normalizers, TopKKeepsExactlyKAndTheLowerIndexOfEquals) {
  const std::vector<float> scores{1.0f, 2.0f, 2.0f, 2.0f, 0.0f};
  EXPECT_EQ(run({.kind = Normalizer::kTopK, .top_k = 2}, scores), (std::vector{0.0f, 0.5f, 0.5f, 0.0f, 0.0f}));
  EXPECT_EQ(run({.kind = Normalizer::kTopK, .top_k = 1}, scores), (std::vector{0.0f, 1.0f, 0.0f, 0.0f, 0.0f}));
}

TEST(Normalizers, TopPKeepsTheFewestThatReachP) {
  const std::vector<float> equal(4, 1.0f);
  EXPECT_EQ(run({.kind = Normalizer::kTopP, .top_p = 0.5f}, equal), (std::vector{0.5f, 0.5f, 0.0f, 0.0f}));
  EXPECT_EQ(run({.kind = Normalizer::kTopP, .top_p = 0.75f}, equal)[3], 0.0f);
  EXPECT_EQ(run({.kind = Normalizer::kTopP, .top_p = 1.0f}, equal), std::vector<float>(4, 0.25f));
  EXPECT_EQ(run({.kind = Normalizer::kTopP, .top_p = 1e-6f}, std::vector{0.0f, 5.0f}), (std::vector{0.0f, 1.0f}));
}

TEST(Normalizers, RankEqualScoresByTheirPlaceHoweverMany) {
  for (std::size_t n = 1; n <= 40; ++n) {
    std::vector<float> scores(n);
    for (std::size_t j = 0; j < n; ++j) scores[j] = static_cast<float>(j * 7 % 3);
    std::vector<std::size_t> places(n);
    std::iota(places.begin(), places.end(), 0u);
    std::ranges::stable_sort(places, [&](std::size_t a, std::size_t b) { return scores[a] > scores[b]; });
    for (int k = 1; k <= static_cast<int>(n); ++k) {
      const auto weights = run({.kind = Normalizer::kTopK, .top_k = k}, scores);
      for (std::size_t rank = 0; rank < n; ++rank)
        EXPECT_EQ(weights[places[rank]] > 0.0f, rank < static_cast<std::size_t>(k)) << n << " " << k;
    }
  }
}

TEST(Normalizers, KeptIsWhatHasAWeight) {
  Vector scores(31, 2, 1);
  std::vector<std::uint32_t> order(31);
  std::vector<float> weights(31);
  const GroupFacts facts = top_p(scores.span(), 0.6f, order, weights);
  for (std::size_t j = 0; j < 31; ++j) EXPECT_EQ(kept(facts, scores[j], j), weights[j] > 0.0f);
}

struct MatrixRun {
  std::vector<float> weights;
  std::vector<GroupFacts> facts;
};

MatrixRun run_matrix(Over over, MatrixView<const float> scores) {
  const std::size_t size = scores.n_rows() * scores.n_cols();
  MatrixRun out{std::vector<float>(size), std::vector<GroupFacts>(group_count(over, scores.n_rows(), scores.n_cols()))};
  std::vector<float> column(scores.n_rows());
  std::vector<std::uint32_t> order(size);
  normalize_matrix({}, over, scores, column, order, {out.weights.data(), scores.n_rows(), scores.n_cols()}, out.facts);
  return out;
}

TEST(Normalizers, SumToOneOverTheChosenAxis) {
  test::sweep([](std::size_t n_keys, std::size_t misalignment) {
    constexpr std::size_t kQueries = 3;
    Vector scores(kQueries * n_keys, misalignment, 1);
    const auto by_keys = run_matrix(Over::kKeys, scores.matrix(kQueries)).weights;
    const auto by_queries = run_matrix(Over::kQueries, scores.matrix(kQueries)).weights;
    const auto by_all = run_matrix(Over::kAll, scores.matrix(kQueries)).weights;
    for (std::size_t i = 0; i < kQueries; ++i)
      EXPECT_NEAR(sum_of_weights(std::span(by_keys).subspan(i * n_keys, n_keys)), 1.0, 2e-6);
    for (std::size_t j = 0; j < n_keys; ++j)
      EXPECT_NEAR(by_queries[j] + by_queries[n_keys + j] + by_queries[2 * n_keys + j], 1.0, 2e-6);
    EXPECT_NEAR(sum_of_weights(by_all), 1.0, 2e-6);
  });
}

TEST(Normalizers, FactsBelongToTheGroupOfAnEntry) {
  Vector scores(12, 0, 1);
  const MatrixView<const float> matrix = scores.matrix(3);
  for (const Over over : {Over::kKeys, Over::kQueries, Over::kAll}) {
    const MatrixRun result = run_matrix(over, matrix);
    for (std::size_t i = 0; i < 3; ++i)
      for (std::size_t j = 0; j < 4; ++j) {
        const GroupFacts& facts = result.facts[group_of(over, i, j)];
        EXPECT_NEAR(result.weights[i * 4 + j], std::exp(matrix(i, j) - facts.max) / facts.total, 1e-6);
      }
  }
}

}  // namespace
}  // namespace attn
