#include "attn/word_vectors.h"

#include <gtest/gtest.h>

#include "linear_ref.h"
#include "support.h"

namespace attn {
namespace {

using test::kInf;
using test::kNaN;
using test::Vector;

WordVectors table(std::size_t n_rows, std::size_t d_model) {
  WordVectors vectors;
  EXPECT_EQ(vectors.reserve(static_cast<std::int64_t>(n_rows), static_cast<std::int64_t>(d_model)), Status::kOk);
  for (std::size_t row = 0; row < n_rows; ++row)
    EXPECT_EQ(vectors.add_row(Vector(d_model, 0, static_cast<std::uint32_t>(row)).span()), Status::kOk);
  return vectors;
}

TEST(WordVectors, KeepARowToHalfAStepOfItsScale) {
  test::sweep([](std::size_t d_model, std::size_t misalignment) {
    WordVectors vectors = table(3, d_model);
    Vector got(d_model, misalignment, 9);
    for (std::uint32_t row = 0; row < 3; ++row) {
      const Vector want(d_model, 0, row);
      double largest = 0.0;
      for (const float x : want.span()) largest = std::max(largest, std::abs(double{x}));
      ASSERT_EQ(vectors.lookup(static_cast<std::int32_t>(row), got.span()), Status::kOk);
      for (std::size_t d = 0; d < d_model; ++d) EXPECT_NEAR(got[d], want.span()[d], largest / 127.0 * 0.50001);
    }
    EXPECT_TRUE(got.guards_intact());
  });
}

TEST(WordVectors, RoundHalfAwayFromZero) {
  WordVectors vectors;
  ASSERT_EQ(vectors.reserve(1, 5), Status::kOk);
  ASSERT_EQ(vectors.add_row(std::vector{127.0f, 0.5f, -0.5f, 2.5f, -1.4f}), Status::kOk);
  std::vector<float> got(5);
  ASSERT_EQ(vectors.lookup(0, got), Status::kOk);
  EXPECT_EQ(got, (std::vector{127.0f, 1.0f, -1.0f, 3.0f, -1.0f}));
}

TEST(WordVectors, GiveZerosForAnUnknownWord) {
  const WordVectors vectors = table(2, 4);
  std::vector<float> got(4, 5.0f);
  EXPECT_EQ(vectors.lookup(-1, got), Status::kOk);
  EXPECT_EQ(got, std::vector<float>(4, 0.0f));
}

TEST(WordVectors, KeepAZeroRow) {
  WordVectors vectors;
  ASSERT_EQ(vectors.reserve(2, 3), Status::kOk);
  ASSERT_EQ(vectors.add_row(std::vector<float>(3, 0.0f)), Status::kOk);
  ASSERT_EQ(vectors.add_row(std::vector<float>(3, 1e-40f)), Status::kOk);
  std::vector<float> got(3, 5.0f);
  for (const std::int32_t row : {0, 1}) {
    ASSERT_EQ(vectors.lookup(row, got), Status::kOk);
    EXPECT_EQ(got, std::vector<float>(3, 0.0f));
  }
}

TEST(WordVectors, TakeReadyMadeRows) {
  WordVectors vectors;
  ASSERT_EQ(vectors.reserve(2, 2), Status::kOk);
  std::ranges::copy(std::vector<std::int8_t>{1, -2, 127, -127}, vectors.staged_rows().begin());
  std::ranges::copy(std::vector<float>{0.5f, 2.0f}, vectors.staged_scales().begin());
  ASSERT_EQ(vectors.adopt(), Status::kOk);
  std::vector<float> got(2);
  ASSERT_EQ(vectors.lookup(1, got), Status::kOk);
  EXPECT_EQ(got, (std::vector{254.0f, -254.0f}));
}

TEST(WordVectors, RefuseReadyMadeScalesThatAreNone) {
  for (const float scale : {kNaN, kInf, -1.0f}) {
    WordVectors vectors;
    ASSERT_EQ(vectors.reserve(1, 2), Status::kOk);
    std::ranges::fill(vectors.staged_rows(), std::int8_t{1});
    vectors.staged_scales()[0] = scale;
    EXPECT_EQ(vectors.adopt(), Status::kNotFinite);
    EXPECT_EQ(vectors.n_rows(), 0u);
  }
}

TEST(WordVectors, RefuseWhatDoesNotFit) {
  WordVectors vectors;
  EXPECT_EQ(vectors.reserve(kMaxWords + 1, 100), Status::kVectorsTooLarge);
  EXPECT_EQ(vectors.reserve(1, 1 << 20), Status::kVectorsTooLarge);
  EXPECT_EQ(vectors.reserve(0, 100), Status::kBadOption);
  EXPECT_EQ(vectors.reserve(1, -1), Status::kBadOption);
  ASSERT_EQ(vectors.reserve(1, 2), Status::kOk);
  EXPECT_EQ(vectors.add_row(std::vector{1.0f}), Status::kShapeMismatch);
  EXPECT_EQ(vectors.add_row(std::vector{1.0f, kNaN}), Status::kNotFinite);
  EXPECT_EQ(vectors.add_row(std::vector{-kInf, 1.0f}), Status::kNotFinite);
  EXPECT_EQ(vectors.n_rows(), 0u);
  EXPECT_EQ(vectors.add_row(std::vector{1.0f, 2.0f}), Status::kOk);
  EXPECT_EQ(vectors.add_row(std::vector{1.0f, 2.0f}), Status::kVectorsTooLarge);
}

TEST(WordVectors, RefuseARowThatIsNotThereAndLeaveTheOutput) {
  const WordVectors vectors = table(2, 4);
  std::vector<float> got(4, 5.0f);
  EXPECT_EQ(vectors.lookup(2, got), Status::kBadIndex);
  EXPECT_EQ(vectors.lookup(-2, got), Status::kBadIndex);
  EXPECT_EQ(vectors.lookup(0, std::span(got).first(3)), Status::kShapeMismatch);
  EXPECT_EQ(got, std::vector<float>(4, 5.0f));
}

/// All rows by cosine in float64, best first.
std::vector<std::pair<double, std::int32_t>> ranked(const WordVectors& vectors, std::span<const float> query) {
  const std::vector<double> q(query.begin(), query.end());
  std::vector<std::pair<double, std::int32_t>> rows;
  for (std::int32_t row = 0; row < static_cast<std::int32_t>(vectors.n_rows()); ++row) {
    std::vector<float> vector(vectors.d_model());
    EXPECT_EQ(vectors.lookup(row, vector), Status::kOk);
    const std::vector<double> k(vector.begin(), vector.end());
    rows.emplace_back(-ref::dot(q, k) / (ref::norm(q) * ref::norm(k)), row);
  }
  std::ranges::sort(rows);
  return rows;
}

TEST(WordVectors, FindTheNearestByCosine) {
  for (const std::size_t d_model : {3, 8, 17, 100}) {
    WordVectors vectors = table(50, d_model);
    const Vector query(d_model, 1, 99);
    std::vector<Neighbor> found(8);
    std::size_t n_found = 0;
    ASSERT_EQ(vectors.neighbors(query.span(), -1, found, n_found), Status::kOk);
    ASSERT_EQ(n_found, 8u);
    const auto want = ranked(vectors, query.span());
    for (std::size_t n = 0; n < n_found; ++n) {
      EXPECT_EQ(found[n].row, want[n].second);
      EXPECT_NEAR(found[n].similarity, -want[n].first, 1e-6);
    }
  }
}

TEST(WordVectors, LeaveOutTheWordItselfAndRankEqualsByRow) {
  WordVectors vectors;
  ASSERT_EQ(vectors.reserve(4, 2), Status::kOk);
  for (const float x : {1.0f, 2.0f, 4.0f, 0.0f}) ASSERT_EQ(vectors.add_row(std::vector{x, x}), Status::kOk);
  std::vector<Neighbor> found(9);
  std::size_t n_found = 0;
  ASSERT_EQ(vectors.neighbors(std::vector{1.0f, 1.0f}, 1, found, n_found), Status::kOk);
  ASSERT_EQ(n_found, 3u);
  EXPECT_EQ(found[0].row, 0);
  EXPECT_EQ(found[1].row, 2);
  EXPECT_EQ(found[2].row, 3);
  EXPECT_EQ(found[2].similarity, 0.0f);
}

TEST(WordVectors, RefuseABadQuery) {
  WordVectors vectors = table(2, 2);
  std::vector<Neighbor> found(1);
  std::size_t n_found = 7;
  EXPECT_EQ(vectors.neighbors(std::vector{1.0f}, -1, found, n_found), Status::kShapeMismatch);
  EXPECT_EQ(vectors.neighbors(std::vector{1.0f, kNaN}, -1, found, n_found), Status::kNotFinite);
  EXPECT_EQ(n_found, 7u);
}

TEST(WordVectors, CosineOfAZeroVectorIsZero) {
  EXPECT_EQ(cosine(std::vector{0.0f, 0.0f}, std::vector{1.0f, 2.0f}), 0.0f);
  EXPECT_NEAR(cosine(std::vector{3.0f, 4.0f}, std::vector{6.0f, 8.0f}), 1.0f, 1e-6);
}

}  // namespace
}  // namespace attn
