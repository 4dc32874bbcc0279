#pragma once

#include <gtest/gtest.h>

#include <cstddef>

#include "attn/parallel.h"

/// Tests that any number of threads may run, where the build has threads.
namespace attn::test {

#ifdef ATTN_THREADS
inline constexpr std::size_t kThreadCounts[] = {2, 3, 5, 1, 2};
inline void use_threads(std::size_t n) { set_n_threads(n); }
#else
inline constexpr std::size_t kThreadCounts[] = {1};
inline void use_threads(std::size_t) {}
#endif

/// What compute() returns must be the same with any number of threads.
template <class Compute>
void expect_same_bits(Compute compute) {
  use_threads(1);
  const auto want = compute();
  for (const std::size_t n : kThreadCounts) {
    use_threads(n);
    ASSERT_EQ(n_threads(), n);
    for (int repeat = 0; repeat < 3; ++repeat) EXPECT_EQ(compute(), want) << n << " threads";
  }
  use_threads(1);
}

}  // namespace attn::test
