#include "attn/positions.h"

#include <gtest/gtest.h>

#include "linear_ref.h"
#include "positions_ref.h"
#include "support.h"

namespace attn {
namespace {

using test::difference;
using test::Vector;

constexpr double kTolerance = 2e-7;

TEST(Positions, SinusoidalAgreesWithFloat64) {
  test::sweep([](std::size_t d_model, std::size_t misalignment) {
    Vector p(9 * d_model, misalignment, 1);
    std::vector<double> want(9 * d_model);
    sinusoidal_positions(p.matrix(9));
    ref::sinusoidal_positions({want.data(), 9, d_model});
    EXPECT_LT(difference(p.span(), want), kTolerance) << d_model;
    EXPECT_TRUE(p.guards_intact());
  });
}

TEST(Positions, StayExactUpToTheLastToken) {
  constexpr std::size_t kTokens = 4096;
  Vector p(kTokens * 6, 0, 1);
  std::vector<double> want(kTokens * 6);
  sinusoidal_positions(p.matrix(kTokens));
  ref::sinusoidal_positions({want.data(), kTokens, 6});
  EXPECT_LT(difference(p.span(), want), kTolerance);
}

void rope(MatrixView<float> x) {
  const std::size_t n_pairs = x.n_cols() / 2;
  Vector cosines(x.n_rows() * n_pairs, 0, 1);
  Vector sines(x.n_rows() * n_pairs, 0, 1);
  rope_angles(cosines.matrix(x.n_rows()), sines.matrix(x.n_rows()));
  apply_rope(x, cosines.matrix(x.n_rows()), sines.matrix(x.n_rows()));
}

TEST(Positions, RopeAgreesWithFloat64) {
  test::sweep([](std::size_t half, std::size_t misalignment) {
    Vector x(9 * 2 * half, misalignment, 1);
    std::vector<double> want = x.as_double();
    rope(x.matrix(9));
    ref::apply_rope({want.data(), 9, 2 * half});
    EXPECT_LT(difference(x.span(), want), 1e-6) << half;
    EXPECT_TRUE(x.guards_intact());
  });
}

TEST(Positions, RopeMakesAProductDependOnTheDistanceOnly) {
  constexpr std::size_t kTokens = 12;
  Vector q(kTokens * 8, 0, 1);
  Vector k(kTokens * 8, 0, 2);
  for (std::size_t t = 1; t < kTokens; ++t) {
    std::ranges::copy(q.matrix(kTokens).row(0), q.matrix(kTokens).row(t).begin());
    std::ranges::copy(k.matrix(kTokens).row(0), k.matrix(kTokens).row(t).begin());
  }
  rope(q.matrix(kTokens));
  rope(k.matrix(kTokens));
  const auto product = [&](std::size_t i, std::size_t j) {
    const auto dq = q.as_double();
    const auto dk = k.as_double();
    return ref::dot(std::span(dq).subspan(i * 8, 8), std::span(dk).subspan(j * 8, 8));
  };
  for (std::size_t t = 0; t + 3 < kTokens; ++t) EXPECT_NEAR(product(t + 3, t), product(3, 0), 1e-5);
}

TEST(Positions, AlibiSlopesAreThoseOfThePaper) {
  for (std::size_t h = 0; h < 8; ++h) EXPECT_EQ(alibi_slope(h, 8), std::ldexp(1.0f, -static_cast<int>(h) - 1));
  EXPECT_EQ(alibi_slope(0, 1), 0x1p-8f);
  for (std::size_t n_heads = 1; n_heads <= 40; ++n_heads) {
    const auto want = ref::alibi_slopes(n_heads);
    for (std::size_t h = 0; h < n_heads; ++h) EXPECT_NEAR(alibi_slope(h, n_heads), want[h], 1e-7 * want[h]);
  }
}

TEST(Positions, AlibiFallsWithTheDistanceOnBothSides) {
  test::sweep([](std::size_t n, std::size_t misalignment) {
    Vector scores(3 * n, misalignment, 1);
    std::vector<double> want = scores.as_double();
    add_alibi(0.25f, scores.matrix(3));
    ref::add_alibi(0.25, {want.data(), 3, n});
    EXPECT_LT(difference(scores.span(), want), 1e-6);
  });
  EXPECT_EQ(alibi_bias(0.5f, 2, 5), -1.5f);
  EXPECT_EQ(alibi_bias(0.5f, 5, 2), -1.5f);
}

}  // namespace
}  // namespace attn
