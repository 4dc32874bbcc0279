#include "attn/masks.h"

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
  constexpr float kBlocked = -std::numeric_limits<float>::infinity();
  const bool by_cells = rule.kind == Mask::kCells;  // a list: quicker to walk once than to search for every pair
  for (std::size_t i = 0; i < scores.n_rows(); ++i)
    for (std::size_t j = 0; j < scores.n_cols(); ++j)
      masked(i, j) = by_cells || visible(rule, i, j) ? scores(i, j) : kBlocked;
  if (!by_cells) return;
  for (std::size_t c = 0; c + 1 < rule.blocked_cells.size(); c += 2) {
    const auto i = static_cast<std::uint32_t>(rule.blocked_cells[c]);
    const auto j = static_cast<std::uint32_t>(rule.blocked_cells[c + 1]);
    if (i < masked.n_rows() && j < masked.n_cols()) masked(i, j) = kBlocked;
  }
}

}  // namespace attn
