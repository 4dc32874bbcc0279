#include <gtest/gtest.h>

#include <cstring>

#include "attn/play.h"
#include "play_support.h"

namespace attn {
namespace {

using test::copy;
using test::kInf;
using test::kNaN;
using test::Text;

Status start(const PlayInput& input, const PlayOptions& options = {}) {
  Play play;
  return play.start(input, options);
}

Status start_with(const PlayOptions& options) {
  Text text(4, 12);
  return start({.e_queries = text.view()}, options);
}

TEST(PlayErrors, NoTokensAndTooMany) {
  EXPECT_EQ(start({}), Status::kEmpty);
  Text text(1, 2);
  EXPECT_EQ(start({.e_queries = text.view(), .cross = true}), Status::kEmpty);
  Text most(kMaxTokens, 1);
  EXPECT_EQ(start({.e_queries = most.view()}), Status::kOk);
  Text more(kMaxTokens + 1, 1);
  EXPECT_EQ(start({.e_queries = more.view()}), Status::kTooLong);
  EXPECT_EQ(start({.e_queries = text.view(), .cross = true, .e_keys = more.view()}), Status::kTooLong);
}

TEST(PlayErrors, InputsThatAreNotFinite) {
  for (const float bad : {kNaN, kInf, -kInf}) {
    Text text(3, 5);
    Text good(3, 5);
    text.view()(2, 4) = bad;
    EXPECT_EQ(start({.e_queries = text.view()}), Status::kNotFinite);
    EXPECT_EQ(start({.e_queries = good.view(), .cross = true, .e_keys = text.view()}), Status::kNotFinite);
    std::vector<float> offsets(15, 0.0f);
    offsets[14] = bad;
    EXPECT_EQ(start({.e_queries = good.view(), .given_offsets = offsets}, {.offsets = Offsets::kGiven}),
              Status::kNotFinite);
  }
}

TEST(PlayErrors, ShapesThatDisagree) {
  Text a(3, 4);
  Text b(3, 5);
  EXPECT_EQ(start({.e_queries = a.view(), .cross = true, .e_keys = b.view()}), Status::kShapeMismatch);
  const std::vector<float> offsets(11, 0.0f);
  EXPECT_EQ(start({.e_queries = a.view(), .given_offsets = offsets}, {.offsets = Offsets::kGiven}),
            Status::kShapeMismatch);
  const std::vector<std::int32_t> cells{1, 2, 3};
  EXPECT_EQ(start({.e_queries = a.view(), .blocked_cells = cells}, {.mask = Mask::kCells}), Status::kShapeMismatch);
}

TEST(PlayErrors, OptionsOutOfRange) {
  for (const float bad : {kNaN, kInf, -1.0f}) {
    EXPECT_EQ(start_with({.sigma = bad}), Status::kBadOption);
    EXPECT_EQ(start_with({.bandwidth = bad}), Status::kBadOption);
    EXPECT_EQ(start_with({.temperature = bad}), Status::kBadOption);
    EXPECT_EQ(start_with({.top_p = bad}), Status::kBadOption);
  }
  EXPECT_EQ(start_with({.temperature = 0.0f}), Status::kBadOption);
  EXPECT_EQ(start_with({.top_p = 0.0f}), Status::kBadOption);
  EXPECT_EQ(start_with({.top_k = 0}), Status::kBadOption);
  EXPECT_EQ(start_with({.mask = Mask::kWindow, .mask_a = -1}), Status::kBadOption);
  EXPECT_EQ(start_with({.mask = Mask::kDilated, .mask_b = 0}), Status::kBadOption);
  EXPECT_EQ(start_with({.qkv = static_cast<Qkv>(3)}), Status::kBadOption);
  EXPECT_EQ(start_with({.mask = static_cast<Mask>(-1)}), Status::kBadOption);
  EXPECT_EQ(start_with({.over = static_cast<Over>(9)}), Status::kBadOption);
}

TEST(PlayErrors, HeadsThatDoNotDivide) {
  EXPECT_EQ(start_with({.n_heads = 5}), Status::kBadHeads);
  EXPECT_EQ(start_with({.n_heads = 0}), Status::kBadHeads);
  EXPECT_EQ(start_with({.n_heads = 24}), Status::kBadHeads);
  EXPECT_EQ(start_with({.n_heads = 12}), Status::kOk);
}

TEST(PlayErrors, RopeOnAnOddHeadDim) {
  EXPECT_EQ(start_with({.n_heads = 4, .position = Position::kRope}), Status::kOddHeadDim);
  EXPECT_EQ(start_with({.n_heads = 6, .position = Position::kRope}), Status::kOk);
}

TEST(PlayErrors, ResidualAcrossTexts) {
  Text a(3, 4);
  Text b(2, 4);
  EXPECT_EQ(start({.e_queries = a.view(), .cross = true, .e_keys = b.view()}, {.residual = true}),
            Status::kResidualAgainst);
}

TEST(PlayErrors, MasksBetweenTextsWithoutAPair) {
  for (const Mask mask : {Mask::kAToB, Mask::kBToA}) {
    EXPECT_EQ(start_with({.mask = mask}), Status::kNeedsPair);
    EXPECT_EQ(start_with({.mask = mask, .n_a = 4}), Status::kNeedsPair);
    EXPECT_EQ(start_with({.mask = mask, .n_a = 3}), Status::kOk);
  }
}

TEST(PlayErrors, NumbersThatOutgrowFloat32) {
  Text text(2, 4);
  for (float& x : text.view().row(0)) x = 1e30f;
  Play play;
  ASSERT_EQ(play.start({.e_queries = text.view()}, {}), Status::kOk);
  EXPECT_EQ(play.attention(0), Status::kOverflow);
  EXPECT_TRUE(play.weights().empty());
  Text ordinary(2, 4);
  ASSERT_EQ(play.start({.e_queries = ordinary.view()}, {.temperature = 1e-38f}), Status::kOk);
  EXPECT_EQ(play.attention(0), Status::kOverflow);
}

TEST(PlayErrors, ARefusedStartLeavesTheLastRun) {
  Text text(3, 4);
  Play play;
  ASSERT_EQ(play.start({.e_queries = text.view()}, {}), Status::kOk);
  ASSERT_EQ(play.attention(0), Status::kOk);
  const auto weights = copy(play.weights());
  EXPECT_EQ(play.start({.e_queries = text.view()}, {.n_heads = 3}), Status::kBadHeads);
  EXPECT_EQ(copy(play.weights()), weights);
  EXPECT_EQ(play.n_heads(), 1u);
}

TEST(PlayErrors, HeadsAndTokensThatAreNotThere) {
  Play play;
  EXPECT_EQ(play.attention(0), Status::kBadIndex);
  Text text(3, 4);
  ASSERT_EQ(play.start({.e_queries = text.view()}, {}), Status::kOk);
  EXPECT_EQ(play.attention(1), Status::kBadIndex);
  EXPECT_EQ(play.attention(-1), Status::kBadIndex);
  Explanation explanation;
  EXPECT_EQ(play.explain(0, 3, 0, explanation), Status::kBadIndex);
  EXPECT_EQ(play.explain(0, 0, -1, explanation), Status::kBadIndex);
  EXPECT_EQ(play.explain(1, 0, 0, explanation), Status::kBadIndex);
  MatrixView<const float> values;
  EXPECT_EQ(play.trace(Trace::kQ, 1, false, values), Status::kBadIndex);
}

TEST(PlayErrors, TracesThatTheRunDoesNotHave) {
  Text text(3, 4);
  Play play;
  ASSERT_EQ(play.start({.e_queries = text.view()}, {.qkv = Qkv::kIdentity}), Status::kOk);
  MatrixView<const float> values;
  for (const Trace absent :
       {Trace::kP, Trace::kUQ, Trace::kWV, Trace::kAdditiveW, Trace::kGeneralW, static_cast<Trace>(99)})
    EXPECT_EQ(play.trace(absent, 0, false, values), Status::kNoTrace);
  EXPECT_EQ(values.data(), nullptr);
}

TEST(PlayErrors, EveryStatusHasASentence) {
  for (int code = 0; code <= static_cast<int>(Status::kOutOfMemory); ++code)
    EXPECT_STRNE(describe(static_cast<Status>(code)), "Unknown status.");
}

}  // namespace
}  // namespace attn
