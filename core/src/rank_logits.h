#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace attn {

/// Puts the indices of the largest logits in front of `order`, best first; of equal ones the lower id.
/// @param top_k  so many; 0: all
/// @param order  [n logits]
/// @return how many are in order
std::size_t rank_logits(std::span<const float> logits, std::size_t top_k, std::span<std::uint32_t> order);

}  // namespace attn
