#include "attn/random.h"

#include <gtest/gtest.h>

#include "attn/linear.h"
#include "linear_ref.h"
#include "support.h"

namespace attn {
namespace {

TEST(RandomNumbers, FollowSplitMix64) {
  // The state of this stream starts at mix(0) = 0; these are the published first outputs of SplitMix64 from 0.
  Random random(0, 0);
  EXPECT_EQ(random.next(), 0xe220a8397b1dcdafu);
  EXPECT_EQ(random.next(), 0x6e789e6aa1b965f4u);
  EXPECT_EQ(random.next(), 0x06c45d188009454fu);
}

TEST(RandomNumbers, BecomeFloatsByTheirTop24Bits) {
  Random random(0, 0);
  EXPECT_EQ(random.uniform(), static_cast<float>(0xe220a8) * 0x1p-24f);
}

TEST(RandomNumbers, OfEachStreamAndSeedAreTheirOwn) {
  EXPECT_NE(Random(1, 0).next(), Random(1, 1).next());
  EXPECT_NE(Random(1, 0).next(), Random(2, 0).next());
  EXPECT_EQ(Random(1, 5).next(), Random(1, 5).next());
}

TEST(RandomNumbers, AreNormal) {
  std::vector<float> values(200'001);
  Random(1, 0).fill_normal(values, 2.0f);
  double mean = 0.0;
  double square = 0.0;
  double beyond_two_sigma = 0.0;
  for (const float x : values) {
    mean += double{x} / 200'001;
    square += double{x} * double{x} / 200'001;
    beyond_two_sigma += std::abs(x) > 4.0f ? 1.0 / 200'001 : 0.0;
  }
  EXPECT_NEAR(mean, 0.0, 0.02);
  EXPECT_NEAR(square, 4.0, 0.06);
  EXPECT_NEAR(beyond_two_sigma, 0.0455, 0.002);
  EXPECT_TRUE(all_finite(values));
}

TEST(RandomNumbers, MakeTheSamePrefixWhateverTheLength) {
  std::vector<float> longer(10);
  std::vector<float> shorter(7);
  Random(3, 1).fill_normal(longer, 1.0f);
  Random(3, 1).fill_normal(shorter, 1.0f);
  for (std::size_t i = 0; i < shorter.size(); ++i) EXPECT_EQ(shorter[i], longer[i]);
}

TEST(RandomNumbers, MakeOrthogonalMatrices) {
  for (const std::size_t d : {1, 2, 3, 8, 17, 100}) {
    test::Vector w(d * d, 0, 1);
    Random random(1, 3);
    fill_orthogonal(random, w.matrix(d));
    const auto values = w.as_double();
    const auto m = test::matrix_of(values, d);
    for (std::size_t i = 0; i < d; ++i)
      for (std::size_t j = 0; j < d; ++j) EXPECT_NEAR(ref::dot(m.row(i), m.row(j)), i == j ? 1.0 : 0.0, 5e-7) << d;
  }
}

}  // namespace
}  // namespace attn
