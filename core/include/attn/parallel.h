#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

/// Work that several threads share. What a block of work writes follows from its number alone and no sum crosses a
/// block's edge, so that the bits are the same however many threads there are.
///
/// A build with ATTN_THREADS has a pool, to be used by one thread at a time and not from inside of its own work. A
/// build without has one thread, and all of this is a loop.
namespace attn {

#ifdef ATTN_THREADS

/// How many threads share work from now on, the caller's among them; 1 (at first) ends all others. What is asked for
/// its scratch size afterwards answers for so many.
void set_n_threads(std::size_t n);
std::size_t n_threads();

/// Runs call(work, i, thread) for all i < n.
void run_on_threads(std::size_t n, void (*call)(const void* work, std::size_t i, std::size_t thread), const void* work);

#else

constexpr std::size_t n_threads() { return 1; }

#endif

/// Less than this is done before other threads have woken up.
inline constexpr std::uint64_t kLeastShared = 200'000;
/// As many operations take as long as a number's way from memory or back to it: for work that does little with each.
inline constexpr std::uint64_t kOperationsPerMove = 8;

/// work(i, thread) for 0 ≤ i < n, in any order, each on one of the threads 0 … n_threads() − 1.
/// @param n_operations  of all together, roughly: whether they are worth waking the others
template <class Work>
void parallel_for(std::size_t n, std::uint64_t n_operations, const Work& work) {
#ifdef ATTN_THREADS
  if (n > 1 && n_threads() > 1 && n_operations >= kLeastShared) {
    const auto call = [](const void* all, std::size_t i, std::size_t thread) {
      (*static_cast<const Work*>(all))(i, thread);
    };
    return run_on_threads(n, call, &work);
  }
#endif
  static_cast<void>(n_operations);
  for (std::size_t i = 0; i < n; ++i) work(i, std::size_t{0});
}

/// work(first, count) for runs of rows that together are rows 0 … n − 1.
/// @param row_operations  of one row, roughly
template <class Work>
void parallel_rows(std::size_t n, std::uint64_t row_operations, const Work& work) {
  constexpr std::size_t kRunsPerThread = 4;
  const std::size_t n_runs = n_threads() == 1 ? 1 : std::min(n, kRunsPerThread * n_threads());
  if (n_runs <= 1) return work(std::size_t{0}, n);
  parallel_for(n_runs, n * row_operations, [&](std::size_t run, std::size_t) {
    const std::size_t first = n * run / n_runs;
    work(first, n * (run + 1) / n_runs - first);
  });
}

}  // namespace attn
