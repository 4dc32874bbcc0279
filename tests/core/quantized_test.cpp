#include "attn/quantized.h"

#include <gtest/gtest.h>

#include <cmath>

#include "quantized_ref.h"
#include "support.h"

namespace attn {
namespace {

using test::difference;
using test::Vector;

/// Around every edge of a 4 × 8 tile, of four panels and of a block of rows.
constexpr std::size_t kRowCounts[] = {1, 2, 3, 4, 5, 7, 8, 131};
constexpr std::size_t kColumnCounts[] = {1, 3, 4, 7, 8, 9, 16, 17, 31, 32, 33, 41};

/// Parameters W [m, d] as a file has them.
struct Parameters {
  std::vector<std::int8_t> integers;
  std::vector<float> scales;
  std::size_t m, d;
  PackedInt8Matrix packed;

  Parameters(std::size_t m_rows, std::size_t n_cols) : integers(m_rows * n_cols), m(m_rows), d(n_cols) {
    Random random(11, 5);
    for (std::int8_t& q : integers) q = static_cast<std::int8_t>(random.uniform() * 255.0f - 127.0f);
    for (std::size_t j = 0; j < m; ++j) scales.push_back(0.001f + 0.01f * random.uniform());
    EXPECT_EQ(packed.pack(view(), scales), Status::kOk);
  }
  MatrixView<const std::int8_t> view() const { return {integers.data(), m, d}; }
};

std::int16_t number(const QuantizedRows& rows, std::size_t i, std::size_t k) {
  return rows.pairs(i)[k / 2 * QuantizedRows::kPairStride + k % 2];
}

double tolerance(std::size_t d) { return 1e-6 * std::sqrt(static_cast<double>(d)) + 1e-7 * static_cast<double>(d); }

void float_rows_are_like_their_twin(std::size_t n, std::size_t d, std::size_t m, std::size_t misalignment) {
  Vector a(n * d, misalignment, 1);
  const Vector bias(m, misalignment, 3);
  Vector out(n * m, misalignment, 4);
  const Parameters w(m, d);
  const auto da = a.as_double();
  std::vector<double> want(n * m);
  for (const bool has_bias : {false, true}) {
    const auto wanted_bias = has_bias ? bias.as_double() : std::vector<double>();
    matmul(a.matrix(n), w.packed, has_bias ? bias.span() : std::span<const float>(), Activation::kNone, out.matrix(n));
    ref::matmul_int8({da.data(), n, d}, w.view(), w.scales, wanted_bias, {want.data(), n, m});
    EXPECT_LT(difference(out.span(), want), tolerance(d)) << n << " × " << d << " × " << m;
    EXPECT_TRUE(out.guards_intact()) << n << " × " << d << " × " << m;
  }
}

/// The product of the integers as they were quantised is exact up to four roundings.
void quantized_rows_are_like_their_twin(std::size_t n, std::size_t d, std::size_t m, std::size_t misalignment) {
  Vector a(n * d, misalignment, 1);
  const Vector bias(m, misalignment, 3);
  Vector out(n * m, misalignment, 4);
  const Parameters w(m, d);
  QuantizedRows rows;
  ASSERT_EQ(rows.quantize(a.matrix(n)), Status::kOk);
  std::vector<double> integers(n * d);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t k = 0; k < d; ++k) integers[i * d + k] = double{rows.scales()[i]} * number(rows, i, k);
  std::vector<double> want(n * m);
  const auto wanted_bias = bias.as_double();
  matmul(rows, w.packed, bias.span(), Activation::kNone, out.matrix(n));
  ref::matmul_int8({integers.data(), n, d}, w.view(), w.scales, wanted_bias, {want.data(), n, m});
  EXPECT_LT(difference(out.span(), want), 4e-7) << n << " × " << d << " × " << m;
  EXPECT_TRUE(out.guards_intact()) << n << " × " << d << " × " << m;
}

TEST(Quantized, FloatRowsAgreeWithFloat64AtEveryEdgeOfATile) {
  for (const std::size_t n : kRowCounts)
    for (const std::size_t m : kColumnCounts) float_rows_are_like_their_twin(n, 10, m, m % 4);
}

TEST(Quantized, FloatRowsAgreeWithFloat64OverLengthsAndMisalignments) {
  test::sweep([](std::size_t d, std::size_t misalignment) { float_rows_are_like_their_twin(5, d, 13, misalignment); });
  for (const std::size_t d : {511u, 512u, 513u, 1024u, 1100u}) float_rows_are_like_their_twin(5, d, 13, 1);
}

TEST(Quantized, QuantizedRowsAgreeWithFloat64AtEveryEdgeOfATile) {
  for (const std::size_t n : kRowCounts)
    for (const std::size_t m : kColumnCounts) quantized_rows_are_like_their_twin(n, 10, m, m % 4);
}

TEST(Quantized, QuantizedRowsAgreeWithFloat64OverLengthsAndMisalignments) {
  test::sweep(
      [](std::size_t d, std::size_t misalignment) { quantized_rows_are_like_their_twin(5, d, 13, misalignment); });
}

TEST(Quantized, OfNothingIsTheBias) {
  PackedInt8Matrix empty;
  ASSERT_EQ(empty.resize(9, 0), Status::kOk);
  const Vector bias(9, 0, 1);
  for (const std::size_t n : {1u, 4u}) {
    Vector out(n * 9, 0, 2);
    matmul({nullptr, n, 0}, empty, bias.span(), Activation::kNone, out.matrix(n));
    for (std::size_t i = 0; i < out.span().size(); ++i) EXPECT_EQ(out[i], bias.span()[i % 9]);
    QuantizedRows rows;
    ASSERT_EQ(rows.quantize({nullptr, n, 0}), Status::kOk);
    matmul(rows, empty, {}, Activation::kNone, out.matrix(n));
    for (const float x : out.span()) EXPECT_EQ(x, 0.0f);
  }
}

TEST(Quantized, QuantisesToTheNearestInteger) {
  test::sweep([](std::size_t d, std::size_t misalignment) {
    const Vector values(d, misalignment, 1, 3.0f);
    std::vector<std::int8_t> integers(d);
    const double scale = double{quantize_row(values.span(), integers)};
    const auto doubles = values.as_double();
    const ref::QuantizedRow want = ref::quantize_row(doubles);
    EXPECT_NEAR(scale / want.scale, 1.0, 1e-6);
    for (std::size_t k = 0; k < d; ++k) {
      EXPECT_LE(std::abs(doubles[k] - scale * integers[k]), 0.5001 * scale);
      const double ratio = std::abs(doubles[k] / want.scale);
      if (std::abs(ratio - std::floor(ratio) - 0.5) > 1e-4) {  // not between two integers
        EXPECT_EQ(integers[k], want.integers[k]);
      }
    }
  });
}

TEST(Quantized, QuantisesTheExtremes) {
  const std::vector<std::pair<std::vector<float>, std::vector<int>>> cases = {
      {{0.0f, 0.0f, 0.0f}, {0, 0, 0}},
      {{1e-36f, -1e-36f, 0.0f}, {0, 0, 0}},
      {{3e38f, -3e38f, 1e38f}, {127, -127, 42}},
      {{1e-34f, -1e-34f, 0.5e-34f}, {127, -127, 64}},
      {{127.0f, 0.5f, 1.5f, -0.5f, -2.5f}, {127, 0, 2, 0, -2}},
  };
  for (const auto& [values, want] : cases) {
    std::vector<std::int8_t> got(values.size());
    const float scale = quantize_row(values, got);
    EXPECT_TRUE(std::isfinite(scale));
    EXPECT_TRUE(std::ranges::equal(got, want)) << values[0];
  }
}

TEST(Quantized, RowsAndParametersAreQuantisedAlike) {
  test::sweep([](std::size_t d, std::size_t misalignment) {
    Vector values(3 * d, misalignment, 1, 2.0f);
    Vector transpose(d * 3, misalignment, 2);
    for (std::size_t i = 0; i < 3; ++i)
      for (std::size_t k = 0; k < d; ++k) transpose[k * 3 + i] = values[i * d + k];
    QuantizedRows rows;
    PackedInt8Matrix whole, turned;
    ASSERT_EQ(rows.quantize(values.matrix(3)), Status::kOk);
    ASSERT_EQ(whole.pack_float(values.matrix(3)), Status::kOk);
    ASSERT_EQ(turned.resize(3, d), Status::kOk);
    turned.set_columns(0, transpose.matrix(d));
    std::vector<float> from_rows(d), from_columns(d);
    std::vector<std::int8_t> integers(d);
    for (std::size_t i = 0; i < 3; ++i) {
      const float scale = quantize_row(values.matrix(3).row(i), integers);
      whole.read_row(i, from_rows);
      turned.read_row(i, from_columns);
      EXPECT_EQ(rows.scales()[i], scale);
      for (std::size_t k = 0; k < d; ++k) {
        EXPECT_EQ(number(rows, i, k), integers[k]);
        EXPECT_EQ(from_rows[k], scale * static_cast<float>(integers[k]));
        EXPECT_EQ(from_columns[k], from_rows[k]);
      }
      if (d % 2 == 1) {
        EXPECT_EQ(number(rows, i, d), 0);
      }
    }
  });
}

TEST(Quantized, IsFilledPieceByPiece) {
  const Parameters w(19, 7);
  PackedInt8Matrix pieces;
  ASSERT_EQ(pieces.pack(w.view(), w.scales), Status::kOk);
  ASSERT_EQ(pieces.resize(19, 7), Status::kOk);
  for (const std::size_t first : {12u, 5u, 0u}) {
    const std::size_t n = first == 12 ? 7 : first == 5 ? 7 : 5;
    pieces.set_rows(first, w.view().rows(first, n), std::span(w.scales).subspan(first, n));
  }
  EXPECT_TRUE(std::equal(w.packed.panel(0), w.packed.panel(24), pieces.panel(0)));
  EXPECT_TRUE(std::ranges::equal(w.packed.scales(), pieces.scales()));
  EXPECT_EQ(pieces.bytes(), 24u * 8u + 24u * 4u);
}

TEST(Quantized, AnElementHasTheSameBitsWhereverItLies) {
  Vector a(9 * 21, 0, 1);
  const Parameters w(43, 21);
  QuantizedRows rows, row;
  ASSERT_EQ(rows.quantize(a.matrix(9)), Status::kOk);
  Vector floats(9 * 43, 0, 3), integers(9 * 43, 0, 4), alone(43, 0, 5);
  matmul(a.matrix(9), w.packed, {}, Activation::kSilu, floats.matrix(9));
  matmul(rows, w.packed, {}, Activation::kSilu, integers.matrix(9));
  for (std::size_t i = 0; i < 9; ++i) {
    matmul(a.matrix(9).rows(i, 1), w.packed, {}, Activation::kSilu, alone.matrix(1));
    EXPECT_TRUE(std::ranges::equal(alone.span(), floats.matrix(9).row(i))) << i;
    ASSERT_EQ(row.quantize(a.matrix(9).rows(i, 1)), Status::kOk);
    matmul(row, w.packed, {}, Activation::kSilu, alone.matrix(1));
    EXPECT_TRUE(std::ranges::equal(alone.span(), integers.matrix(9).row(i))) << i;
  }
}

TEST(Quantized, TheLargestSumsFit) {
  constexpr std::size_t kMost = 133'000;
  const std::vector<float> a(kMost, 1.0f);
  const std::vector<std::int8_t> w(kMost, -127);
  PackedInt8Matrix packed;
  QuantizedRows rows;
  const float scale = 1.0f;
  ASSERT_EQ(packed.pack({w.data(), 1, kMost}, {&scale, 1}), Status::kOk);
  ASSERT_EQ(rows.quantize({a.data(), 1, kMost}), Status::kOk);
  float out = 0.0f;
  matmul(rows, packed, {}, Activation::kNone, {&out, 1, 1});
  EXPECT_NEAR(out, -127.0 * kMost, 2.0);
}

TEST(Quantized, TakesAndWritesViewsWithAStride) {
  Vector wide(6 * 20, 1, 1), copy(6 * 7, 0, 2), want(6 * 9, 0, 4), got(6 * 15, 0, 5);
  const Vector before = got;
  const MatrixView<float> a = wide.matrix(6).columns(2, 7);
  for (std::size_t i = 0; i < 6; ++i) std::ranges::copy(a.row(i), copy.matrix(6).row(i).begin());
  const Parameters w(9, 7);
  matmul(copy.matrix(6), w.packed, {}, Activation::kGelu, want.matrix(6));
  matmul(a, w.packed, {}, Activation::kGelu, got.matrix(6).columns(3, 9));
  for (std::size_t i = 0; i < 6; ++i)
    for (std::size_t j = 0; j < 15; ++j) {
      const bool is_inside = j >= 3 && j < 12;
      EXPECT_EQ(got[i * 15 + j], is_inside ? want[i * 9 + j - 3] : before.span()[i * 15 + j]);
    }
}

}  // namespace
}  // namespace attn
