#pragma once

#include <bit>
#include <cstdint>
#include <cstdio>
#include <span>
#include <string>

#include "attn/matrix.h"

namespace attn::test {

/// FNV-1a, 64 bits, over the little-endian bytes of floats.
class Hash {
 public:
  void add(std::span<const float> values) {
    for (const float value : values) {
      const auto bits = std::bit_cast<std::uint32_t>(value);
      for (int shift = 0; shift < 32; shift += 8) state_ = (state_ ^ (bits >> shift & 0xffu)) * 0x100000001b3u;
    }
  }
  void add(MatrixView<const float> values) {
    for (std::size_t i = 0; i < values.n_rows(); ++i) add(values.row(i));
  }
  std::string hex() const {
    char text[17];
    std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(state_));
    return text;
  }

 private:
  std::uint64_t state_ = 0xcbf29ce484222325u;
};

}  // namespace attn::test
