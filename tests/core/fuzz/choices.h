#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace attn::fuzz {

/// What a fuzzer's bytes choose, read from the front; all zeros once they are used up.
class Choices {
 public:
  explicit Choices(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}

  bool is_empty() const { return bytes_.empty(); }
  std::uint8_t byte() {
    if (bytes_.empty()) return 0;
    const std::uint8_t first = bytes_.front();
    bytes_ = bytes_.subspan(1);
    return first;
  }
  std::uint32_t word() {
    std::uint32_t value = 0;
    for (int i = 0; i < 4; ++i) value = value << 8 | byte();
    return value;
  }
  /// 0 … n − 1. @param n 1 … 256
  std::size_t below(std::size_t n) { return byte() % n; }
  /// Seldom true, and not when the bytes are used up.
  bool one_in(std::size_t n) { return below(n) == n - 1; }

 private:
  std::span<const std::uint8_t> bytes_;
};

}  // namespace attn::fuzz
