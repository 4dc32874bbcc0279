#include "attn/linear.h"

#include <gtest/gtest.h>

#include "linear_ref.h"
#include "support.h"

namespace attn {
namespace {

using test::difference;
using test::Vector;

constexpr double kTolerance = 1e-5;

TEST(Linear, SumsAgreeWithFloat64) {
  test::sweep([](std::size_t n, std::size_t misalignment) {
    const Vector a(n, misalignment, 1);
    const Vector b(n, 3 - misalignment, 2);
    const auto want_a = a.as_double();
    const auto want_b = b.as_double();
    EXPECT_NEAR(sum(a.span()), ref::sum(want_a), kTolerance * std::sqrt(n));
    EXPECT_NEAR(dot(a.span(), b.span()), ref::dot(want_a, want_b), kTolerance * std::sqrt(n));
    EXPECT_NEAR(squared_distance(a.span(), b.span()), ref::squared_distance(want_a, want_b),
                kTolerance * static_cast<double>(n));
    EXPECT_NEAR(norm(a.span()), ref::norm(want_a), kTolerance * std::sqrt(n));
  });
}

TEST(Linear, ProductsAgreeWithFloat64) {
  constexpr std::size_t kRows = 3;
  constexpr std::size_t kOthers = 5;
  test::sweep([&](std::size_t n, std::size_t misalignment) {
    Vector a(kRows * n, misalignment, 1);
    Vector b(kOthers * n, misalignment, 2);
    Vector bias(kOthers, misalignment, 3);
    Vector out(kRows * kOthers, misalignment, 4);
    std::vector<double> want(kRows * kOthers);
    const auto da = a.as_double();
    const auto db = b.as_double();
    const auto dbias = bias.as_double();

    matmul_transposed(a.matrix(kRows), b.matrix(kOthers), bias.span(), out.matrix(kRows));
    ref::matmul_transposed(test::matrix_of(da, kRows), test::matrix_of(db, kOthers), dbias,
                           {want.data(), kRows, kOthers});
    EXPECT_LT(difference(out.span(), want), kTolerance) << n;

    matmul(a.matrix(kRows), b.matrix(n), bias.span(), out.matrix(kRows));
    ref::matmul(test::matrix_of(da, kRows), test::matrix_of(db, n), dbias, {want.data(), kRows, kOthers});
    EXPECT_LT(difference(out.span(), want), kTolerance) << n;
    EXPECT_TRUE(out.guards_intact());
  });
}

TEST(Linear, ProductsWithoutABiasAddNothing) {
  Vector a(6, 0, 1);
  Vector identity(9, 0, 2);
  for (std::size_t i = 0; i < 9; ++i) identity[i] = i % 4 == 0 ? 1.0f : 0.0f;
  Vector out(6, 0, 3);
  matmul(a.matrix(2), identity.matrix(3), {}, out.matrix(2));
  EXPECT_EQ(difference(out.span(), a.as_double()), 0.0);
  matmul_transposed(a.matrix(2), identity.matrix(3), {}, out.matrix(2));
  EXPECT_EQ(difference(out.span(), a.as_double()), 0.0);
}

TEST(Linear, ProductsTakeViewsWithAStride) {
  Vector wide(4 * 10, 1, 1);
  const MatrixView<float> part = wide.matrix(4).columns(3, 5);
  Vector gram(16, 0, 2);
  matmul_transposed(part, part, {}, gram.matrix(4));
  for (std::size_t i = 0; i < 4; ++i)
    for (std::size_t j = 0; j < 4; ++j) EXPECT_EQ(gram[i * 4 + j], dot(part.row(i), part.row(j)));
}

TEST(Linear, FindsNaNAndInfinityAnywhere) {
  test::sweep([](std::size_t n, std::size_t misalignment) {
    for (const float bad : {test::kNaN, test::kInf, -test::kInf})
      for (std::size_t i = 0; i < n; i += 1 + n / 7) {
        Vector a(n, misalignment, 1);
        EXPECT_TRUE(all_finite(a.span()));
        a[i] = bad;
        EXPECT_FALSE(all_finite(a.span())) << n << " " << i;
      }
  });
  EXPECT_TRUE(all_finite({}));
}

TEST(Linear, MaxAbsFindsTheLargestAnywhere) {
  test::sweep([](std::size_t n, std::size_t misalignment) {
    for (std::size_t i = 0; i < n; i += 1 + n / 7) {
      Vector a(n, misalignment, 1);
      a[i] = -100.0f;
      EXPECT_EQ(max_abs(a.span()), 100.0f);
    }
  });
  EXPECT_EQ(max_abs({}), 0.0f);
}

}  // namespace
}  // namespace attn
