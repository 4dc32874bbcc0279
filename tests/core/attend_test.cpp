#include "attn/attend.h"

#include <gtest/gtest.h>

#include <cmath>

#include "attend_head.h"
#include "attend_ref.h"
#include "attend_support.h"
#include "support.h"

namespace attn {
namespace {

using test::AttendCall;
using test::kInf;
using test::Tensor;

constexpr QkOutput kStages[] = {QkOutput::kRaw, QkOutput::kCapped, QkOutput::kMasked, QkOutput::kWeights};

/// Numbers between −1 and 1 that follow from their place and a salt.
Tensor numbers(Shape shape, unsigned salt) {
  Tensor tensor{.data = {}, .shape = shape};
  unsigned state = salt * 2654435761u + 12345u;
  for (std::int64_t i = 0; i < shape.size(); ++i) {
    state = state * 1664525u + 1013904223u;
    tensor.data.push_back(static_cast<float>(state >> 8) / 8388608.0f - 1.0f);
  }
  return tensor;
}

Shape shape4(std::int64_t a, std::int64_t b, std::int64_t c, std::int64_t d) { return {4, {a, b, c, d}}; }

struct Sizes {
  int batch = 2, q_heads = 4, kv_heads = 2, n_queries = 5, n_new = 7, n_past = 0, head_size = 6, v_head_size = 3;
};

AttendCall make_call(const Sizes& s, unsigned salt = 1) {
  AttendCall call;
  call.q = numbers(shape4(s.batch, s.q_heads, s.n_queries, s.head_size), salt);
  call.k = numbers(shape4(s.batch, s.kv_heads, s.n_new, s.head_size), salt + 1);
  call.v = numbers(shape4(s.batch, s.kv_heads, s.n_new, s.v_head_size), salt + 2);
  if (s.n_past > 0) {
    call.past_key = numbers(shape4(s.batch, s.kv_heads, s.n_past, s.head_size), salt + 3);
    call.past_value = numbers(shape4(s.batch, s.kv_heads, s.n_past, s.v_head_size), salt + 4);
  }
  return call;
}

void expect_near(float got, double want) {
  if (double{got} == want) return;  // infinities
  EXPECT_NEAR(double{got}, want, 4e-6 * std::max(1.0, std::abs(want)));
}

void expect_like_twin(AttendCall call) {
  for (const QkOutput stage : kStages) {
    call.options.qk_output = stage;
    ASSERT_EQ(call.run(), Status::kOk);
    AttendSizes s;
    const AttendInputs inputs = call.inputs();
    ASSERT_EQ(attend_sizes(inputs, call.options, s), Status::kOk);
    const ref::Attend twin(inputs, call.options, s);
    for (std::size_t b = 0; b < s.batch; ++b)
      for (std::size_t h = 0; h < s.q_heads; ++h)
        for (std::size_t i = 0; i < s.n_queries; ++i) {
          const std::vector<double> row = twin.row(stage, b, h, i);
          const std::size_t query = (b * s.q_heads + h) * s.n_queries + i;
          for (std::size_t j = 0; j < s.n_keys; ++j) expect_near(call.qk[query * s.n_keys + j], row[j]);
          const std::size_t place = s.heads_inside ? (b * s.n_queries + i) * s.q_heads + h : query;
          for (std::size_t d = 0; d < s.v_head_size; ++d)
            expect_near(call.output[place * s.v_head_size + d], twin.output(b, h, i, d));
        }
  }
}

TEST(Attend, agrees_with_its_twin_over_lengths) {
  for (const int head_size : {1, 3, 4, 7, 16, 33})
    for (const int n_new : {1, 2, 5, 8, 13})
      expect_like_twin(make_call({.batch = 1, .n_queries = 3, .n_new = n_new, .head_size = head_size}));
}

// From 24 queries on keys are packed, from 128 keys on weights go out in parts, from 256 queries on values are packed.
TEST(Attend, agrees_with_its_twin_where_keys_and_values_are_packed) {
  for (const int head_size : {1, 20, 72})
    for (const auto& [n_queries, n_new] : {std::pair{25, 30}, std::pair{70, 333}, std::pair{261, 140}}) {
      AttendCall call = make_call({.batch = 1,
                                   .q_heads = 2,
                                   .kv_heads = 1,
                                   .n_queries = n_queries,
                                   .n_new = n_new,
                                   .head_size = head_size,
                                   .v_head_size = head_size + 3});
      expect_like_twin(call);
      call.options.causal = true;
      call.options.left_window = 100;
      expect_like_twin(call);
    }
}

TEST(Attend, agrees_with_its_twin_at_every_misalignment) {
  AttendCall aligned = make_call({.batch = 1, .q_heads = 1, .kv_heads = 1, .n_queries = 3, .n_new = 5});
  ASSERT_EQ(aligned.run(), Status::kOk);
  for (std::size_t shift = 1; shift < 4; ++shift) {
    std::vector<float> q(shift);
    q.insert(q.end(), aligned.q.data.begin(), aligned.q.data.end());
    AttendInputs inputs = aligned.inputs();
    inputs.q.data = std::span<const float>(q).subspan(shift);
    std::vector<float> output(aligned.output.size()), key(aligned.present_key.size()),
        value(aligned.present_value.size()), scratch(head_scratch_size(5, 6, 3));
    ASSERT_EQ(attend(inputs, {},
                     {.output = output, .qk = {}, .present_key = key, .present_value = value, .scratch = scratch}),
              Status::kOk);
    EXPECT_EQ(output, aligned.output);
  }
}

TEST(Attend, agrees_with_its_twin_under_every_restriction) {
  const bool yes_no[] = {false, true};
  for (const bool has_past : yes_no)
    for (const bool has_lengths : yes_no)
      for (const bool causal : yes_no)
        for (const int window : {-1, 0, 2}) {
          AttendCall call = make_call({.n_past = has_past ? 3 : 0});
          if (has_lengths) call.kv_lengths = {4, has_past ? 10 : 7};
          call.options.causal = causal;
          call.options.left_window = window;
          call.options.right_window = window < 0 ? -1 : window + 1;
          call.options.softcap = window == 2 ? 0.5f : 0.0f;
          expect_like_twin(call);
        }
}

TEST(Attend, broadcasts_masks_of_every_rank_and_forbids_what_they_do_not_reach) {
  const Shape shapes[] = {{1, {7}},       {1, {5}},          {2, {5, 7}},       {2, {1, 4}},       {3, {4, 5, 7}},
                          {3, {1, 5, 3}}, {4, {2, 4, 5, 7}}, {4, {2, 1, 5, 7}}, {4, {1, 4, 1, 6}}, {4, {2, 1, 1, 1}}};
  for (const Shape& shape : shapes) {
    AttendCall call = make_call({});
    call.mask_shape = shape;
    call.additive_mask = numbers(shape, 9).data;
    call.additive_mask[0] = -kInf;
    expect_like_twin(call);
    for (const float bias : call.additive_mask) call.boolean_mask.push_back(bias > 0.0f);
    call.additive_mask.clear();
    expect_like_twin(call);
  }
}

TEST(Attend, lets_the_heads_of_a_group_stand_for_queries_where_each_has_only_one) {
  const Shape masks[] = {{1, {10}}, {3, {6, 1, 9}}, {4, {2, 6, 1, 10}}, {4, {2, 1, 1, 10}}};
  for (const bool heads_inside : {false, true})
    for (const Shape& mask : masks) {
      AttendCall call = make_call({.q_heads = 6, .n_queries = 1, .n_past = 3});
      if (heads_inside) {
        call.q.shape = {3, {2, 1, 6 * 6}}, call.k.shape = {3, {2, 7, 2 * 6}}, call.v.shape = {3, {2, 7, 2 * 3}};
        call.options.q_heads = 6;
        call.options.kv_heads = 2;
      }
      call.options.left_window = 5;
      call.mask_shape = mask;
      call.additive_mask = numbers(mask, 9).data;
      expect_like_twin(call);
    }
}

TEST(Attend, reads_rank_3_as_heads_side_by_side) {
  for (const int n_past : {0, 2}) {
    AttendCall call = make_call({.n_past = n_past});
    call.q.shape = {3, {2, 5, 4 * 6}};
    call.k.shape = {3, {2, 7, 2 * 6}};
    call.v.shape = {3, {2, 7, 2 * 3}};
    call.options.q_heads = 4;
    call.options.kv_heads = 2;
    expect_like_twin(call);
  }
}

TEST(Attend, gives_zeros_for_a_row_that_sees_nothing) {
  AttendCall call = make_call({.batch = 1, .q_heads = 1, .kv_heads = 1, .n_queries = 2, .n_new = 2, .v_head_size = 2});
  call.mask_shape = {2, {2, 2}};
  call.boolean_mask = {0, 0, 1, 0};
  call.options.qk_output = QkOutput::kWeights;
  ASSERT_EQ(call.run(), Status::kOk);
  EXPECT_EQ(call.qk, (std::vector<float>{0, 0, 1, 0}));
  EXPECT_EQ(call.output, (std::vector<float>{0, 0, call.v.data[0], call.v.data[1]}));
}

TEST(Attend, puts_the_past_before_the_new_keys) {
  AttendCall call = make_call({.batch = 1, .q_heads = 1, .kv_heads = 1, .n_new = 1, .n_past = 2, .head_size = 1});
  ASSERT_EQ(call.run(), Status::kOk);
  EXPECT_EQ(call.present_key, (std::vector<float>{call.past_key.data[0], call.past_key.data[1], call.k.data[0]}));
}

TEST(Attend, copies_no_keys_that_are_not_wanted) {
  for (const bool heads_inside : {false, true}) {
    AttendCall call = make_call({});
    if (heads_inside) {
      call.q.shape = {3, {2, 5, 4 * 6}}, call.k.shape = {3, {2, 7, 2 * 6}}, call.v.shape = {3, {2, 7, 2 * 3}};
      call.options.q_heads = 4;
      call.options.kv_heads = 2;
    }
    ASSERT_EQ(call.run(), Status::kOk);
    std::vector<float> output(call.output.size()), scratch(head_scratch_size(10, 6, 3));
    const auto attend_without_present = [&](std::size_t n_keys) {
      return attend(call.inputs(), call.options,
                    {.output = output,
                     .qk = {},
                     .present_key = {},
                     .present_value = {},
                     .scratch = std::span(scratch).first(head_scratch_size(n_keys, 6, 3))});
    };
    ASSERT_EQ(attend_without_present(7), Status::kOk);
    EXPECT_EQ(output, call.output);
    call.past_key = numbers(shape4(2, 2, 3, 6), 1);
    call.past_value = numbers(shape4(2, 2, 3, 3), 1);
    EXPECT_EQ(attend_without_present(10), Status::kShapeMismatch);  // a past has to be joined somewhere
  }
}

TEST(Attend, takes_an_empty_past_for_none) {
  AttendCall call = make_call({});
  ASSERT_EQ(call.run(), Status::kOk);
  AttendCall with_past = make_call({});
  with_past.past_key.shape = shape4(2, 2, 0, 6);
  with_past.past_value.shape = shape4(2, 2, 0, 3);
  ASSERT_EQ(with_past.run(), Status::kOk);
  EXPECT_EQ(with_past.output, call.output);
}

Status status_after(void (*change)(AttendCall&)) {
  AttendCall call = make_call({});
  change(call);
  return call.run();
}

TEST(Attend, refuses_shapes_that_disagree) {
  for (void (*change)(AttendCall&) : {
           +[](AttendCall& c) { c.k = numbers(shape4(2, 2, 7, 5), 1); },
           +[](AttendCall& c) { c.v = numbers(shape4(2, 2, 6, 3), 1); },
           +[](AttendCall& c) { c.v = numbers(shape4(2, 1, 7, 3), 1); },
           +[](AttendCall& c) { c.q = numbers(shape4(2, 3, 5, 6), 1); },
           +[](AttendCall& c) { c.q = numbers(shape4(1, 4, 5, 6), 1); },
           +[](AttendCall& c) { c.q.shape = {3, {2, 4, 30}}; },
           +[](AttendCall& c) { c.q.data.pop_back(); },
           +[](AttendCall& c) { c.q.shape = shape4(2, 4, 5, -6); },
           +[](AttendCall& c) { c.q = c.k = c.v = numbers({3, {2, 5, 6}}, 1); },
           +[](AttendCall& c) { c.options.q_heads = 2; },
           +[](AttendCall& c) { c.q = numbers(shape4(2, 4, 0, 6), 1); },
           +[](AttendCall& c) { c.k = numbers(shape4(2, 2, 0, 6), 1), c.v = numbers(shape4(2, 2, 0, 3), 1); },
           +[](AttendCall& c) { c.past_key = numbers(shape4(2, 2, 3, 6), 1); },
           +[](AttendCall& c) { c.kv_lengths = {1}; },
           +[](AttendCall& c) { c.mask_shape = {2, {4, 7}}, c.additive_mask.assign(28, 0.0f); },
           +[](AttendCall& c) { c.mask_shape = {1, {0}}; },
           +[](AttendCall& c) { c.mask_shape = {1, {8}}, c.additive_mask.assign(8, 0.0f); },
           +[](AttendCall& c) { c.mask_shape = {1, {7}}, c.additive_mask.assign(6, 0.0f); },
       })
    EXPECT_EQ(status_after(change), Status::kShapeMismatch);
}

TEST(Attend, refuses_numbers_that_are_not_finite) {
  EXPECT_EQ(status_after([](AttendCall& c) { c.q.data[3] = NAN; }), Status::kNotFinite);
  EXPECT_EQ(status_after([](AttendCall& c) { c.v.data[0] = -kInf; }), Status::kNotFinite);
  const auto with_mask = [](float bias) {
    AttendCall call = make_call({});
    call.mask_shape = {1, {1}};
    call.additive_mask = {bias};
    return call.run();
  };
  EXPECT_EQ(with_mask(NAN), Status::kNotFinite);
  EXPECT_EQ(with_mask(kInf), Status::kNotFinite);
  EXPECT_EQ(with_mask(-kInf), Status::kOk);
}

TEST(Attend, refuses_options_out_of_range) {
  EXPECT_EQ(status_after([](AttendCall& c) { c.options.softcap = -1.0f; }), Status::kBadOption);
  EXPECT_EQ(status_after([](AttendCall& c) { c.options.scale = kInf; }), Status::kBadOption);
  EXPECT_EQ(status_after([](AttendCall& c) { c.options.left_window = -2; }), Status::kBadOption);
  EXPECT_EQ(status_after([](AttendCall& c) { c.kv_lengths = {3, 8}; }), Status::kBadIndex);
}

TEST(Attend, says_when_scores_outgrow_float32) {
  EXPECT_EQ(status_after([](AttendCall& c) { std::ranges::fill(c.q.data, 3e38f), c.options.scale = 1e3f; }),
            Status::kOverflow);
}

TEST(Attend, says_when_the_sum_of_values_outgrows_float32) {
  for (const int n_queries : {1, 5, 30, 261}) {
    AttendCall call = make_call({.n_queries = n_queries});
    std::ranges::fill(call.v.data, 3e38f);
    EXPECT_EQ(call.run(), Status::kOverflow) << n_queries;
    std::ranges::fill(call.v.data, 2e37f);
    EXPECT_EQ(call.run(), Status::kOk) << n_queries;
    for (const float x : call.output) EXPECT_NEAR(x, 2e37f, 1e32f);
  }
}

TEST(Attend, says_that_numbers_are_not_finite_even_where_scores_of_an_earlier_head_overflow) {
  EXPECT_EQ(status_after([](AttendCall& c) {
              std::ranges::fill(c.q.data, 3e38f);
              c.options.scale = 1e3f;
              c.v.data.back() = NAN;
            }),
            Status::kNotFinite);
}

}  // namespace
}  // namespace attn
