#include "session.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>

#include "allocations.h"

namespace attn {
namespace {

template <class T>
void put(Session& session, Slot slot, const std::vector<T>& values) {
  const std::span<std::byte> place = session.stage(slot, values.size() * sizeof(T));
  ASSERT_EQ(place.size(), values.size() * sizeof(T));
  if (!values.empty()) std::memcpy(place.data(), values.data(), place.size());
}

/// A table of two words of two numbers.
int add_table(Session& session) {
  const int table = session.create_table(2, 2);
  for (const std::vector<float>& row : {std::vector{1.0f, 0.0f}, std::vector{0.0f, 1.0f}}) {
    put(session, Slot::kVector, row);
    EXPECT_EQ(session.add_row(table), Status::kOk);
  }
  return table;
}

PlayRequest request_for(int n_queries, int n_keys) {
  PlayRequest request{};
  request.d_model = 2;
  request.n_queries = n_queries;
  request.n_keys = n_keys;
  request.qkv = static_cast<int>(Qkv::kIdentity);
  request.n_heads = 1;
  request.mask_b = 1;
  request.temperature = 1.0f;
  request.top_k = 1;
  request.top_p = 1.0f;
  return request;
}

TEST(Session, gathers_rows_of_tables_and_zeros_for_unknown_words) {
  Session session;
  const int table = add_table(session);
  put(session, Slot::kQueries, std::vector<std::int32_t>{table, 1, -1, -1, table, 0});
  ASSERT_EQ(session.start(request_for(3, 0)), Status::kOk);
  ASSERT_EQ(session.trace(static_cast<int>(Trace::kE), 0, false), Status::kOk);
  EXPECT_EQ(session.n_rows(), 3u);
  EXPECT_EQ(session.n_cols(), 2u);
  const std::span<const float> e = session.result(Result::kTrace);
  EXPECT_EQ(std::vector<float>(e.begin(), e.end()), (std::vector<float>{0, 1, 0, 0, 1, 0}));
  ASSERT_EQ(session.attention(0), Status::kOk);
  EXPECT_EQ(session.result(Result::kWeights).size(), 9u);
}

TEST(Session, takes_the_keys_of_a_second_text) {
  Session session;
  const int table = add_table(session);
  put(session, Slot::kQueries, std::vector<std::int32_t>{table, 0});
  put(session, Slot::kKeys, std::vector<std::int32_t>{table, 0, table, 1});
  ASSERT_EQ(session.start(request_for(1, 2)), Status::kOk);
  ASSERT_EQ(session.attention(0), Status::kOk);
  EXPECT_EQ(session.result(Result::kScores).size(), 2u);
  ASSERT_EQ(session.explain(0, 0, 1), Status::kOk);
  EXPECT_FALSE(session.explanation().values().empty());
}

TEST(Session, reports_what_was_handed_over_wrongly) {
  Session session;
  const int table = add_table(session);
  put(session, Slot::kQueries, std::vector<std::int32_t>{table, 2});
  EXPECT_EQ(session.start(request_for(1, 0)), Status::kBadIndex) << "a row that is not there";
  put(session, Slot::kQueries, std::vector<std::int32_t>{table + 1, 0});
  EXPECT_EQ(session.start(request_for(1, 0)), Status::kBadIndex) << "a table that is not there";
  EXPECT_EQ(session.start(request_for(2, 0)), Status::kShapeMismatch) << "fewer pairs than tokens";
  EXPECT_EQ(session.start(request_for(0, 0)), Status::kEmpty);
  EXPECT_EQ(session.start(request_for(kMaxTokens + 1, 0)), Status::kTooLong);
  EXPECT_EQ(session.add_row(7), Status::kBadIndex);
  EXPECT_LT(session.create_table(1, kMaxDModel + 1), 0);
}

TEST(Session, gives_a_removed_table_s_number_to_the_next) {
  Session session;
  const int first = add_table(session);
  const int second = add_table(session);
  session.remove_table(first);
  EXPECT_EQ(session.neighbors(first, 0, second, 1), Status::kBadIndex);
  EXPECT_EQ(add_table(session), first);
  ASSERT_EQ(session.neighbors(first, 0, second, 2), Status::kOk);
  ASSERT_EQ(session.found().size(), 2u);
  EXPECT_EQ(session.found()[0].row, 0);
  EXPECT_EQ(session.found()[0].similarity, 1.0f);
}

TEST(Session, adopts_ready_made_rows) {
  Session session;
  const int table = session.create_table(1, 2);
  const std::int8_t row[] = {-127, 64};
  std::memcpy(session.table_rows(table).data(), row, sizeof row);
  session.table_scales(table)[0] = 0.5f;
  ASSERT_EQ(session.adopt_table(table), Status::kOk);
  put(session, Slot::kQueries, std::vector<std::int32_t>{table, 0});
  ASSERT_EQ(session.start(request_for(1, 0)), Status::kOk);
  ASSERT_EQ(session.trace(static_cast<int>(Trace::kE), 0, false), Status::kOk);
  EXPECT_EQ(session.result(Result::kTrace)[0], -63.5f);
  EXPECT_EQ(session.result(Result::kTrace)[1], 32.0f);
}

void stage_attend(Session& session) {
  put(session, Slot::kQ, std::vector<float>{1, 0});
  put(session, Slot::kK, std::vector<float>{1, 0, 0, 1});
  put(session, Slot::kV, std::vector<float>{3, 5});
  put(session, Slot::kMask, std::vector<std::uint8_t>{0, 1});
  put(session, Slot::kShapes, std::vector<std::int32_t>{4, 1, 1, 1, 2, 4, 1, 1, 2, 2, 4, 1, 1, 2, 1,
                                                        1, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
}

AttendRequest masked_request() {
  AttendRequest request{};
  request.boolean_mask = true;
  request.left_window = request.right_window = -1;
  return request;
}

TEST(Session, runs_attend_on_staged_tensors) {
  Session session;
  stage_attend(session);
  ASSERT_EQ(session.attend(masked_request()), Status::kOk);
  ASSERT_EQ(session.result(Result::kOutput).size(), 1u);
  EXPECT_EQ(session.result(Result::kOutput)[0], 5.0f);
  EXPECT_TRUE(session.result(Result::kQk).empty());
}

TEST(Session, allocates_nothing_for_a_second_attend) {
  Session session;
  stage_attend(session);
  const auto attend_once = [&] { ASSERT_EQ(session.attend(masked_request()), Status::kOk); };
  test::n_allocations = 0;
  attend_once();
  EXPECT_GT(test::n_allocations, 0);
  test::n_allocations = 0;
  attend_once();
  EXPECT_EQ(test::n_allocations, 0);
}

}  // namespace
}  // namespace attn
