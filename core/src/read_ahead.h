#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace attn {

/// Parameters on their way from memory: the first lines of many pages are asked for together, before they are needed. A
/// processor fetches the rest of a page by itself, but at each page it waits anew for the address and the first lines.
/// WebAssembly has no prefetch; a load whose value nobody wants does instead.
class ReadAhead {
 public:
  /// [from, end) is going to be read, ascending.
  ReadAhead(const void* from, const void* end) : next_(address(from)), end_(address(end)) {}

  /// To be called before what lies at `at` is read.
  void come_to(const void* at) {
    if (next_ < end_ && next_ <= address(at) + kDistance / 2) load_beginnings();
  }

 private:
  static constexpr std::uintptr_t kPage = 4096, kLine = 64;
  static constexpr std::uintptr_t kDistance = 16 * kPage, kBeginning = 8 * kLine;

  static std::uintptr_t address(const void* at) { return reinterpret_cast<std::uintptr_t>(at); }

  /// Not inlined, lest it take registers from the loops beside it.
  [[gnu::noinline]] void load_beginnings() {
    const std::uintptr_t stop = std::min(next_ + kDistance, end_);
    for (std::uintptr_t page = (next_ + kPage - 1) / kPage * kPage; page < stop; page += kPage)
      for (std::uintptr_t line = page; line < std::min(page + kBeginning, end_); line += kLine)
        static_cast<void>(*reinterpret_cast<const volatile char*>(line));
    next_ = stop;
  }

  std::uintptr_t next_, end_;
};

}  // namespace attn
