#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <new>

#include "export.h"

// Counts what the kernels take: every `new` of this program passes here.

namespace {

std::atomic<std::size_t> n_live_bytes{0}, n_most_bytes{0}, n_calls{0};
/// In front of each block, which stays aligned: its size.
constexpr std::size_t kHeader = 16;
static_assert(kHeader % alignof(std::max_align_t) == 0);

void* take(std::size_t n_bytes) {
  auto* const block = static_cast<std::byte*>(std::malloc(kHeader + n_bytes));
  if (block == nullptr) return nullptr;
  *reinterpret_cast<std::size_t*>(block) = n_bytes;
  const std::size_t live = n_live_bytes += n_bytes;
  ++n_calls;
  for (std::size_t most = n_most_bytes; live > most && !n_most_bytes.compare_exchange_weak(most, live);) {
  }
  return block + kHeader;
}

void* require(void* memory) {
  if (memory == nullptr) std::abort();
  return memory;
}

void give_back(void* memory) {
  if (memory == nullptr) return;
  auto* const block = static_cast<std::byte*>(memory) - kHeader;
  n_live_bytes -= *reinterpret_cast<std::size_t*>(block);
  std::free(block);
}

}  // namespace

void* operator new(std::size_t n) { return require(take(n)); }
void* operator new[](std::size_t n) { return require(take(n)); }
void* operator new(std::size_t n, const std::nothrow_t&) noexcept { return take(n); }
void* operator new[](std::size_t n, const std::nothrow_t&) noexcept { return take(n); }
void operator delete(void* memory) noexcept { give_back(memory); }
void operator delete[](void* memory) noexcept { give_back(memory); }
void operator delete(void* memory, std::size_t) noexcept { give_back(memory); }
void operator delete[](void* memory, std::size_t) noexcept { give_back(memory); }

ATTN_BENCH_EXPORT(live_bytes) std::size_t live_bytes() { return n_live_bytes; }
/// From here on most_bytes() and allocations() count.
ATTN_BENCH_EXPORT(begin_counting) void begin_counting() {
  n_most_bytes = n_live_bytes.load();
  n_calls = 0;
}
ATTN_BENCH_EXPORT(most_bytes) std::size_t most_bytes() { return n_most_bytes; }
ATTN_BENCH_EXPORT(allocations) std::size_t allocations() { return n_calls; }
