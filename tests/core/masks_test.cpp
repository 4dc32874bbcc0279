#include "attn/masks.h"

#include <gtest/gtest.h>

#include <string>

#include "support.h"

namespace attn {
namespace {

/// Rows of the mask as text: x where query i may see key j.
std::string picture(const MaskRule& rule, std::size_t n_queries, std::size_t n_keys) {
  std::string text;
  for (std::size_t i = 0; i < n_queries; ++i) {
    if (i > 0) text += ' ';
    for (std::size_t j = 0; j < n_keys; ++j) text += visible(rule, i, j) ? 'x' : '.';
  }
  return text;
}

const std::int32_t kCells[] = {0, 1, 2, 2, 9, 0, -1, 0};

TEST(Masks, ShowEachRuleAsWritten) {
  EXPECT_EQ(picture({.kind = Mask::kNone}, 2, 3), "xxx xxx");
  EXPECT_EQ(picture({.kind = Mask::kCausal}, 4, 4), "x... xx.. xxx. xxxx");
  EXPECT_EQ(picture({.kind = Mask::kNotSelf}, 3, 3), ".xx x.x xx.");
  EXPECT_EQ(picture({.kind = Mask::kWindow, .a = 1}, 4, 4), "xx.. xxx. .xxx ..xx");
  EXPECT_EQ(picture({.kind = Mask::kWindow, .a = 0}, 3, 3), "x.. .x. ..x");
  EXPECT_EQ(picture({.kind = Mask::kDilated, .a = 4, .b = 2}, 6, 6), "x.x.x. .x.x.x x.x.x. .x.x.x x.x.x. .x.x.x");
  EXPECT_EQ(picture({.kind = Mask::kDilated, .a = 2, .b = 2}, 5, 5), "x.x.. .x.x. x.x.x .x.x. ..x.x");
  EXPECT_EQ(picture({.kind = Mask::kPrefix, .a = 2}, 4, 4), "xx.. xx.. xxx. xxxx");
  EXPECT_EQ(picture({.kind = Mask::kAToB, .n_a = 2}, 4, 4), "..xx ..xx .... ....");
  EXPECT_EQ(picture({.kind = Mask::kBToA, .n_a = 2}, 4, 4), ".... .... xx.. xx..");
  EXPECT_EQ(picture({.kind = Mask::kCells, .blocked_cells = kCells}, 3, 3), "x.x xxx xx.");
}

TEST(Masks, AlignAtTheUpperLeftWhereQueriesAndKeysDiffer) {
  EXPECT_EQ(picture({.kind = Mask::kCausal}, 2, 4), "x... xx..");
  EXPECT_EQ(picture({.kind = Mask::kCausal}, 4, 2), "x. xx xx xx");
  EXPECT_EQ(picture({.kind = Mask::kWindow, .a = 1}, 4, 2), "xx xx .x ..");
}

TEST(Masks, BlockWithMinusInfinityAndLeaveTheRest) {
  constexpr std::size_t kQueries = 11;
  const MaskRule rules[] = {{.kind = Mask::kNone},
                            {.kind = Mask::kCausal},
                            {.kind = Mask::kNotSelf},
                            {.kind = Mask::kAToB, .n_a = 5},
                            {.kind = Mask::kBToA, .n_a = 5},
                            {.kind = Mask::kWindow, .a = 0},
                            {.kind = Mask::kWindow, .a = 4},
                            {.kind = Mask::kDilated, .a = 3, .b = 2},
                            {.kind = Mask::kDilated, .a = 7, .b = 3},
                            {.kind = Mask::kDilated, .a = 5, .b = 1},
                            {.kind = Mask::kPrefix, .a = 3},
                            {.kind = Mask::kPrefix, .a = 400},
                            {.kind = Mask::kCells, .blocked_cells = kCells}};
  test::sweep([&](std::size_t n, std::size_t misalignment) {
    for (const MaskRule& rule : rules) {
      test::Vector scores(n * kQueries, misalignment, 1);
      test::Vector masked(n * kQueries, misalignment, 2);
      apply_mask(rule, scores.matrix(kQueries), masked.matrix(kQueries));
      for (std::size_t i = 0; i < kQueries; ++i)
        for (std::size_t j = 0; j < n; ++j)
          EXPECT_EQ(masked.matrix(kQueries)(i, j), visible(rule, i, j) ? scores.matrix(kQueries)(i, j) : -test::kInf);
      EXPECT_TRUE(masked.guards_intact());
      apply_mask(rule, scores.matrix(kQueries), scores.matrix(kQueries));
      EXPECT_TRUE(std::ranges::equal(scores.span(), masked.span())) << "in place";
    }
  });
}

}  // namespace
}  // namespace attn
