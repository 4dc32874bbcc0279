#include "math.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdint>

#include "support.h"

namespace attn {
namespace {

using test::kInf;
using test::kNaN;

double ulps(float got, double want) {
  int exponent = 0;
  std::frexp(want, &exponent);
  return std::abs(double{got} - want) / std::ldexp(1.0, std::max(exponent - 24, -149));
}

struct Worst {
  double ulps = 0.0;
  double absolute = 0.0;
};

/// The largest errors of f against float64 over evenly spread floats of [low, high].
template <class F, class G>
Worst worst_error(double low, double high, F f, G exact) {
  constexpr int kSamples = 400'000;
  Worst worst;
  for (int i = 0; i < kSamples; ++i) {
    const auto x = static_cast<float>(low + (high - low) * i / kSamples);
    const float got = f(x);
    worst.ulps = std::max(worst.ulps, ulps(got, exact(double{x})));
    worst.absolute = std::max(worst.absolute, std::abs(double{got} - exact(double{x})));
  }
  return worst;
}

#define ATTN_BOTH(name) [](float x) { return math::name(x); }, [](double x) { return std::name(x); }

TEST(Math, ExpIsWithinItsStatedError) {
  EXPECT_LE(worst_error(-87.0, 88.7, ATTN_BOTH(exp)).ulps, 1.0);
  EXPECT_LE(worst_error(-1.0, 1.0, ATTN_BOTH(exp)).ulps, 1.0);
  EXPECT_LE(worst_error(-104.0, -87.0, ATTN_BOTH(exp)).ulps, 1.0);  // subnormal results
}

TEST(Math, ExpAtTheEdges) {
  EXPECT_EQ(math::exp(0.0f), 1.0f);
  EXPECT_EQ(math::exp(-kInf), 0.0f);
  EXPECT_EQ(math::exp(kInf), kInf);
  EXPECT_EQ(math::exp(89.0f), kInf);
  EXPECT_EQ(math::exp(-104.0f), 0.0f);
  EXPECT_TRUE(std::isnan(math::exp(kNaN)));
}

TEST(Math, Exp2IsWithinItsStatedError) {
  const math::Exp2 exp2;
  for (double t = -126.0; t < 127.9; t += 0.00137) {
    const auto x = static_cast<float>(t);
    EXPECT_NEAR(double{lane(exp2(Batch(x)), 0)} / std::exp2(double{x}), 1.0, 2.6e-7) << x;
  }
}

TEST(Math, Exp2AtTheEdges) {
  const math::Exp2 exp2;
  EXPECT_EQ(lane(exp2(Batch(0.0f)), 0), 1.0f);
  for (const float nothing : {-127.0f, -1000.0f, -kInf, kNaN}) EXPECT_EQ(lane(exp2(Batch(nothing)), 0), 0.0f);
  for (float t = -127.0f; t < -126.0f; t += 0.01f) {
    EXPECT_GE(lane(exp2(Batch(t)), 0), 0.0f);
    EXPECT_LE(lane(exp2(Batch(t)), 0), 0x1p-126f);
  }
}

TEST(Math, LogIsWithinItsStatedError) {
  EXPECT_LE(worst_error(1e-6, 1.0, ATTN_BOTH(log)).ulps, 1.0);
  EXPECT_LE(worst_error(0.5, 2.0, ATTN_BOTH(log)).ulps, 1.0);
  EXPECT_LE(worst_error(1.0, 1e30, ATTN_BOTH(log)).ulps, 1.0);
  EXPECT_LE(worst_error(2e-45, 1e-37, ATTN_BOTH(log)).ulps, 1.0);  // subnormal arguments
}

TEST(Math, LogAtTheEdges) {
  EXPECT_EQ(math::log(1.0f), 0.0f);
  EXPECT_EQ(math::log(0.0f), -kInf);
  EXPECT_EQ(math::log(kInf), kInf);
  EXPECT_TRUE(std::isnan(math::log(-1.0f)));
  EXPECT_TRUE(std::isnan(math::log(kNaN)));
}

TEST(Math, SineAndCosineAreWithinTheirStatedError) {
  EXPECT_LE(worst_error(-8192.0, 8192.0, ATTN_BOTH(sin)).absolute, 1e-7);
  EXPECT_LE(worst_error(-8192.0, 8192.0, ATTN_BOTH(cos)).absolute, 1e-7);
  EXPECT_LE(worst_error(-4.0, 4.0, ATTN_BOTH(sin)).absolute, 1e-7);
  EXPECT_LE(worst_error(-4.0, 4.0, ATTN_BOTH(cos)).absolute, 1e-7);
  EXPECT_EQ(math::sin(0.0f), 0.0f);
  EXPECT_EQ(math::cos(0.0f), 1.0f);
}

TEST(Math, TanhIsWithinItsStatedError) {
  EXPECT_LE(worst_error(-10.0, 10.0, ATTN_BOTH(tanh)).ulps, 1.6);
  EXPECT_LE(worst_error(-0.7, 0.7, ATTN_BOTH(tanh)).ulps, 1.6);
  EXPECT_LE(worst_error(-1e-4, 1e-4, ATTN_BOTH(tanh)).ulps, 1.6);
  EXPECT_EQ(math::tanh(kInf), 1.0f);
  EXPECT_EQ(math::tanh(-kInf), -1.0f);
  EXPECT_TRUE(std::signbit(math::tanh(-0.0f)));
  EXPECT_TRUE(std::isnan(math::tanh(kNaN)));
  for (float x = 0.0f; x < 30.0f; x += 0.001f) EXPECT_LE(math::tanh(x), 1.0f);
}

TEST(Math, ErfIsWithinItsStatedError) {
  EXPECT_LE(worst_error(-5.0, 5.0, ATTN_BOTH(erf)).ulps, 2.0);
  EXPECT_LE(worst_error(-1.0, 1.0, ATTN_BOTH(erf)).ulps, 2.0);
  EXPECT_EQ(math::erf(kInf), 1.0f);
  EXPECT_EQ(math::erf(-kInf), -1.0f);
}

TEST(Math, ScalarAndBatchHaveTheSameBits) {
  using F = Batch (*)(Batch);
  using G = float (*)(float);
  const std::pair<F, G> functions[] = {{math::exp, math::exp}, {math::log, math::log},   {math::sin, math::sin},
                                       {math::cos, math::cos}, {math::tanh, math::tanh}, {math::erf, math::erf}};
  for (const auto& [batch_form, scalar_form] : functions)
    for (float x = 0.01f; x < 60.0f; x *= 1.03f) {
      const float lanes[kLanes] = {1.0f, x, -3.0f, 0.5f};
      EXPECT_EQ(std::bit_cast<std::uint32_t>(lane(batch_form(load(lanes)), 1)),
                std::bit_cast<std::uint32_t>(scalar_form(x)));
    }
}

}  // namespace
}  // namespace attn
