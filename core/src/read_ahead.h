#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace attn {

/// Up to so many rows of a product load beside their steps. With more a tile's part is so small that it is loaded
/// before the tile, and Firefox, which would take 8 % longer, has its registers for the steps.
inline constexpr std::size_t kMostRowsBeside = 32;

/// Loads a part of what will be needed next, a little at every step of a loop. WebAssembly has no prefetch; a load
/// whose value nobody wants does instead.
class LoadBeside {
 public:
  LoadBeside(std::uintptr_t at, std::size_t bytes_per_step) : at_(at), bytes_per_step_(bytes_per_step) {}
  void operator()() {
    static_cast<void>(*reinterpret_cast<const volatile char*>(at_));
    at_ += bytes_per_step_;
  }

 private:
  std::uintptr_t at_;
  std::size_t bytes_per_step_;
};

/// Panels of parameters on their way from memory. A processor fetches by itself what follows, but at each page it waits
/// anew for the address and the first lines: these are asked for together, some pages before they are needed.
class ReadAhead {
 public:
  /// n_panels panels one after the other, each read in n_steps steps.
  ReadAhead(const void* first, std::size_t bytes_per_step, std::size_t n_steps, std::size_t n_panels)
      : bytes_per_step_(bytes_per_step),
        n_steps_(n_steps),
        next_(address(first)),
        end_(next_ + bytes_per_step * n_steps * n_panels) {}

  /// To be called before a panel is read, or again before the part of it that belongs to the tile of rows from `row` on
  /// of n_all: the fewer lines are asked for at once, the less time nothing else is done.
  void come_to(const void* panel, std::size_t row = 0, std::size_t n_all = 1) {
    const std::uintptr_t at = address(panel) + bytes_per_step_ * n_steps_ * row / n_all;
    if (next_ < std::min(at + kDistance, end_)) load_beginnings(at + kDistance);
  }

  /// Loads what belongs to a tile of n_rows rows from `row` on, of the n_all that a panel is multiplied with: its part
  /// of the next panel. The first tile alone would read faster than memory gives, and the others not at all.
  [[gnu::noinline]] void load_part(const void* panel, std::size_t row, std::size_t n_rows, std::size_t n_all) const {
    const std::uintptr_t size = bytes_per_step_ * n_steps_, next = address(panel) + size;
    const std::uintptr_t stop = std::min(next + size * (row + n_rows) / n_all, end_);
    for (std::uintptr_t at = next + size * row / n_all; at < stop; at += kLine) LoadBeside(at, 0)();
  }

  /// The same, to be loaded by and by beside the tile's steps.
  LoadBeside beside(const void* panel, std::size_t row, std::size_t n_rows, std::size_t n_all) const {
    const std::size_t bytes = bytes_per_step_ * n_rows / n_all;
    const std::uintptr_t next = address(panel) + bytes_per_step_ * n_steps_, last = end_ - bytes * n_steps_;
    return {std::min(next + bytes_per_step_ * row / n_all * n_steps_, last), bytes};
  }

 private:
  static constexpr std::uintptr_t kPage = 4096, kLine = 64;
  static constexpr std::uintptr_t kDistance = 4 * kPage, kBeginning = 4 * kLine;

  static std::uintptr_t address(const void* at) { return reinterpret_cast<std::uintptr_t>(at); }

  /// Not inlined, lest it take registers from the loops beside it.
  [[gnu::noinline]] void load_beginnings(std::uintptr_t stop) {
    stop = std::min(stop, end_);
    for (std::uintptr_t page = (next_ + kPage - 1) / kPage * kPage; page < stop; page += kPage)
      for (std::uintptr_t line = page; line < std::min(page + kBeginning, end_); line += kLine) LoadBeside(line, 0)();
    next_ = stop;
  }

  std::size_t bytes_per_step_, n_steps_;
  std::uintptr_t next_, end_;
};

}  // namespace attn
