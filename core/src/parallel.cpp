#include "attn/parallel.h"

#ifdef ATTN_THREADS

#include <atomic>
#include <cassert>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <cstdlib>
#include <mutex>
#include <thread>
#include <vector>

namespace attn {
namespace {

struct Job {
  std::size_t n = 0;
  void (*call)(const void*, std::size_t, std::size_t) = nullptr;
  const void* work = nullptr;
};

/// Numbers that were taken of those of one thread, in a cache line of their own.
struct alignas(64) Taken {
  std::atomic<std::size_t> n = 0;
};

/// Threads that wait for the next job, take its numbers, and wait again. Whoever waits looks a while before it sleeps:
/// from one product of a layer to the next is less time than waking up takes.
class Pool {
 public:
  ~Pool() { resize(1); }

  std::size_t size() const { return threads_.size() + 1; }

  void resize(std::size_t n) {
    assert(n >= 1);
    if (n == size()) return;
    {
      const std::lock_guard lock(mutex_);
      ends_ = true;
      ++generation_;
    }
    wakes_.notify_all();
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
    ends_ = false;
    taken_ = std::vector<Taken>(n);
    for (std::size_t thread = 1; thread < n; ++thread)
      threads_.emplace_back([this, thread, seen = generation_.load()] { serve(thread, seen); });
  }

  void run(const Job& job) {
    {
      const std::lock_guard lock(mutex_);
      job_ = job;
      for (Taken& taken : taken_) taken.n = 0;
      is_open_ = true;
      ++generation_;
    }
    wakes_.notify_all();
    take_numbers(0);
    // Every number is taken: who comes later stays out, and those inside have one more to finish.
    std::unique_lock lock(mutex_);
    is_open_ = false;
    if (n_inside_ == 0) return;
    lock.unlock();
    look_until([this] { return n_inside_ == 0; });
    lock.lock();
    // In WebAssembly a thread that trapped never leaves, and only whoever waits for it can still say so: by a trap.
    if (!leaves_.wait_for(lock, kLongestWait, [this] { return n_inside_ == 0; })) std::abort();
  }

 private:
  /// A block takes milliseconds.
  static constexpr std::chrono::seconds kLongestWait{60};

  template <class Condition>
  static void look_until(Condition is_met) {
    constexpr int kLooks = 100'000;  // a tenth of a millisecond, roughly
    for (int look = 0; look < kLooks && !is_met(); ++look) {
    }
  }

  /// Numbers are dealt out like cards, so that from job to job a thread finds in its cache what it wrote there. Whoever
  /// is through with its own takes the others'.
  void take_numbers(std::size_t thread) {
    for (std::size_t step = 0; step < taken_.size(); ++step) {
      const std::size_t owner = (thread + step) % taken_.size();
      const auto next = [&] { return owner + taken_.size() * taken_[owner].n++; };
      for (std::size_t i = next(); i < job_.n; i = next()) job_.call(job_.work, i, thread);
    }
  }

  void serve(std::size_t thread, std::uint32_t seen) {
    for (;;) {
      look_until([&] { return generation_ != seen; });
      {
        std::unique_lock lock(mutex_);
        wakes_.wait(lock, [&] { return generation_ != seen; });
        seen = generation_;
        if (ends_) return;
        if (!is_open_) continue;
        ++n_inside_;
      }
      take_numbers(thread);
      const std::lock_guard lock(mutex_);
      if (--n_inside_ == 0) leaves_.notify_one();
    }
  }

  std::mutex mutex_;
  std::condition_variable wakes_, leaves_;
  std::atomic<std::uint32_t> generation_ = 0;  ///< of jobs; written under the mutex, as are the next two
  std::atomic<std::size_t> n_inside_ = 0;
  bool is_open_ = false, ends_ = false;
  Job job_;
  std::vector<Taken> taken_;  ///< by the thread whose numbers they are
  std::vector<std::thread> threads_;
};

Pool pool;

}  // namespace

void set_n_threads(std::size_t n) { pool.resize(n); }
std::size_t n_threads() { return pool.size(); }
void run_on_threads(std::size_t n, void (*call)(const void*, std::size_t, std::size_t), const void* work) {
  pool.run({n, call, work});
}

}  // namespace attn

#endif
