#include "attn/positions.h"

#include <gtest/gtest.h>

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
