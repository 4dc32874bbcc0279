#include "attn/masks.h"

#include <algorithm>
#include <array>
#include <limits>

namespace attn {
namespace {

bool blocked(std::span<const std::int32_t> cells, std::size_t i, std::size_t j) {
  for (std::size_t c = 0; c + 1 < cells.size(); c += 2)
    if (std::int64_t{cells[c]} == static_cast<std::int64_t>(i) &&
        std::int64_t{cells[c + 1]} == static_cast<std::int64_t>(j))
      return true;
  return false;
}

/// Keys [first, last).
struct Part {
  std::size_t first, last;
};

/// The keys that query i may see: all that lie in the two parts, the second one after the first. For dilated windows
/// and cells there are holes in them.
std::array<Part, 2> visible_parts(const MaskRule& rule, std::size_t i, std::size_t n_keys) {
  const auto a = static_cast<std::size_t>(rule.a), n_a = static_cast<std::size_t>(rule.n_a);
  const auto clipped = [&](std::size_t first, std::size_t last) {
    return Part{std::min(first, n_keys), std::min(std::max(first, last), n_keys)};
  };
  const Part all{0, n_keys}, none{n_keys, n_keys};
  switch (rule.kind) {
    case Mask::kCausal:
      return {clipped(0, i + 1), none};
    case Mask::kNotSelf:
      return {clipped(0, i), clipped(i + 1, n_keys)};
    case Mask::kAToB:
      return {i < n_a ? clipped(n_a, n_keys) : none, none};
    case Mask::kBToA:
      return {i >= n_a ? clipped(0, n_a) : none, none};
    case Mask::kWindow:
    case Mask::kDilated:
      return {clipped(i - std::min(a, i), i + a + 1), none};
    case Mask::kPrefix:
      return {clipped(0, std::max(a, i + 1)), none};
    case Mask::kNone:
    case Mask::kCells:
      break;
  }
  return {all, none};
}

void block(std::span<float> masked) { std::ranges::fill(masked, -std::numeric_limits<float>::infinity()); }

/// Blocks those keys of a window from `first` on whose distance from query i is no multiple of the step.
void block_between(std::size_t step, std::size_t i, std::size_t first, std::span<float> window) {
  std::size_t behind = (first % step + step - i % step) % step;  // how far past the last visible key
  for (float& masked : window) {
    if (behind != 0) block({&masked, 1});
    behind = behind + 1 == step ? 0 : behind + 1;
  }
}

}  // namespace

bool visible(const MaskRule& rule, std::size_t i, std::size_t j) {
  const std::size_t distance = i > j ? i - j : j - i;
  const auto a = static_cast<std::size_t>(rule.a);
  const auto n_a = static_cast<std::size_t>(rule.n_a);
  switch (rule.kind) {
    case Mask::kNone:
      return true;
    case Mask::kCausal:
      return j <= i;
    case Mask::kNotSelf:
      return j != i;
    case Mask::kAToB:
      return i < n_a && j >= n_a;
    case Mask::kBToA:
      return i >= n_a && j < n_a;
    case Mask::kWindow:
      return distance <= a;
    case Mask::kDilated:
      return distance <= a && distance % static_cast<std::size_t>(rule.b) == 0;
    case Mask::kPrefix:
      return j <= i || j < a;
    case Mask::kCells:
      return !blocked(rule.blocked_cells, i, j);
  }
  return false;
}

void apply_mask(const MaskRule& rule, MatrixView<const float> scores, MatrixView<float> masked) {
  assert(masked.n_rows() == scores.n_rows() && masked.n_cols() == scores.n_cols());
  const std::size_t n_keys = scores.n_cols();
  for (std::size_t i = 0; i < scores.n_rows(); ++i) {
    const auto [left, right] = visible_parts(rule, i, n_keys);
    const std::span<float> row = masked.row(i);
    for (const Part& part : {left, right})
      std::ranges::copy(scores.row(i).subspan(part.first, part.last - part.first), row.begin() + part.first);
    block(row.first(left.first));
    block(row.subspan(left.last, right.first - left.last));
    block(row.subspan(right.last));
    if (rule.kind == Mask::kDilated)
      block_between(static_cast<std::size_t>(rule.b), i, left.first, row.subspan(left.first, left.last - left.first));
  }
  if (rule.kind != Mask::kCells) return;
  for (std::size_t c = 0; c + 1 < rule.blocked_cells.size(); c += 2) {
    const auto i = static_cast<std::uint32_t>(rule.blocked_cells[c]);
    const auto j = static_cast<std::uint32_t>(rule.blocked_cells[c + 1]);
    if (i < masked.n_rows() && j < n_keys) block(masked.row(i).subspan(j, 1));
  }
}

}  // namespace attn
