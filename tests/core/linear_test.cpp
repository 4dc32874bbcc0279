#include "attn/linear.h"

#include <gtest/gtest.h>

#include "linear_ref.h"
#include "support.h"

namespace attn {
namespace {

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

TEST(Linear, FindsNaNAndInfinityAnywhere) {
  test::sweep([](std::size_t n, std::size_t misalignment) {
    for (const float bad : {test::kNaN, test::kInf, -test::kInf})
      for (std::size_t i = 0; i < n; i += 1 + n / 7) {
        Vector a(n, misalignment, 1);
        EXPECT_TRUE(all_finite(a.span()));
        a[i] = bad;
        EXPECT_FALSE(all_finite(a.span())) << n << " " << i;
        EXPECT_FALSE(max_abs(a.span()) < test::kInf);
        EXPECT_EQ(all_below_infinity(a.span()), bad == -test::kInf) << n << " " << i;
      }
  });
  EXPECT_TRUE(all_finite({}));
  EXPECT_TRUE(all_below_infinity({}));
}

TEST(Linear, MaxAbsFindsTheLargestAnywhere) {
  test::sweep([](std::size_t n, std::size_t misalignment) {
    for (std::size_t i = 0; i < n; i += 1 + n / 7) {
      Vector a(n, misalignment, 1);
      a[i] = -100.0f;
      EXPECT_EQ(max_abs(a.span()), 100.0f);
      const MatrixView<const float> row(a.span().data(), 1, n), beside(a.span().data(), 1, n - 1, n);
      EXPECT_EQ(max_abs(row), 100.0f);
      EXPECT_EQ(max_abs(beside) == 100.0f, i + 1 < n);
    }
  });
  EXPECT_EQ(max_abs(std::span<const float>()), 0.0f);
}

}  // namespace
}  // namespace attn
