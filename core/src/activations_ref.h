#pragma once

#include <algorithm>
#include <cmath>
#include <numbers>

#include "attn/activations.h"

/// The float64 twin of attn/activations.h.
namespace attn::ref {

inline double activate(Activation kind, double x) {
  switch (kind) {
    case Activation::kNone:
      return x;
    case Activation::kRelu:
      return std::max(x, 0.0);
    case Activation::kGelu:
      return x * std::erfc(-x * std::sqrt(0.5)) / 2.0;
    case Activation::kGeluTanh:
      return x * (1.0 + std::tanh(std::sqrt(2.0 / std::numbers::pi) * (x + 0.044715 * x * x * x))) / 2.0;
    case Activation::kQuickGelu:
      return x / (1.0 + std::exp(-1.702 * x));
    case Activation::kSilu:
      return x / (1.0 + std::exp(-x));
    case Activation::kTanh:
      return std::tanh(x);
  }
  return x;
}

}  // namespace attn::ref
