#include "attn/play.h"

#include <gtest/gtest.h>

#include "allocations.h"
#include "play_support.h"

// What holds for every run, whatever the numbers are.

namespace attn {
namespace {

using test::copy;
using test::Text;
using test::traced;

constexpr Score kScores[] = {Score::kScaledDot, Score::kDot,      Score::kCosine, Score::kEuclidean,
                             Score::kGaussian,  Score::kAdditive, Score::kGeneral};

TEST(Play, RowsSumToOne) {
  Text text(9, 12);
  Play play;
  for (const Score score : kScores) {
    ASSERT_EQ(play.start({.e_queries = text.view()}, {.score = score}), Status::kOk);
    ASSERT_EQ(play.attention(0), Status::kOk);
    for (std::size_t i = 0; i < 9; ++i) {
      double sum = 0.0;
      for (const float w : play.weights().subspan(i * 9, 9)) sum += double{w};
      EXPECT_NEAR(sum, 1.0, 1e-6);
    }
  }
}

TEST(Play, PermutingTheTokensPermutesTheWeights) {
  Text text(6, 12);
  Text turned(6, 12);
  for (std::size_t t = 0; t < 6; ++t) std::ranges::copy(text.view().row(t), turned.view().row((t + 2) % 6).begin());
  Play play;
  Play other;
  for (const Score score : kScores) {
    ASSERT_EQ(play.start({.e_queries = text.view()}, {.score = score}), Status::kOk);
    ASSERT_EQ(other.start({.e_queries = turned.view()}, {.score = score}), Status::kOk);
    ASSERT_EQ(play.attention(0), Status::kOk);
    ASSERT_EQ(other.attention(0), Status::kOk);
    for (std::size_t i = 0; i < 6; ++i)
      for (std::size_t j = 0; j < 6; ++j)
        EXPECT_NEAR(play.weights()[i * 6 + j], other.weights()[(i + 2) % 6 * 6 + (j + 2) % 6], 2e-6);
  }
}

TEST(Play, AMaskedKeyHasNoInfluence) {
  Text text(5, 8);
  Play play;
  ASSERT_EQ(play.start({.e_queries = text.view()}, {.mask = Mask::kCausal}), Status::kOk);
  ASSERT_EQ(play.attention(0), Status::kOk);
  const auto before = copy(play.context().row(2));
  for (float& x : text.view().row(4)) x *= -3.0f;  // later than query 2
  ASSERT_EQ(play.start({.e_queries = text.view()}, {.mask = Mask::kCausal}), Status::kOk);
  ASSERT_EQ(play.attention(0), Status::kOk);
  EXPECT_EQ(copy(play.context().row(2)), before);
}

TEST(Play, FullyMaskedRowsWeighNothingAndGiveZeros) {
  Text text(5, 8);
  Play play;
  ASSERT_EQ(play.start({.e_queries = text.view()}, {.mask = Mask::kAToB, .n_a = 2}), Status::kOk);
  ASSERT_EQ(play.attention(0), Status::kOk);
  for (std::size_t i = 2; i < 5; ++i) {
    for (const float w : play.weights().subspan(i * 5, 5)) EXPECT_EQ(w, 0.0f);
    for (const float c : play.context().row(i)) EXPECT_EQ(c, 0.0f);
  }
}

TEST(Play, ATextAgainstItselfIsSelfAttention) {
  Text text(6, 12);
  Play self;
  Play cross;
  const PlayOptions options{.n_heads = 3, .position = Position::kRope};
  ASSERT_EQ(self.start({.e_queries = text.view()}, options), Status::kOk);
  ASSERT_EQ(cross.start({.e_queries = text.view(), .cross = true, .e_keys = text.view()}, options), Status::kOk);
  for (int head = 0; head < 3; ++head) {
    ASSERT_EQ(self.attention(head), Status::kOk);
    ASSERT_EQ(cross.attention(head), Status::kOk);
    EXPECT_EQ(copy(self.weights()), copy(cross.weights()));
  }
}

TEST(Play, CrossAttentionTakesKeysAndValuesFromTheOtherText) {
  Text a(3, 8, 1);
  Text b(5, 8, 2);
  Play play;
  ASSERT_EQ(play.start({.e_queries = a.view(), .cross = true, .e_keys = b.view()}, {.qkv = Qkv::kIdentity}),
            Status::kOk);
  EXPECT_EQ(play.n_queries(), 3u);
  EXPECT_EQ(play.n_keys(), 5u);
  EXPECT_EQ(traced(play, Trace::kQ), copy(test::flat(a.view())));
  EXPECT_EQ(traced(play, Trace::kK), copy(test::flat(b.view())));
  EXPECT_EQ(traced(play, Trace::kV), copy(test::flat(b.view())));
  EXPECT_EQ(traced(play, Trace::kX, 0, true), copy(test::flat(b.view())));
  ASSERT_EQ(play.attention(0), Status::kOk);
  EXPECT_EQ(play.weights().size(), 15u);
}

TEST(Play, AHeadSeesItsSliceOnly) {
  Text text(4, 12);
  Text slice(4, 6);
  for (std::size_t t = 0; t < 4; ++t) std::ranges::copy(text.view().row(t).subspan(6), slice.view().row(t).begin());
  Play heads;
  Play alone;
  ASSERT_EQ(heads.start({.e_queries = text.view()}, {.qkv = Qkv::kIdentity, .n_heads = 2}), Status::kOk);
  ASSERT_EQ(alone.start({.e_queries = slice.view()}, {.qkv = Qkv::kIdentity}), Status::kOk);
  ASSERT_EQ(heads.attention(1), Status::kOk);
  ASSERT_EQ(alone.attention(0), Status::kOk);
  EXPECT_EQ(copy(heads.weights()), copy(alone.weights()));
}

TEST(Play, TheOutputOfAllHeadsStandsSideBySide) {
  Text text(4, 12);
  Play play;
  ASSERT_EQ(play.start({.e_queries = text.view()}, {.n_heads = 3, .residual = true}), Status::kOk);
  const auto all = traced(play, Trace::kOutput, -1);
  for (int head = 0; head < 3; ++head) {
    const auto one = traced(play, Trace::kOutput, head);
    const auto v = traced(play, Trace::kV, head);
    const auto context = traced(play, Trace::kContext, head);
    for (std::size_t i = 0; i < 4; ++i)
      for (std::size_t c = 0; c < 4; ++c) {
        EXPECT_EQ(all[i * 12 + static_cast<std::size_t>(head) * 4 + c], one[i * 4 + c]);
        EXPECT_EQ(one[i * 4 + c], context[i * 4 + c] + v[i * 4 + c]);
      }
  }
}

TEST(Play, OneOptionNeverChangesTheNumbersOfAnother) {
  Text text(4, 12);
  Play plain;
  Play fancy;
  ASSERT_EQ(plain.start({.e_queries = text.view()}, {}), Status::kOk);
  ASSERT_EQ(fancy.start({.e_queries = text.view()}, {.n_heads = 2, .score = Score::kAdditive, .mask = Mask::kCausal}),
            Status::kOk);
  for (const Trace u : {Trace::kUQ, Trace::kUK, Trace::kUV}) EXPECT_EQ(traced(plain, u), traced(fancy, u));
}

TEST(Play, OffsetsAreThreeOneOrGiven) {
  Text text(2, 4);
  Play play;
  ASSERT_EQ(play.start({.e_queries = text.view()}, {}), Status::kOk);
  EXPECT_NE(traced(play, Trace::kUQ), traced(play, Trace::kUK));
  ASSERT_EQ(play.start({.e_queries = text.view()}, {.offsets = Offsets::kShared}), Status::kOk);
  EXPECT_EQ(traced(play, Trace::kUQ), traced(play, Trace::kUK));
  EXPECT_EQ(traced(play, Trace::kUQ), traced(play, Trace::kUV));
  const std::vector<float> given{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
  const PlayInput input{.e_queries = text.view(), .given_offsets = given};
  ASSERT_EQ(play.start(input, {.offsets = Offsets::kGiven}), Status::kOk);
  EXPECT_EQ(traced(play, Trace::kUK), (std::vector<float>{5, 6, 7, 8}));
  ASSERT_EQ(play.start({.e_queries = text.view()}, {}), Status::kOk);
  EXPECT_NE(traced(play, Trace::kUK), (std::vector<float>{5, 6, 7, 8}));
}

TEST(Play, RunsAgainWithTheSameBits) {
  Text text(7, 12);
  Text longer(20, 12, 2);
  const PlayOptions options{.qkv = Qkv::kProjection, .score = Score::kGeneral, .position = Position::kSinusoidal};
  Play play;
  ASSERT_EQ(play.start({.e_queries = text.view()}, options), Status::kOk);
  ASSERT_EQ(play.attention(0), Status::kOk);
  const auto first = copy(play.weights());
  ASSERT_EQ(play.start({.e_queries = longer.view()}, {.seed = 9}), Status::kOk);
  ASSERT_EQ(play.attention(0), Status::kOk);
  ASSERT_EQ(play.start({.e_queries = text.view()}, options), Status::kOk);
  ASSERT_EQ(play.attention(0), Status::kOk);
  EXPECT_EQ(copy(play.weights()), first);
}

TEST(Play, AllocatesNothingForARunOfTheSameSize) {
  Text text(30, 12);
  Play play;
  const auto run = [&](std::uint32_t seed) {
    const PlayOptions options{.qkv = Qkv::kProjection,
                              .seed = seed,
                              .n_heads = 2,
                              .score = Score::kAdditive,
                              .position = Position::kRope,
                              .normalizer = Normalizer::kEntmax15,
                              .over = Over::kAll};
    ASSERT_EQ(play.start({.e_queries = text.view()}, options), Status::kOk);
    for (const int head : {0, 1}) ASSERT_EQ(play.attention(head), Status::kOk);
    Explanation explanation;
    ASSERT_EQ(play.explain(1, 2, 3, explanation), Status::kOk);
    MatrixView<const float> output;
    ASSERT_EQ(play.trace(Trace::kOutput, -1, false, output), Status::kOk);
  };
  test::n_allocations = 0;
  run(1);
  EXPECT_GT(test::n_allocations, 0);
  test::n_allocations = 0;
  run(2);
  EXPECT_EQ(test::n_allocations, 0);
}

}  // namespace
}  // namespace attn
