#include "attn/colours.h"
#include "session.h"

namespace attn {

Status Session::colour(const PixelRequest& r) {
  constexpr std::size_t kTableBytes = 1024;
  const auto within = [](int from, int to, std::size_t n) {
    return from >= 0 && from <= to && static_cast<std::size_t>(to) <= n;
  };
  const std::size_t n_rows = play_.n_queries(), n_cols = play_.n_keys();
  const std::span<const float> values = result(static_cast<Result>(r.of)), masked = play_.masked_scores();
  if (values.size() != n_rows * n_cols || !within(r.top, r.bottom, n_rows) || !within(r.left, r.right, n_cols))
    return Status::kBadIndex;
  const std::span<const std::uint8_t> table = staged<std::uint8_t>(Slot::kColours);
  if (table.size() != kTableBytes || r.block < 1 || r.block > static_cast<int>(kMaxBlock)) return Status::kBadOption;
  const auto size = [](int n) { return static_cast<std::size_t>(n); };
  const CellRegion region{size(r.top), size(r.bottom), size(r.left), size(r.right), size(r.block)};
  if (const Status status = pixels_.resize(std::uint64_t{4} * region.width() * region.height()); status != Status::kOk)
    return status;
  const auto byte = [&](int shift) { return static_cast<std::uint8_t>(r.masked >> shift); };
  const MatrixView<const float> masks(masked.data(), r.shows_masks ? n_rows : 0, n_cols);
  colour_region({values.data(), n_rows, n_cols}, masks, region,
                {.table = table, .max = r.max, .is_signed = r.is_signed, .masked = {byte(16), byte(8), byte(0)}},
                pixels_.span());
  return Status::kOk;
}

}  // namespace attn
