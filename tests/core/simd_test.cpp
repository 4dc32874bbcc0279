#include "simd.h"

#include <gtest/gtest.h>

#include "support.h"

namespace attn {
namespace {

using test::kNaN;

TEST(Simd, LargerTakesTheSecondWhereEitherIsNaN) {
  EXPECT_EQ(lane(larger(Batch(kNaN), Batch(2.0f)), 0), 2.0f);
  EXPECT_TRUE(std::isnan(lane(larger(Batch(2.0f), Batch(kNaN)), 0)));
  EXPECT_FALSE(std::signbit(lane(larger(Batch(-0.0f), Batch(0.0f)), 0)));
  EXPECT_TRUE(std::signbit(lane(larger(Batch(0.0f), Batch(-0.0f)), 0)));
}

TEST(Simd, MulAddRoundsTwice) {
  const float a = 1.0f + 0x1p-12f;  // a² = 1 + 2⁻¹¹ + 2⁻²⁴: a fused multiply-add would keep the last part
  EXPECT_EQ(lane(mul_add(Batch(a), Batch(a), Batch(-1.0f - 0x1p-11f)), 0), 0.0f);
}

TEST(Simd, SumLanesAddsPairsFirst) {
  const float lanes[kLanes] = {1.0f, 1e8f, -1e8f, 1.0f};
  EXPECT_EQ(sum_lanes(load(lanes)), (1.0f + 1e8f) + (-1e8f + 1.0f));
}

TEST(Simd, SumsInTheStatedOrder) {
  test::sweep([](std::size_t n, std::size_t misalignment) {
    const test::Vector a(n, misalignment, 1, 1000.0f);
    float lanes[kLanes] = {};
    for (std::size_t i = 0; i < n; ++i) lanes[i % kLanes] += a.span()[i];
    const float want = (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]);
    EXPECT_EQ(sum_of([](Batch x) { return x; }, a.span()), want) << n;
  });
}

TEST(Simd, MapsStayWithinTheirSpan) {
  test::sweep([](std::size_t n, std::size_t misalignment) {
    test::Vector a(n, misalignment, 1);
    const std::vector<double> before = a.as_double();
    map_to(a.span(), [](Batch x) { return x + x; }, std::as_const(a).span());
    for (std::size_t i = 0; i < n; ++i) EXPECT_EQ(double{a[i]}, 2.0 * before[i]);
    EXPECT_TRUE(a.guards_intact());
  });
}

}  // namespace
}  // namespace attn
