#include "attend_head.h"

#include <gtest/gtest.h>

#include <bit>

#include "attend_ref.h"
#include "attend_support.h"
#include "support.h"

namespace attn {
namespace {

using test::Vector;

constexpr std::size_t kHeads = 4, kKvHeads = 2, kQueries = 11, kKeys = 13, kHeadDim = 6, kVHeadDim = 5;

/// Tokens with their heads side by side, as a projection leaves them, and what attend() makes of the same numbers.
struct Tokens {
  Vector q{kQueries * kHeads * kHeadDim, 1, 1}, k{kKeys * kKvHeads * kHeadDim, 2, 2},
      v{kKeys * kKvHeads * kVHeadDim, 3, 3};
  std::vector<float> scratch = std::vector<float>(head_scratch_size(kKeys, kHeadDim, kVHeadDim));

  test::AttendCall call(QkOutput stage) const {
    test::AttendCall call;
    const auto tensor = [](const Vector& x, std::size_t n) {
      return test::Tensor{.data = {x.span().begin(), x.span().end()},
                          .shape = {3, {1, std::int64_t(n), std::int64_t(x.span().size() / n)}}};
    };
    call.q = tensor(q, kQueries), call.k = tensor(k, kKeys), call.v = tensor(v, kKeys);
    call.options.causal = true;
    call.options.softcap = 2.0f;
    call.options.q_heads = kHeads;
    call.options.kv_heads = kKvHeads;
    call.options.qk_output = stage;
    return call;
  }
  AttendHead head(std::size_t h, MatrixView<float> context) {
    return {.q = q.matrix(kQueries).columns(h * kHeadDim, kHeadDim),
            .k = k.matrix(kKeys).columns(h / 2 * kHeadDim, kHeadDim),
            .v = v.matrix(kKeys).columns(h / 2 * kVHeadDim, kVHeadDim),
            .context = context.columns(h * kVHeadDim, kVHeadDim)};
  }
};

HeadRules rules() { return {.scale = 1.0f / std::sqrt(static_cast<float>(kHeadDim)), .softcap = 2.0f, .causal = true}; }

TEST(AttendHead, WritesEveryStageOfHeadsSideBySideInOneGo) {
  Tokens tokens;
  std::vector<float> context(kQueries * kHeads * kVHeadDim), stages[4];
  for (std::vector<float>& stage : stages) stage.resize(kHeads * kQueries * kKeys);
  for (std::size_t h = 0; h < kHeads; ++h) {
    AttendHead head = tokens.head(h, {context.data(), kQueries, kHeads * kVHeadDim});
    const auto of_head = [&](std::vector<float>& stage) {
      return MatrixView<float>(stage.data() + h * kQueries * kKeys, kQueries, kKeys);
    };
    head.raw = of_head(stages[0]), head.capped = of_head(stages[1]);
    head.masked = of_head(stages[2]), head.weights = of_head(stages[3]);
    ASSERT_EQ(attend_head(head, rules(), tokens.scratch), Status::kOk);
  }
  for (int stage = 0; stage < 4; ++stage) {
    test::AttendCall call = tokens.call(static_cast<QkOutput>(1 + stage));
    ASSERT_EQ(call.run(), Status::kOk);
    EXPECT_EQ(stages[stage], call.qk) << stage;
    EXPECT_EQ(context, call.output);
  }
}

TEST(AttendHead, GivesAQueryOnItsOwnTheBitsItHasAmongOthers) {
  Tokens tokens;
  std::vector<float> context(kQueries * kHeads * kVHeadDim), weights(kQueries * kKeys), alone(kVHeadDim), row(kKeys);
  AttendHead head = tokens.head(1, {context.data(), kQueries, kHeads * kVHeadDim});
  head.weights = {weights.data(), kQueries, kKeys};
  ASSERT_EQ(attend_head(head, rules(), tokens.scratch), Status::kOk);
  for (std::size_t i = 0; i < kQueries; ++i) {
    AttendHead one = head;  // as in generation: the keys up to now are the first rows of a cache
    one.q = head.q.rows(i, 1), one.k = head.k.rows(0, i + 1), one.v = head.v.rows(0, i + 1);
    one.context = {alone.data(), 1, kVHeadDim};
    one.weights = MatrixView<float>(row.data(), 1, kKeys).columns(0, i + 1);
    HeadRules now = rules();
    now.first_position = static_cast<std::int64_t>(i);
    ASSERT_EQ(attend_head(one, now, tokens.scratch), Status::kOk);
    EXPECT_TRUE(std::ranges::equal(alone, head.context.row(i))) << i;
    EXPECT_TRUE(std::ranges::equal(std::span(row).first(i + 1), head.weights.row(i).first(i + 1))) << i;
  }
}

TEST(AttendHead, WritesNoContextWhereNoneIsWanted) {
  Tokens tokens;
  std::vector<float> context(kQueries * kHeads * kVHeadDim), weights(kQueries * kKeys), without(kQueries * kKeys);
  for (const std::size_t n_queries : {std::size_t{2}, kQueries}) {
    AttendHead head = tokens.head(2, {context.data(), kQueries, kHeads * kVHeadDim});
    head.q = head.q.rows(0, n_queries), head.context = head.context.rows(0, n_queries);
    head.weights = {weights.data(), n_queries, kKeys};
    ASSERT_EQ(attend_head(head, rules(), tokens.scratch), Status::kOk);
    head.context = {}, head.weights = {without.data(), n_queries, kKeys};
    ASSERT_EQ(attend_head(head, rules(), tokens.scratch), Status::kOk);
    EXPECT_EQ(without, weights);
  }
}

/// FNV-1a, 64 bits, over the bits of context and weights.
std::uint64_t hash_of(std::span<const float> values, std::uint64_t hash) {
  for (const float value : values) hash = (hash ^ std::bit_cast<std::uint32_t>(value)) * 0x100000001b3u;
  return hash;
}

// Sizes with remainders everywhere, few and many queries, softcap, windows and a mask: natively, with emulated lanes
// and in WebAssembly the numbers must have the same bits.
TEST(AttendHead, HasTheSameBitsOnEveryTarget) {
  std::uint64_t hash = 0xcbf29ce484222325u;
  for (const std::size_t n_queries : {1, 5, 37})
    for (const std::size_t head_dim : {7, 20, 64}) {
      constexpr std::size_t kMany = 150;
      Vector k(kMany * head_dim, 1, 2), v(kMany * head_dim, 2, 3), bias(n_queries * kMany, 3, 4);
      Vector q(n_queries * head_dim, 0, 1), context(n_queries * head_dim, 0, 5), weights(n_queries * kMany, 0, 6);
      std::vector<float> scratch(head_scratch_size(kMany, head_dim, head_dim));
      const AttendHead head{.q = q.matrix(n_queries),
                            .k = k.matrix(kMany),
                            .v = v.matrix(kMany),
                            .context = context.matrix(n_queries),
                            .weights = weights.matrix(n_queries)};
      HeadRules with_all{.scale = 0.25f, .softcap = 3.0f, .causal = true, .left_window = 100, .first_position = 110};
      with_all.mask = {.additive = bias.span().data(), .stride = kMany, .n_keys = kMany};
      for (const HeadRules& some : {HeadRules{.scale = 0.25f}, with_all}) {
        ASSERT_EQ(attend_head(head, some, scratch), Status::kOk);
        hash = hash_of(weights.span(), hash_of(context.span(), hash));
      }
    }
  EXPECT_EQ(hash, 0x9f43196eb5062b7u);
}

// A value that was read would show: 0 · NaN is NaN.
TEST(AttendHead, ReadsOnlyWhatAPanelsQueriesSee) {
  constexpr std::size_t kMany = 64, kDim = 8, kPanel = 8, kWindow = 9,
                        kMostBefore = 5;  // a group of packed keys is whole
  const HeadRules rules{.causal = true, .left_window = kWindow};
  std::vector<float> scratch(head_scratch_size(kMany, kDim, kDim));
  for (std::size_t first = 0; first < kMany; first += kPanel) {
    Vector q(kMany * kDim, 0, 1), k(kMany * kDim, 0, 2), v(kMany * kDim, 0, 3), context(kMany * kDim, 0, 4);
    for (std::size_t j = 0; j < kMany; ++j)
      if (j + kWindow + kMostBefore < first || j >= first + kPanel)
        std::ranges::fill(v.matrix(kMany).row(j), test::kNaN);
    const AttendHead head{
        .q = q.matrix(kMany), .k = k.matrix(kMany), .v = v.matrix(kMany), .context = context.matrix(kMany)};
    ASSERT_EQ(attend_head(head, rules, scratch), Status::kOk);
    for (const float x : context.span().subspan(first * kDim, kPanel * kDim)) EXPECT_TRUE(std::isfinite(x)) << first;
  }
}

TEST(AttendHead, LeavesOutTheFirstQueriesWhereASliceBegins) {
  Tokens tokens;
  std::vector<float> all(kQueries * kHeads * kVHeadDim), part(all.size());
  const AttendHead whole = tokens.head(3, {all.data(), kQueries, kHeads * kVHeadDim});
  ASSERT_EQ(attend_head(whole, rules(), tokens.scratch), Status::kOk);
  AttendHead slice = tokens.head(3, {part.data(), kQueries, kHeads * kVHeadDim});
  slice.q = slice.q.rows(3, 5), slice.context = slice.context.rows(3, 5);
  HeadRules from_3 = rules();
  from_3.first_position = 3;
  ASSERT_EQ(attend_head(slice, from_3, tokens.scratch), Status::kOk);
  for (std::size_t i = 0; i < 5; ++i) EXPECT_TRUE(std::ranges::equal(slice.context.row(i), whole.context.row(3 + i)));
}

}  // namespace
}  // namespace attn
