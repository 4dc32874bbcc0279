#include "attn/matmul.h"

#include <gtest/gtest.h>

#include <cmath>

#include "linear_ref.h"
#include "support.h"

namespace attn {
namespace {

using test::difference;
using test::Vector;

/// Around every edge of a 4 × 8 tile, of four panels and of a block of rows.
constexpr std::size_t kRowCounts[] = {1, 2, 3, 4, 5, 7, 8, 127, 131};
constexpr std::size_t kColumnCounts[] = {1, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 41};

double tolerance(std::size_t d) { return 1e-6 * std::sqrt(static_cast<double>(d)) + 1e-7 * static_cast<double>(d); }

PackedMatrix packed(MatrixView<const float> b) {
  PackedMatrix out;
  EXPECT_EQ(out.pack(b), Status::kOk);
  return out;
}

void expect_like_twin(std::size_t n, std::size_t d, std::size_t m, std::size_t misalignment) {
  Vector a(n * d, misalignment, 1);
  Vector b(d * m, 3 - misalignment, 2);
  const Vector bias(m, misalignment, 3);
  Vector out(n * m, misalignment, 4);
  std::vector<double> want(n * m);
  const auto da = a.as_double();
  const auto db = b.as_double();
  const PackedMatrix right = packed(b.matrix(d));
  for (const bool has_bias : {false, true}) {
    const auto wanted_bias = has_bias ? bias.as_double() : std::vector<double>();
    matmul(a.matrix(n), right, has_bias ? bias.span() : std::span<const float>(), out.matrix(n));
    ref::matmul(test::matrix_of(da, n), test::matrix_of(db, d), wanted_bias, {want.data(), n, m});
    EXPECT_LT(difference(out.span(), want), tolerance(d)) << n << " × " << d << " × " << m;
    EXPECT_TRUE(out.guards_intact()) << n << " × " << d << " × " << m;
  }
}

TEST(Matmul, AgreesWithFloat64AtEveryEdgeOfATile) {
  for (const std::size_t n : kRowCounts)
    for (const std::size_t m : kColumnCounts) expect_like_twin(n, 10, m, m % 4);
}

TEST(Matmul, AgreesWithFloat64OverLengthsAndMisalignments) {
  test::sweep([](std::size_t d, std::size_t misalignment) { expect_like_twin(5, d, 13, misalignment); });
}

TEST(Matmul, AnElementHasTheSameBitsWhereverItLies) {
  Vector a(9 * 20, 0, 1);
  Vector b(20 * 43, 0, 2);
  Vector together(9 * 43, 0, 3);
  matmul(a.matrix(9), packed(b.matrix(20)), {}, together.matrix(9));
  for (std::size_t i = 0; i < 9; ++i)
    for (std::size_t j = 0; j < 43; ++j) {
      float alone;
      matmul({a.matrix(9).row(i).data(), 1, 20}, packed(b.matrix(20).columns(j, 1)), {}, {&alone, 1, 1});
      EXPECT_EQ(alone, together[i * 43 + j]) << i << ", " << j;
    }
}

TEST(Matmul, PacksATransposeToTheSamePanels) {
  for (const std::size_t m : kColumnCounts) {
    Vector b(6 * m, 0, 1);
    Vector transpose(6 * m, 0, 2);
    for (std::size_t k = 0; k < 6; ++k)
      for (std::size_t j = 0; j < m; ++j) transpose[j * 6 + k] = b[k * m + j];
    const PackedMatrix straight = packed(b.matrix(6));
    PackedMatrix turned;
    ASSERT_EQ(turned.pack_transposed(transpose.matrix(m)), Status::kOk);
    ASSERT_EQ(turned.n_cols(), m);
    EXPECT_TRUE(std::equal(straight.panel(0), straight.panel((m + 7) / 8 * 8), turned.panel(0))) << m;
  }
}

TEST(Matmul, TakesViewsWithAStride) {
  Vector wide(6 * 20, 1, 1);
  const MatrixView<float> a = wide.matrix(6).columns(2, 7);
  Vector copy(6 * 7, 0, 2);
  for (std::size_t i = 0; i < 6; ++i) std::ranges::copy(a.row(i), copy.matrix(6).row(i).begin());
  Vector b(7 * 9, 0, 3);
  Vector want(6 * 9, 0, 4);
  Vector got(6 * 15, 0, 5);
  const Vector before = got;
  matmul(copy.matrix(6), packed(b.matrix(7)), {}, want.matrix(6));
  matmul(a, packed(b.matrix(7)), {}, got.matrix(6).columns(3, 9));
  for (std::size_t i = 0; i < 6; ++i)
    for (std::size_t j = 0; j < 15; ++j) {
      const bool is_inside = j >= 3 && j < 12;
      EXPECT_EQ(got[i * 15 + j], is_inside ? want[i * 9 + j - 3] : before.span()[i * 15 + j]);
    }
}

TEST(Matmul, AnActivationGivesTheBitsOfASecondPass) {
  for (const std::size_t n : kRowCounts)
    for (const std::size_t m : {1u, 8u, 19u}) {
      Vector a(n * 10, 0, 1);
      Vector b(10 * m, 0, 2);
      const Vector bias(m, 0, 3);
      Vector want(n * m, 0, 4);
      Vector got(n * m, 1, 5);
      matmul(a.matrix(n), packed(b.matrix(10)), bias.span(), want.matrix(n));
      activate(Activation::kGelu, want.span(), want.span());
      matmul(a.matrix(n), packed(b.matrix(10)), bias.span(), Activation::kGelu, got.matrix(n));
      EXPECT_TRUE(std::ranges::equal(got.span(), want.span())) << n << " × " << m;
      EXPECT_TRUE(got.guards_intact());
    }
}

TEST(Matmul, OfNothingIsTheBias) {
  const Vector bias(5, 0, 1);
  Vector out(10, 0, 2);
  matmul({nullptr, 2, 0}, packed({nullptr, 0, 5}), bias.span(), out.matrix(2));
  for (std::size_t j = 0; j < 10; ++j) EXPECT_EQ(out[j], bias.span()[j % 5]);
}

}  // namespace
}  // namespace attn
