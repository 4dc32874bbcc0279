#include "attn/activations.h"

#include "math.h"

namespace attn {
namespace {

struct Relu {
  Batch operator()(Batch x) const { return larger(Batch(0.0f), x); }  // in this order a NaN stays
};

/// x Φ(x) = max(x, 0) − |x| Φ(−|x|), where Φ(−t) = 2^P(t): nothing cancels, and one polynomial serves all of x.
class Gelu {
 public:
  Batch operator()(Batch x) const {
    const Batch t = xsimd::abs(x);
    Batch p = tail_[0];
    for (std::size_t i = 1; i < tail_.size(); ++i) p = mul_add(p, t, tail_[i]);
    return larger(Batch(0.0f), x) - t * exp2_(p);
  }

 private:
  /// log₂ Φ(−t), t⁸ first, within 6·10⁻⁸ in t Φ(−t): core/tools/fit_polynomials.py. It falls without end beyond the 6
  /// to which it was fitted.
  static constexpr float kTail[] = {-0x1.67424ep-21f, 0x1.808f22p-17f, -0x1.698e94p-15f,
                                    -0x1.0c25a8p-11f, 0x1.f1ee1p-8f,   -0x1.b166a4p-5f,
                                    -0x1.d612bcp-2f,  -0x1.26b02ep+0f, -1.0f};
  math::Exp2 exp2_;
  std::array<Batch, 9> tail_ = math::from_memory(kTail);
};

/// x / (1 + e^(−y)), by e^(−|y|), which cannot overflow.
struct Sigmoid {
  math::Exp2 exp2;
  Batch times(Batch x, Batch y) const {
    const Batch one(1.0f);
    const Batch e = exp2(xsimd::abs(y) * -exp2.log2_e());
    return x * (select(y < Batch(0.0f), e, one) / (one + e));
  }
};

struct GeluTanh {
  Sigmoid sigmoid;
  Batch operator()(Batch x) const {  // (1 + tanh u) / 2 = 1 / (1 + e^(−2u))
    constexpr float kTwoRootTwoOverPi = 0x1.988454p0f;
    return sigmoid.times(x, mul_add(x * x * x, Batch(0.044715f), x) * Batch(kTwoRootTwoOverPi));
  }
};

struct QuickGelu {
  Sigmoid sigmoid;
  Batch operator()(Batch x) const { return sigmoid.times(x, x * Batch(1.702f)); }
};

struct Silu {
  Sigmoid sigmoid;
  Batch operator()(Batch x) const { return sigmoid.times(x, x); }
};

/// Calls use(f) with the function of that kind.
template <class Use>
void with_function(Activation kind, Use use) {
  switch (kind) {
    case Activation::kNone:
      return use([](Batch x) { return x; });
    case Activation::kRelu:
      return use(Relu{});
    case Activation::kGelu:
      return use(Gelu{});
    case Activation::kGeluTanh:
      return use(GeluTanh{});
    case Activation::kQuickGelu:
      return use(QuickGelu{});
    case Activation::kSilu:
      return use(Silu{});
    case Activation::kTanh:
      return use(math::Tanh{});
  }
}

}  // namespace

void activate(Activation kind, std::span<const float> x, std::span<float> out) {
  with_function(kind, [&](const auto& f) { map_to(out, f, x); });
}

void activate(Activation kind, MatrixView<float> x) {
  if (kind == Activation::kNone) return;
  with_function(kind, [&](const auto& f) {
    for (std::size_t i = 0; i < x.n_rows(); ++i) map_to(x.row(i), f, x.row(i));
  });
}

void activate_gated(Activation kind, std::span<const float> gate, std::span<const float> up, std::span<float> out) {
  with_function(kind, [&](const auto& f) { map_to(out, [&](Batch g, Batch u) { return f(g) * u; }, gate, up); });
}

}  // namespace attn
