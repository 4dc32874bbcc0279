#include "attn/norms.h"

#include <gtest/gtest.h>

#include "norms_ref.h"
#include "support.h"

namespace attn {
namespace {

using test::difference;
using test::matrix_of;
using test::Vector;

constexpr double kStatedError = 2e-6;
constexpr std::size_t kRows = 3;

struct Operands {
  Vector x, gamma, beta, out;
  Operands(std::size_t d, std::size_t misalignment)
      : x(kRows * d, misalignment, 1),
        gamma(d, 3 - misalignment, 2),
        beta(d, misalignment, 3),
        out(kRows * d, 3 - misalignment, 4) {}
};

void layer_norm_is_like_its_twin(std::size_t d, std::size_t misalignment) {
  Operands o(d, misalignment);
  const auto x = o.x.as_double(), gamma = o.gamma.as_double(), beta = o.beta.as_double();
  std::vector<double> want(kRows * d);
  for (const bool has_beta : {false, true}) {
    layer_norm(o.x.matrix(kRows), o.gamma.span(), has_beta ? o.beta.span() : std::span<float>(), 1e-5f,
               o.out.matrix(kRows));
    ref::layer_norm(matrix_of(x, kRows), gamma, has_beta ? beta : std::vector<double>(), 1e-5, {want.data(), kRows, d});
    EXPECT_LE(difference(o.out.span(), want), kStatedError) << d;
    EXPECT_TRUE(o.out.guards_intact()) << d;
  }
}

void rms_norm_is_like_its_twin(std::size_t d, std::size_t misalignment) {
  Operands o(d, misalignment);
  const auto x = o.x.as_double(), weight = o.gamma.as_double();
  std::vector<double> want(kRows * d);
  for (const bool plus_one : {false, true}) {
    rms_norm(o.x.matrix(kRows), o.gamma.span(), 1e-6f, plus_one, o.out.matrix(kRows));
    ref::rms_norm(matrix_of(x, kRows), weight, 1e-6, plus_one, {want.data(), kRows, d});
    EXPECT_LE(difference(o.out.span(), want), kStatedError) << d;
    EXPECT_TRUE(o.out.guards_intact()) << d;
  }
}

TEST(Norms, LayerNormAgreesWithFloat64) {
  test::sweep(layer_norm_is_like_its_twin);
  for (const std::size_t d : {384u, 768u, 4095u, 4096u}) layer_norm_is_like_its_twin(d, 1);
}

TEST(Norms, RmsNormAgreesWithFloat64) {
  test::sweep(rms_norm_is_like_its_twin);
  for (const std::size_t d : {384u, 768u, 4095u, 4096u}) rms_norm_is_like_its_twin(d, 1);
}

TEST(Norms, LayerNormSurvivesAMeanMuchLargerThanTheSpread) {
  Operands o(100, 0);
  for (float& x : o.x.span()) x = x * 0.25f + 1000.0f;
  const auto x = o.x.as_double(), gamma = o.gamma.as_double();
  std::vector<double> want(kRows * 100);
  layer_norm(o.x.matrix(kRows), o.gamma.span(), {}, 1e-5f, o.out.matrix(kRows));
  ref::layer_norm(matrix_of(x, kRows), gamma, {}, 1e-5, {want.data(), kRows, 100});
  EXPECT_LE(difference(o.out.span(), want), 1e-3);
}

TEST(Norms, AConstantRowBecomesBeta) {
  for (const std::size_t d : {1u, 5u, 16u, 31u}) {
    Operands o(d, 0);
    std::ranges::fill(o.x.span(), 3.0f);
    layer_norm(o.x.matrix(kRows), o.gamma.span(), o.beta.span(), 1e-5f, o.out.matrix(kRows));
    for (std::size_t i = 0; i < kRows * d; ++i) EXPECT_EQ(o.out[i], o.beta[i % d]);
    std::ranges::fill(o.x.span(), 0.0f);
    rms_norm(o.x.matrix(kRows), o.gamma.span(), 1e-5f, false, o.out.matrix(kRows));
    for (const float y : o.out.span()) EXPECT_EQ(y, 0.0f);
  }
}

TEST(Norms, WorkInPlaceAndOnViewsWithAStride) {
  Operands o(40, 1);
  Vector wide(kRows * 50, 2, 5);
  const MatrixView<float> inside = wide.matrix(kRows).columns(7, 40);
  for (std::size_t i = 0; i < kRows; ++i) std::ranges::copy(o.x.matrix(kRows).row(i), inside.row(i).begin());
  layer_norm(o.x.matrix(kRows), o.gamma.span(), o.beta.span(), 1e-5f, o.out.matrix(kRows));
  layer_norm(inside, o.gamma.span(), o.beta.span(), 1e-5f, inside);
  for (std::size_t i = 0; i < kRows; ++i) EXPECT_TRUE(std::ranges::equal(inside.row(i), o.out.matrix(kRows).row(i)));
}

}  // namespace
}  // namespace attn
