#include "attn/activations.h"

#include <gtest/gtest.h>

#include "activations_ref.h"
#include "support.h"

namespace attn {
namespace {

using test::difference;
using test::Vector;

struct Stated {
  Activation kind;
  double error;
};
constexpr Stated kStated[] = {{Activation::kNone, 0.0},      {Activation::kRelu, 0.0},       {Activation::kGelu, 2e-7},
                              {Activation::kGeluTanh, 3e-7}, {Activation::kQuickGelu, 3e-7}, {Activation::kSilu, 3e-7},
                              {Activation::kTanh, 2e-7}};

std::vector<double> twin(Activation kind, std::span<const float> x) {
  std::vector<double> out;
  for (const float a : x) out.push_back(ref::activate(kind, double{a}));
  return out;
}

TEST(Activations, AreWithinTheirStatedErrors) {
  for (const auto [kind, error] : kStated)
    for (const float range : {1.0f, 12.0f, 200.0f}) {
      std::vector<float> x;
      for (int i = -100'000; i <= 100'000; ++i) x.push_back(range * static_cast<float>(i) / 100'000.0f);
      std::vector<float> out(x.size());
      activate(kind, x, out);
      EXPECT_LE(difference(out, twin(kind, x)), error) << static_cast<int>(kind) << " up to " << range;
    }
}

TEST(Activations, AgreeWithFloat64OverLengthsAndMisalignments) {
  test::sweep([](std::size_t n, std::size_t misalignment) {
    for (const auto [kind, error] : kStated) {
      Vector x(n, misalignment, 1, 3.0f);
      Vector up(n, 3 - misalignment, 2);
      Vector out(n, 3 - misalignment, 3);
      std::vector<double> want = twin(kind, x.span());
      activate(kind, x.span(), out.span());
      EXPECT_LE(difference(out.span(), want), error);
      for (std::size_t i = 0; i < n; ++i) want[i] *= double{up[i]};
      activate_gated(kind, x.span(), up.span(), out.span());
      EXPECT_LE(difference(out.span(), want), 5.0 * error + 1e-7);
      EXPECT_TRUE(out.guards_intact());
    }
  });
}

TEST(Activations, InPlaceAndOnAViewGiveTheSameBits) {
  for (const auto& stated : kStated) {
    Vector x(6 * 20, 1, 1);
    const Vector before = x;
    Vector want(6 * 20, 0, 2);
    activate(stated.kind, x.span(), want.span());
    activate(stated.kind, x.matrix(6).columns(3, 9));
    for (std::size_t i = 0; i < x.span().size(); ++i) {
      const bool inside = i % 20 >= 3 && i % 20 < 12;
      EXPECT_EQ(x[i], inside ? want[i] : before.span()[i]) << i;
    }
    Vector gate = before;
    activate_gated(stated.kind, before.span(), before.span(), want.span());
    activate_gated(stated.kind, gate.span(), before.span(), gate.span());
    EXPECT_TRUE(std::ranges::equal(gate.span(), want.span()));
  }
}

TEST(Activations, AtTheEdgesOfFloat32) {
  const float large = 3e38f;
  for (const auto& stated : kStated) {
    const Activation kind = stated.kind;
    const std::vector<float> x{0.0f, -large, large, test::kNaN, 1e20f, -1e20f};
    std::vector<float> out(x.size());
    activate(kind, x, out);
    EXPECT_EQ(out[0], 0.0f);
    EXPECT_EQ(out[1], kind == Activation::kNone ? -large : kind == Activation::kTanh ? -1.0f : 0.0f);
    EXPECT_EQ(out[2], kind == Activation::kTanh ? 1.0f : large);
    EXPECT_TRUE(std::isnan(out[3])) << static_cast<int>(kind);
    EXPECT_EQ(out[4], kind == Activation::kTanh ? 1.0f : 1e20f);
    EXPECT_EQ(out[5], kind == Activation::kNone ? -1e20f : kind == Activation::kTanh ? -1.0f : 0.0f);
  }
}

}  // namespace
}  // namespace attn
