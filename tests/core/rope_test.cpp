#include "attn/rope.h"

#include <gtest/gtest.h>

#include <cmath>

#include "linear_ref.h"
#include "rope_ref.h"
#include "support.h"

namespace attn {
namespace {

using test::difference;
using test::Vector;

constexpr RopePairs kBoth[] = {RopePairs::kNeighbours, RopePairs::kHalves};
constexpr std::size_t kTokens = 5;

/// Turns by the angles of positions first, first + 1, …
void rope(RopePairs pairs, double base, std::size_t first, std::size_t head_dim, std::size_t half,
          MatrixView<float> x) {
  std::vector<double> frequencies(half);
  rope_frequencies(base, frequencies);
  Vector cosines(x.n_rows() * half, 0, 1);
  Vector sines(x.n_rows() * half, 0, 1);
  rope_angles(frequencies, first, cosines.matrix(x.n_rows()), sines.matrix(x.n_rows()));
  apply_rope(pairs, head_dim, cosines.matrix(x.n_rows()), sines.matrix(x.n_rows()), x);
}

TEST(Rope, AgreesWithFloat64) {
  for (const RopePairs pairs : kBoth)
    test::sweep([&](std::size_t half, std::size_t misalignment) {
      for (const std::size_t kept : {0u, 3u}) {  // components that are not turned
        const std::size_t head_dim = 2 * half + kept;
        Vector x(kTokens * 3 * head_dim, misalignment, 1);
        std::vector<double> want = x.as_double();
        rope(pairs, 10000.0, 7, head_dim, half, x.matrix(kTokens));
        ref::apply_rope(pairs, 10000.0, 7, head_dim, half, {want.data(), kTokens, 3 * head_dim});
        EXPECT_LT(difference(x.span(), want), 1e-6) << half;
        EXPECT_TRUE(x.guards_intact());
      }
    });
}

TEST(Rope, StaysExactFarOutAndForLargeBases) {
  for (const double base : {1.0, 10000.0, 500000.0, 1e6}) {
    Vector x(kTokens * 64, 0, 1);
    std::vector<double> want = x.as_double();
    rope(RopePairs::kHalves, base, 131'000, 64, 32, x.matrix(kTokens));
    ref::apply_rope(RopePairs::kHalves, base, 131'000, 64, 32, {want.data(), kTokens, 64});
    EXPECT_LT(difference(x.span(), want), 1e-6) << base;
  }
}

TEST(Rope, FrequenciesArePowersOfTheBase) {
  for (const double base : {1.0, 2.0, 9999.0, 10000.0, 500000.0, 1e6, 1e7}) {
    std::vector<double> frequencies(48);
    rope_frequencies(base, frequencies);
    for (std::size_t i = 0; i < frequencies.size(); ++i)
      EXPECT_NEAR(frequencies[i] / std::pow(base, -static_cast<double>(i) / 48.0), 1.0, 1e-14) << base << " " << i;
  }
}

TEST(Rope, ScalesFrequenciesAsLlama3Does) {
  const Llama3Scaling scalings[] = {{}, {.factor = 32.0}, {4.0, 1.5, 6.0, 512.0}};
  for (const Llama3Scaling& scaling : scalings) {
    std::vector<double> frequencies(64);
    rope_frequencies(500000.0, frequencies);
    std::vector<double> scaled = frequencies;
    scale_frequencies(scaling, scaled);
    EXPECT_EQ(scaled.front(), frequencies.front());
    EXPECT_EQ(scaled.back(), frequencies.back() / scaling.factor);
    for (std::size_t i = 0; i < scaled.size(); ++i)
      EXPECT_NEAR(scaled[i] / ref::scaled_frequency(scaling, frequencies[i]), 1.0, 1e-13) << i;
  }
}

TEST(Rope, FrequenciesRoundAsTheTypesOf16BitsDo) {
  const auto rounded = [](RopeRounding to, double x) {
    round_frequencies(to, std::span(&x, 1));
    return x;
  };
  EXPECT_EQ(rounded(RopeRounding::kNone, 0.1), 0.1);
  EXPECT_EQ(rounded(RopeRounding::kBf16, 1.0), 1.0);
  EXPECT_EQ(rounded(RopeRounding::kBf16, 0.1), 0x1.9ap-4);
  EXPECT_EQ(rounded(RopeRounding::kBf16, 0.31622776), 0x1.44p-2);
  EXPECT_EQ(rounded(RopeRounding::kBf16, 0x1.01p-3), 0x1.00p-3);  // a tie goes to the even digit
  EXPECT_EQ(rounded(RopeRounding::kBf16, 0x1.03p-3), 0x1.04p-3);
  EXPECT_EQ(rounded(RopeRounding::kBf16, 0x1.ffp-2), 0x1p-1);
  EXPECT_EQ(rounded(RopeRounding::kF16, 0.1), 0x1.998p-4);
  EXPECT_EQ(rounded(RopeRounding::kF16, 1e-7), 0x1p-23);  // below the smallest normal number: steps of 2^-24
  EXPECT_EQ(rounded(RopeRounding::kF16, 1e-9), 0.0);
}

TEST(Rope, ATokenHasTheSameBitsInAnyBlockOfTokens) {
  for (const RopePairs pairs : kBoth) {
    Vector all(kTokens * 22, 0, 1);
    Vector one = all;
    rope(pairs, 10000.0, 3, 11, 5, all.matrix(kTokens));
    rope(pairs, 10000.0, 6, 11, 5, one.matrix(kTokens).rows(3, 1));
    EXPECT_TRUE(std::ranges::equal(all.matrix(kTokens).row(3), one.matrix(kTokens).row(3)));
  }
}

TEST(Rope, MakesAProductDependOnTheDistanceOnly) {
  constexpr std::size_t kMany = 12;
  Vector q(kMany * 8, 0, 1);
  Vector k(kMany * 8, 0, 2);
  for (std::size_t t = 1; t < kMany; ++t) {
    std::ranges::copy(q.matrix(kMany).row(0), q.matrix(kMany).row(t).begin());
    std::ranges::copy(k.matrix(kMany).row(0), k.matrix(kMany).row(t).begin());
  }
  rope(RopePairs::kHalves, 10000.0, 0, 8, 4, q.matrix(kMany));
  rope(RopePairs::kHalves, 10000.0, 0, 8, 4, k.matrix(kMany));
  const auto product = [&](std::size_t i, std::size_t j) {
    const auto dq = q.as_double();
    const auto dk = k.as_double();
    return ref::dot(std::span(dq).subspan(i * 8, 8), std::span(dk).subspan(j * 8, 8));
  };
  for (std::size_t t = 0; t + 3 < kMany; ++t) EXPECT_NEAR(product(t + 3, t), product(3, 0), 1e-5);
}

}  // namespace
}  // namespace attn
