#include "inputs.h"

#include <vector>

#include "attn/random.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace attn::fuzz {

void run_inputs(std::uint32_t seed, std::uint32_t n) {
  std::vector<std::uint8_t> bytes;
  for (std::uint32_t i = 0; i < n; ++i) {
    Random random(seed, i);
    bytes.resize(random.next() % 300);
    for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random.next());
    LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
  }
}

}  // namespace attn::fuzz
