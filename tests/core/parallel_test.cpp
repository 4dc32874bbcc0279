#include "attn/parallel.h"

#include <gtest/gtest.h>

#include <atomic>

#include "attend_head.h"
#include "attend_support.h"
#include "attn/linear.h"
#include "attn/matmul.h"
#include "attn/norms.h"
#include "attn/quantized.h"
#include "attn/rope.h"
#include "support.h"
#include "threads.h"

namespace attn {
namespace {

using test::Vector;

using test::expect_same_bits;
using test::kThreadCounts;
using test::use_threads;

TEST(ParallelFor, HandsOutEveryNumberOnceAndOnlyToItsThreads) {
  for (const std::size_t n_of_pool : kThreadCounts) {
    use_threads(n_of_pool);
    for (const std::size_t n : {0, 1, 2, 3, 64, 1000}) {
      std::vector<std::atomic<int>> calls(n);
      std::atomic<bool> is_known = true;
      parallel_for(n, kLeastShared, [&](std::size_t i, std::size_t thread) {
        ++calls[i];
        if (thread >= n_threads()) is_known = false;
      });
      EXPECT_TRUE(std::all_of(calls.begin(), calls.end(), [](const auto& count) { return count == 1; })) << n;
      EXPECT_TRUE(is_known);
    }
  }
  use_threads(1);
}

TEST(ParallelFor, ReturnsWhenAllIsDoneHoweverOftenItIsCalled) {
  use_threads(kThreadCounts[1 % std::size(kThreadCounts)]);
  std::vector<int> numbers(7);
  for (int round = 1; round <= 20'000; ++round) {
    parallel_for(numbers.size(), kLeastShared, [&](std::size_t i, std::size_t) { ++numbers[i]; });
    ASSERT_EQ(std::count(numbers.begin(), numbers.end(), round), 7) << round;
  }
  use_threads(1);
}

#ifdef ATTN_THREADS
TEST(ParallelFor, GivesToOthersWhatABusyThreadDoesNotGetTo) {
  for (const std::size_t n_of_pool : {2, 3}) {
    set_n_threads(n_of_pool);
    constexpr std::size_t kN = 20;
    std::atomic<std::size_t> n_done = 0;
    // Whoever takes the first number is busy until all others are done.
    parallel_for(kN, kLeastShared, [&](std::size_t i, std::size_t) {
      while (i == 0 && n_done < kN - 1) {
      }
      ++n_done;
    });
    EXPECT_EQ(n_done, kN);
  }
  set_n_threads(1);
}

TEST(ParallelFor, UsesSeveralThreads) {
  set_n_threads(3);
  std::atomic<std::size_t> n_waiting = 0;
  // Each waits for the others: alone, one would wait for ever.
  parallel_for(3, kLeastShared, [&](std::size_t, std::size_t) {
    for (++n_waiting; n_waiting < 3;) {
    }
  });
  EXPECT_EQ(n_waiting, 3u);
  set_n_threads(1);
}
#endif

TEST(ParallelRows, CoversEveryRowOnce) {
  for (const std::size_t n_of_pool : kThreadCounts) {
    use_threads(n_of_pool);
    for (const std::size_t n : {0, 1, 5, 12, 100}) {
      std::vector<std::atomic<int>> calls(n);
      parallel_rows(n, kLeastShared, [&](std::size_t first, std::size_t count) {
        for (std::size_t i = first; i < first + count; ++i) ++calls[i];
      });
      EXPECT_TRUE(std::all_of(calls.begin(), calls.end(), [](const auto& count) { return count == 1; })) << n;
    }
  }
  use_threads(1);
}

/// Shapes that are cut in every way: one row, rows that fill no tile, more than one block of rows, odd columns.
constexpr struct {
  std::size_t n, d, m;
} kProducts[] = {{1, 300, 1037}, {3, 100, 777}, {70, 65, 200}, {131, 40, 43}, {261, 33, 70}};

TEST(Threads, LeaveTheBitsOfProducts) {
  for (const auto& [n, d, m] : kProducts) {
    Vector a(n * d, 1, 1), b(m * d, 0, 2), bias(m, 2, 3);
    PackedMatrix packed;
    ASSERT_EQ(packed.pack_transposed(b.matrix(m)), Status::kOk);
    expect_same_bits([&] {
      std::vector<float> out(n * m, -1.0f);
      matmul(a.matrix(n), packed, bias.span(), Activation::kGelu, {out.data(), n, m});
      return out;
    });
    PackedInt8Matrix int8;
    ASSERT_EQ(int8.pack_float(b.matrix(m)), Status::kOk);
    expect_same_bits([&] {
      std::vector<float> out(n * m, -1.0f);
      matmul(a.matrix(n), int8, bias.span(), Activation::kSilu, {out.data(), n, m});
      return out;
    });
    expect_same_bits([&] {
      std::vector<float> out(n * m, -1.0f);
      QuantizedRows rows;
      EXPECT_EQ(rows.quantize(a.matrix(n)), Status::kOk);
      matmul(rows, int8, {}, Activation::kNone, {out.data(), n, m});
      return out;
    });
  }
}

TEST(Threads, LeaveTheBitsOfNorms) {
  Vector x(203 * 300, 1, 1), scale(300, 2, 2), shift(300, 3, 3);
  expect_same_bits([&] {
    std::vector<float> out(203 * 300);
    layer_norm(x.matrix(203), scale.span(), shift.span(), 1e-5f, {out.data(), 203, 300});
    return out;
  });
  expect_same_bits([&] {
    std::vector<float> out(203 * 300);
    rms_norm(x.matrix(203), scale.span(), 1e-5f, true, {out.data(), 203, 300});
    return out;
  });
}

TEST(Threads, LeaveTheBitsOfSumsAndTurns) {
  Vector a(203 * 320, 1, 1), b(203 * 320, 2, 2), cosines(203 * 16, 0, 3), sines(203 * 16, 1, 4);
  expect_same_bits([&] {
    std::vector<float> out(203 * 320);
    add(a.matrix(203), b.matrix(203), {out.data(), 203, 320});
    return out;
  });
  expect_same_bits([&] {
    std::vector<float> x(a.span().begin(), a.span().end());
    apply_rope(RopePairs::kHalves, 32, cosines.matrix(203), sines.matrix(203), {x.data(), 203, 320});
    return x;
  });
}

test::AttendCall attention_call(std::int64_t batch, std::int64_t heads, std::int64_t kv_heads, std::int64_t n_queries,
                                std::int64_t n_keys) {
  constexpr std::int64_t kHeadDim = 20, kVHeadDim = 12;
  const auto tensor = [&](std::int64_t n_heads, std::int64_t n, std::int64_t size, std::uint32_t stream) {
    const Vector values(static_cast<std::size_t>(batch * n_heads * n * size), 0, stream);
    return test::Tensor{.data = {values.span().begin(), values.span().end()}, .shape = {4, {batch, n_heads, n, size}}};
  };
  test::AttendCall call;
  call.q = tensor(heads, n_queries, kHeadDim, 1);
  call.k = tensor(kv_heads, n_keys, kHeadDim, 2);
  call.v = tensor(kv_heads, n_keys, kVHeadDim, 3);
  call.options.qk_output = QkOutput::kWeights;
  return call;
}

void expect_same_attention(test::AttendCall call) {
  expect_same_bits([&] {
    EXPECT_EQ(call.run(), Status::kOk);
    return std::pair(call.output, call.qk);
  });
}

TEST(Threads, LeaveTheBitsOfAttention) {
  expect_same_attention(attention_call(1, 1, 1, 333, 333));  // one head, cut
  expect_same_attention(attention_call(2, 6, 3, 70, 90));    // more heads than threads, the last ones cut
  expect_same_attention(attention_call(1, 8, 2, 1, 700));    // a lone query, its heads in groups
  for (const QkOutput stage : {QkOutput::kRaw, QkOutput::kCapped, QkOutput::kMasked}) {
    test::AttendCall call = attention_call(1, 2, 1, 201, 201);
    call.options.causal = true;
    call.options.left_window = 50;
    call.options.softcap = 3.0f;
    call.options.qk_output = stage;
    expect_same_attention(call);
  }
}

TEST(Threads, LeaveTheBitsUnderMasks) {
  test::AttendCall call = attention_call(1, 2, 2, 150, 140);
  const Vector mask(2 * 150 * 140, 0, 4);
  call.mask_shape = {4, {1, 2, 150, 140}};
  call.additive_mask.assign(mask.span().begin(), mask.span().end());
  expect_same_attention(call);
  call.mask_shape = {2, {150, 140}};
  call.additive_mask.clear();
  for (std::size_t i = 0; i < 150 * 140; ++i) call.boolean_mask.push_back(mask.span()[i] > 0.0f);
  call.kv_lengths = {131};
  expect_same_attention(call);
}

TEST(Threads, TellOfAnOverflow) {
  test::AttendCall call = attention_call(1, 4, 4, 100, 100);
  for (std::vector<float>* values : {&call.q.data, &call.k.data}) std::fill(values->end() - 20, values->end(), 1e30f);
  expect_same_bits([&] { return call.run(); });
  EXPECT_EQ(call.run(), Status::kOverflow);
}

}  // namespace
}  // namespace attn
