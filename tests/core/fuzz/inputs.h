#pragma once

#include <cstdint>

namespace attn::fuzz {

/// Gives the fuzz target `n` inputs of up to 300 bytes that follow from `seed`.
void run_inputs(std::uint32_t seed, std::uint32_t n);

}  // namespace attn::fuzz
