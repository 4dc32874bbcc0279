#include "attn/colours.h"

#include <gtest/gtest.h>

#include "colours_ref.h"
#include "support.h"

namespace attn {
namespace {

using test::kInf;
using test::Vector;

/// Red tells the index.
std::vector<std::uint8_t> telling_table() {
  std::vector<std::uint8_t> table(4 * 256);
  for (std::size_t i = 0; i < 256; ++i) table[4 * i] = static_cast<std::uint8_t>(i), table[4 * i + 3] = 255;
  return table;
}
const std::vector<std::uint8_t> kTable = telling_table();
constexpr std::array<std::uint8_t, 3> kMasked{1, 2, 3};

void expect_like_twin(MatrixView<const float> values, MatrixView<const float> masks, const CellRegion& region,
                      bool is_signed) {
  const ColourMap map{kTable, 1.7, is_signed, kMasked};
  std::vector<std::uint8_t> pixels(4 * region.width() * region.height());
  colour_region(values, masks, region, map, pixels);
  for (std::size_t y = 0; y < region.height(); ++y)
    for (std::size_t x = 0; x < region.width(); ++x) {
      const std::uint8_t* pixel = &pixels[4 * (y * region.width() + x)];
      const float value = ref::strongest(values, masks, region, x, y);
      if (value == -kInf)
        EXPECT_TRUE(std::equal(kMasked.begin(), kMasked.end(), pixel)) << x << ", " << y;
      else
        EXPECT_EQ(pixel[0], ref::colour_index(double{value}, 1.7, is_signed)) << x << ", " << y;
      EXPECT_EQ(pixel[3], 255);
    }
}

/// Numbers with ties of both signs, zeros, and cells that are −∞.
Vector mixed(std::size_t n, std::size_t misalignment, std::uint32_t stream) {
  Vector values(n, misalignment, stream);
  for (std::size_t i = 0; i < n; ++i) {
    if (i % 3 == 0) values[i] = i % 2 == 0 ? 0.75f : -0.75f;
    if (i % 7 == 0) values[i] = -kInf;
    if (i % 5 == 0) values[i] = 0.0f;
  }
  return values;
}

TEST(Colours, AgreeWithTheTwinOverWidthsBlocksAndMisalignments) {
  constexpr std::size_t kRows = 11;
  test::sweep([](std::size_t n, std::size_t misalignment) {
    Vector values = mixed(kRows * n, misalignment, 1), masks = mixed(kRows * n, 3 - misalignment, 2);
    for (const std::size_t block : {1u, 2u, 3u, 4u, 5u, 8u, 40u})
      for (const bool is_signed : {false, true}) {
        const CellRegion region{2, 11, n / 3, n, block};
        expect_like_twin(values.matrix(kRows), {}, region, is_signed);
        expect_like_twin(values.matrix(kRows), masks.matrix(kRows), region, is_signed);
      }
  });
}

TEST(Colours, AStripEndsBetweenBlocks) {
  Vector values = mixed(6 * 2500, 1, 1);
  for (const std::size_t block : {3u, 7u, 1000u, 1500u})
    expect_like_twin(values.matrix(6), {}, {0, 6, 100, 2500, block}, true);
}

TEST(Colours, OfEqualSizesTheFirstRowByRowShows) {
  const float values[] = {0.5f, 0.25f, -0.5f, 0.5f};
  std::uint8_t pixel[4];
  colour_region({values, 2, 2}, {}, {0, 2, 0, 2, 2}, {kTable, 0.5, true, kMasked}, pixel);
  EXPECT_EQ(pixel[0], 255);
  const float turned[] = {0.25f, -0.5f, 0.5f, 0.5f};
  colour_region({turned, 2, 2}, {}, {0, 2, 0, 2, 2}, {kTable, 0.5, true, kMasked}, pixel);
  EXPECT_EQ(pixel[0], 0);
}

TEST(Colours, IndicesAreThoseOfTheTwin) {
  const float sizes[] = {0.0f, -0.0f, 1e-30f, -1.0f, 1.0f, 3e38f, -3e38f, 0.5f / 255.0f, 1.5f / 255.0f};
  for (const double max : {1.0, 0.1, 1e-300, 0.0, -1.0, 3e38})
    for (const bool is_signed : {false, true}) {
      const ColourMap map{kTable, max, is_signed, kMasked};
      for (const float value : sizes)
        EXPECT_EQ(colour_index(map, value), ref::colour_index(double{value}, max, is_signed));
      for (int i = -1300; i <= 1300; ++i) {
        const float value = static_cast<float>(i) / 1275.0f;
        EXPECT_EQ(colour_index(map, value), ref::colour_index(double{value}, max, is_signed)) << value;
      }
    }
}

TEST(Colours, AnEmptyRegionHasNoPixels) {
  const Vector values(12, 0, 1);
  colour_region({values.span().data(), 3, 4}, {}, {1, 1, 0, 4, 2}, {kTable, 1.0, false, kMasked}, {});
  colour_region({values.span().data(), 3, 4}, {}, {0, 3, 4, 4, 2}, {kTable, 1.0, false, kMasked}, {});
}

}  // namespace
}  // namespace attn
