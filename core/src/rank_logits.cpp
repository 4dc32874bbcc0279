#include "rank_logits.h"

#include <algorithm>
#include <numeric>

namespace attn {

std::size_t rank_logits(std::span<const float> logits, std::size_t top_k, std::span<std::uint32_t> order) {
  std::iota(order.begin(), order.end(), 0u);
  const std::size_t n = top_k > 0 ? std::min(top_k, order.size()) : order.size();
  std::partial_sort(
      order.begin(), order.begin() + static_cast<std::ptrdiff_t>(n), order.end(),
      [&](std::uint32_t a, std::uint32_t b) { return logits[a] > logits[b] || (logits[a] == logits[b] && a < b); });
  return n;
}

}  // namespace attn
