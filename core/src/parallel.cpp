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

/// Threads that wait for the next job, take its numbers from a counter, and wait again. Whoever waits looks a while
/// before it sleeps: from one product of a layer to the next is less time than waking up takes.
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
    for (std::size_t thread = 1; thread < n; ++thread)
      threads_.emplace_back([this, thread, seen = generation_.load()] { serve(thread, seen); });
  }

  void run(const Job& job) {
    {
      const std::lock_guard lock(mutex_);
      job_ = job;
      next_ = 0;
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
    constexpr int kLooks = 5000;
    for (int look = 0; look < kLooks && !is_met(); ++look) {
    }
  }

  void take_numbers(std::size_t thread) {
    for (std::size_t i = next_++; i < job_.n; i = next_++) job_.call(job_.work, i, thread);
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
  std::atomic<std::size_t> next_ = 0;
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
