#include "attn/colours.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "simd.h"

namespace attn {
namespace {

/// Columns that are looked at together, so that what was found about them stays in the first-level cache.
constexpr std::size_t kStrip = 1024;

Batch smaller(Batch a, Batch b) { return select(a < b, a, b); }

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

/// As the header says it, cell by cell.
float strongest_of(const Cells& cells, std::size_t top, std::size_t bottom, std::size_t left, std::size_t right) {
  float strongest = -kInfinity;
  for (std::size_t i = top; i < bottom; ++i)
    for (std::size_t j = left; j < right; ++j) {
      const float x = cells.at(i, j);
      if (x != -kInfinity && (strongest == -kInfinity || std::abs(x) > std::abs(strongest))) strongest = x;
    }
  return strongest;
}

/// The largest and the least number of each column, masked ones being −∞: enough to know the strongest of most pixels.
class Strip {
 public:
  /// The strongest of each block of columns left … right.
  void strongest(const Cells& cells, std::size_t top, std::size_t bottom, std::size_t left, std::size_t right,
                 std::size_t block, std::span<float> out) {
    look_at(cells, top, bottom, left, right - left);
    const auto join_larger = [](Batch a, Batch b) { return larger(a, b); };
    for (std::size_t x = 0; x < out.size(); ++x) {
      const std::size_t from = left + x * block, n = std::min(block, right - from);
      const float largest = fold(&largest_[x * block], n, join_larger), least = fold(&least_[x * block], n, smaller);
      if (largest == least)
        out[x] = largest;  // all masked, or all 0
      else if (least == -kInfinity || largest == -least)
        out[x] = strongest_of(cells, top, bottom, from, from + n);
      else
        out[x] = largest > -least ? largest : least;
    }
  }

 private:
  void look_at(const Cells& cells, std::size_t top, std::size_t bottom, std::size_t left, std::size_t n) {
    constexpr std::size_t kTogether = 4;  // batches: a whole cache line of each row
    std::size_t j = 0;
    for (; j + kTogether * kLanes <= n; j += kTogether * kLanes)
      look_at_batches<kTogether>(cells, top, bottom, left, j);
    for (; j + kLanes <= n; j += kLanes) look_at_batches<1>(cells, top, bottom, left, j);
    for (; j < n; ++j) {
      largest_[j] = least_[j] = cells.at(top, left + j);
      for (std::size_t i = top + 1; i < bottom; ++i) {
        largest_[j] = std::max(largest_[j], cells.at(i, left + j));
        least_[j] = std::min(least_[j], cells.at(i, left + j));
      }
    }
  }

  template <std::size_t n_batches>
  void look_at_batches(const Cells& cells, std::size_t top, std::size_t bottom, std::size_t left, std::size_t j) {
    std::array<Batch, n_batches> largest, least;
    for (std::size_t b = 0; b < n_batches; ++b) largest[b] = least[b] = cells.four_at(top, left + j + b * kLanes);
    for (std::size_t i = top + 1; i < bottom; ++i)
      for (std::size_t b = 0; b < n_batches; ++b) {
        const Batch x = cells.four_at(i, left + j + b * kLanes);
        largest[b] = larger(x, largest[b]);
        least[b] = smaller(x, least[b]);
      }
    for (std::size_t b = 0; b < n_batches; ++b) {
      store(largest[b], &largest_[j + b * kLanes]);
      store(least[b], &least_[j + b * kLanes]);
    }
  }

  /// Of x_0 … x_{n−1} by a function that may see a number twice; branches would be guessed wrong.
  template <class F>
  static float fold(const float* x, std::size_t n, F join) {
    if (n == 1) return x[0];
    Batch all;
    if (n < kLanes) {
      const float lanes[kLanes] = {x[0], x[1], x[n - 1], x[0]};
      all = load(lanes);
    } else {
      all = load(x + n - kLanes);
      for (std::size_t k = 0; k + kLanes < n; k += kLanes) all = join(all, load(x + k));
    }
    const Batch halves = join(xsimd::zip_lo(all, all), xsimd::zip_hi(all, all));
    return lane(join(halves, xsimd::zip_hi(halves, halves)), 0);
  }

  std::array<float, kMaxBlock> largest_, least_;
};

using DoubleBatch = xsimd::batch<double, Batch::arch_type>;
constexpr std::size_t kDoubleLanes = DoubleBatch::size;

/// `place` in the table, any number, to the nearest index, halves up.
DoubleBatch nearest(DoubleBatch place) {
  const DoubleBatch zero(0.0), last(255.0), shift(0x1p52);  // numbers of that size have no fraction left
  place = xsimd::select(place > zero, place, zero);
  place = xsimd::select(place < last, place, last);
  const DoubleBatch even = (place + shift) - shift;  // halves to even
  return even + xsimd::select(place - even >= DoubleBatch(0.5), DoubleBatch(1.0), zero);
}

DoubleBatch index_of(const ColourMap& map, DoubleBatch value) {
  const DoubleBatch share = map.max > 0.0 ? value / DoubleBatch(map.max) : DoubleBatch(0.0);
  const DoubleBatch place = map.is_signed ? (share + DoubleBatch(1.0)) / DoubleBatch(2.0) : share;
  return nearest(place * DoubleBatch(255.0));
}

class Painter {
 public:
  explicit Painter(const ColourMap& map) : map_(map) {
    assert(map.table.size() == sizeof table_);
    std::memcpy(table_.data(), map.table.data(), sizeof table_);
    const std::uint8_t opaque[4] = {map.masked[0], map.masked[1], map.masked[2], 255};
    std::memcpy(&masked_, opaque, sizeof masked_);
  }

  /// A pixel for each value, −∞ being masked.
  void paint(std::span<const float> values, std::uint8_t* pixels) const {
    std::size_t i = 0;
    for (; i + kDoubleLanes <= values.size(); i += kDoubleLanes) {
      std::array<double, kDoubleLanes> lanes;
      for (std::size_t k = 0; k < kDoubleLanes; ++k) lanes[k] = double{values[i + k]};
      index_of(map_, DoubleBatch::load_unaligned(lanes.data())).store_unaligned(lanes.data());
      for (std::size_t k = 0; k < kDoubleLanes; ++k)
        write(values[i + k], static_cast<std::size_t>(static_cast<int>(lanes[k])), pixels + 4 * (i + k));
    }
    for (; i < values.size(); ++i) write(values[i], colour_index(map_, values[i]), pixels + 4 * i);
  }

 private:
  void write(float value, std::size_t index, std::uint8_t* pixel) const {
    const std::uint32_t colour = value == -kInfinity ? masked_ : table_[index];
    std::memcpy(pixel, &colour, sizeof colour);
  }

  const ColourMap& map_;
  std::array<std::uint32_t, 256> table_;
  std::uint32_t masked_;
};

}  // namespace

std::size_t colour_index(const ColourMap& map, float value) {
  return static_cast<std::size_t>(index_of(map, DoubleBatch(double{value})).get(0));
}

void colour_region(MatrixView<const float> values, MatrixView<const float> masks, const CellRegion& region,
                   const ColourMap& map, std::span<std::uint8_t> pixels) {
  assert(region.top <= region.bottom && region.bottom <= values.n_rows());
  assert(region.left <= region.right && region.right <= values.n_cols());
  assert(region.block > 0 && region.block <= kMaxBlock);
  assert(pixels.size() == 4 * region.width() * region.height());
  assert(masks.n_rows() == 0 || (masks.n_rows() == values.n_rows() && masks.n_cols() == values.n_cols()));
  const Cells cells{values, masks};
  const Painter painter(map);
  const std::size_t block = region.block, strip_width = std::max(block, kStrip / block * block);
  Strip strip;
  std::array<float, kStrip> strongest;
  std::uint8_t* pixel = pixels.data();
  for (std::size_t top = region.top; top < region.bottom; top += block) {
    const std::size_t bottom = std::min(top + block, region.bottom);
    for (std::size_t from = region.left; from < region.right; from += strip_width) {
      const std::size_t to = std::min(from + strip_width, region.right), n_pixels = (to - from + block - 1) / block;
      const std::span<float> shown = std::span(strongest).first(n_pixels);
      if (block == 1)
        for (std::size_t x = 0; x < n_pixels; ++x) shown[x] = cells.at(top, from + x);
      else
        strip.strongest(cells, top, bottom, from, to, block, shown);
      painter.paint(shown, pixel);
      pixel += 4 * n_pixels;
    }
  }
}

}  // namespace attn
