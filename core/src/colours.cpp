#include "attn/colours.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "simd.h"

namespace attn {
namespace {

/// Columns that are looked at together, row after row, while what was found about them stays in the first-level cache.
constexpr std::size_t kStrip = 1024;

struct Cells {
  MatrixView<const float> values;
  MatrixView<const float> masks;

  float at(std::size_t i, std::size_t j) const {
    return masks.n_rows() > 0 && masks(i, j) == -kInfinity ? -kInfinity : values(i, j);
  }
  Batch four_at(std::size_t i, std::size_t j) const {
    const Batch x = load(&values(i, j)), none(-kInfinity);
    return masks.n_rows() > 0 ? select(load(&masks(i, j)) == none, none, x) : x;
  }
};

/// The largest and the least number of columns, masked ones aside: −∞ and ∞ where all are masked.
class Strip {
 public:
  void look_at(const Cells& cells, std::size_t top, std::size_t bottom, std::size_t left, std::size_t n) {
    std::fill_n(largest_.begin(), n, -kInfinity);
    std::fill_n(least_.begin(), n, kInfinity);
    for (std::size_t i = top; i < bottom; ++i) {
      std::size_t j = 0;
      for (; j + kLanes <= n; j += kLanes) {
        const Batch x = cells.four_at(i, left + j), least = load(&least_[j]);
        const Batch low = select(x == Batch(-kInfinity), Batch(kInfinity), x);
        store(larger(x, load(&largest_[j])), &largest_[j]);
        store(select(low < least, low, least), &least_[j]);
      }
      for (; j < n; ++j) {
        const float x = cells.at(i, left + j);
        largest_[j] = std::max(largest_[j], x);
        if (x != -kInfinity) least_[j] = std::min(least_[j], x);
      }
    }
  }
  float largest(std::size_t from, std::size_t n) const {
    return *std::max_element(&largest_[from], &largest_[from] + n);
  }
  float least(std::size_t from, std::size_t n) const { return *std::min_element(&least_[from], &least_[from] + n); }

 private:
  std::array<float, kMaxBlock> largest_, least_;
};

/// The first cell that is as far from 0 as `size`.
float first_of_size(const Cells& cells, float size, std::size_t top, std::size_t bottom, std::size_t left,
                    std::size_t right) {
  for (std::size_t i = top; i < bottom; ++i)
    for (std::size_t j = left; j < right; ++j)
      if (std::abs(cells.at(i, j)) == size) return cells.at(i, j);
  return -kInfinity;
}

struct Painter {
  std::array<std::uint32_t, 256> table;
  std::uint32_t masked;
  const ColourMap& map;

  explicit Painter(const ColourMap& colours) : map(colours) {
    assert(map.table.size() == sizeof table);
    std::memcpy(table.data(), map.table.data(), sizeof table);
    const std::uint8_t opaque[4] = {map.masked[0], map.masked[1], map.masked[2], 255};
    std::memcpy(&masked, opaque, sizeof masked);
  }
  void paint(float value, std::uint8_t* pixel) const {
    const std::uint32_t colour = value == -kInfinity ? masked : table[colour_index(map, value)];
    std::memcpy(pixel, &colour, sizeof colour);
  }
};

}  // namespace

std::size_t colour_index(const ColourMap& map, float value) {
  const double share = map.max > 0.0 ? double{value} / map.max : 0.0;
  const double place = (map.is_signed ? (share + 1.0) / 2.0 : share) * 255.0;
  if (!(place > 0.0)) return 0;
  if (place >= 255.0) return 255;
  const auto below = static_cast<std::size_t>(place);
  return below + (place - static_cast<double>(below) >= 0.5 ? 1 : 0);
}

void colour_region(MatrixView<const float> values, MatrixView<const float> masks, const CellRegion& region,
                   const ColourMap& map, std::span<std::uint8_t> pixels) {
  assert(region.top <= region.bottom && region.bottom <= values.n_rows() && region.block > 0 &&
         region.block <= kMaxBlock);
  assert(region.left <= region.right && region.right <= values.n_cols());
  assert(pixels.size() == 4 * region.width() * region.height());
  assert(masks.n_rows() == 0 || (masks.n_rows() == values.n_rows() && masks.n_cols() == values.n_cols()));
  const Cells cells{values, masks};
  const Painter painter(map);
  const std::size_t block = region.block, strip_width = std::max(block, kStrip / block * block);
  Strip strip;
  std::uint8_t* pixel = pixels.data();
  for (std::size_t top = region.top; top < region.bottom; top += block) {
    const std::size_t bottom = std::min(top + block, region.bottom);
    for (std::size_t from = region.left; from < region.right; from += strip_width) {
      const std::size_t to = std::min(from + strip_width, region.right);
      if (block > 1) strip.look_at(cells, top, bottom, from, to - from);
      for (std::size_t left = from; left < to; left += block, pixel += 4) {
        const std::size_t n = std::min(block, to - left);
        if (block == 1) {
          painter.paint(cells.at(top, left), pixel);
          continue;
        }
        const float largest = strip.largest(left - from, n), least = strip.least(left - from, n);
        float strongest = largest >= -least ? largest : least;
        if (largest == -least && largest != 0.0f)
          strongest = first_of_size(cells, largest, top, bottom, left, left + n);
        painter.paint(largest == -kInfinity ? -kInfinity : strongest, pixel);
      }
    }
  }
}

}  // namespace attn
