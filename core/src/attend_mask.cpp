#include "attend_mask.h"

#include <array>

#include "panel.h"

namespace attn {
namespace {

/// Keys at a time for which what is allowed becomes what is added.
constexpr std::size_t kChunk = 64;

void as_additive(const std::uint8_t* allowed, std::size_t n, float* additive) {
  for (std::size_t j = 0; j < n; ++j) additive[j] = allowed[j] ? 0.0f : -kInfinity;
}

/// Calls add(key in the panel, rows, stride, number of keys) for parts of the mask's rows, as numbers to be added.
template <class Add>
void for_each_part(const HeadMask& mask, std::size_t first, std::size_t n_queries, KeyRange keys, Add add) {
  const std::size_t end = std::min(keys.last, mask.n_keys);
  if (mask.additive && keys.first < end)
    add(0, mask.additive + first * mask.stride + keys.first, mask.stride, end - keys.first);
  if (!mask.allowed) return;
  std::array<float, kPanelWidth * kChunk> rows;
  const std::size_t stride = mask.stride == 0 ? 0 : kChunk;
  for (std::size_t j = keys.first; j < end; j += kChunk) {
    const std::size_t n = std::min(kChunk, end - j);
    for (std::size_t c = 0; c < (stride == 0 ? 1 : n_queries); ++c)
      as_additive(mask.allowed + (first + c) * mask.stride + j, n, &rows[c * kChunk]);
    add(j - keys.first, rows.data(), stride, n);
  }
}

}  // namespace

void add_mask(const HeadMask& mask, std::size_t first, std::size_t n_queries, KeyRange keys, std::span<float> panel) {
  for_each_part(mask, first, n_queries, keys,
                [&](std::size_t at, const float* rows, std::size_t stride, std::size_t n) {
                  add_rows(rows, stride, n_queries, panel.subspan(at * kPanelWidth, n * kPanelWidth));
                });
}

void add_mask(const HeadMask& mask, std::size_t i, KeyRange keys, std::span<float> scores) {
  for_each_part(mask, i, 1, keys, [&](std::size_t at, const float* row, std::size_t, std::size_t n) {
    const std::span<float> part = scores.subspan(at, n);
    map_to(part, [](Batch x, Batch y) { return x + y; }, std::span<const float>(part), std::span(row, n));
  });
}

}  // namespace attn
