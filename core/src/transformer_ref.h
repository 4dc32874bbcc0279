#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "activations_ref.h"
#include "attn/transformer_description.h"
#include "norms_ref.h"
#include "rope_ref.h"

/// The float64 twin of attn/transformer.h: every layer written out as the papers have it, nothing kept, nothing shared.
namespace attn::ref {

using Numbers = std::vector<double>;
/// Gives a tensor's numbers, row-major; nothing where the model has no such tensor.
using Tensors = std::function<Numbers(Tensor, int stack, int layer)>;

/// Rows of numbers, all as long.
struct Rows {
  std::size_t n = 0, width = 0;
  Numbers values;

  Rows(std::size_t n_rows, std::size_t n_columns) : n(n_rows), width(n_columns), values(n_rows * n_columns) {}
  double& operator()(std::size_t i, std::size_t j) { return values[i * width + j]; }
  double operator()(std::size_t i, std::size_t j) const { return values[i * width + j]; }
  MatrixView<double> view() { return {values.data(), n, width}; }
};

class Twin {
 public:
  Twin(const TransformerDescription& description, Tensors tensors) : d_(description), tensors_(std::move(tensors)) {}

  /// What a stack's last norm gives. @param encoded  the encoder's, for cross attention
  Rows run(int stack, std::span<const std::int32_t> ids, std::span<const std::int32_t> types, const Rows* encoded) {
    stack_ = stack;
    Rows x = embed(ids, types);
    for (int layer = 0; layer < s().n_layers; ++layer) x = run_layer(layer, x, encoded);
    if (s().final_norm) norm(Tensor::kFinalNorm, -1, x);
    return x;
  }

  /// Weights of every layer and head of the last run, in the order of the calculation: self, then cross.
  std::vector<Rows> self_weights, cross_weights;

 private:
  const StackDescription& s() const { return d_.stacks[static_cast<std::size_t>(stack_)]; }
  Numbers tensor(Tensor name, int layer) const { return tensors_(name, stack_, layer); }
  static Tensor after(Tensor name) { return static_cast<Tensor>(static_cast<int>(name) + 1); }

  void norm(Tensor name, int layer, Rows& x) const {
    const Numbers weight = tensor(name, layer);
    const MatrixView<const double> in(x.values.data(), x.n, x.width);
    Rows out(x.n, x.width);
    const auto eps = static_cast<double>(s().norm_eps);
    if (s().norm == Norm::kLayer)
      layer_norm(in, weight, tensor(after(name), layer), eps, out.view());
    else
      rms_norm(in, weight, eps, s().norm == Norm::kRmsPlusOne, out.view());
    x = out;
  }

  Rows linear(Tensor name, int layer, const Rows& x) const {
    const Numbers w = tensor(name, layer), bias = tensor(after(name), layer);
    Rows out(x.n, w.size() / x.width);
    for (std::size_t i = 0; i < x.n; ++i)
      for (std::size_t o = 0; o < out.width; ++o) {
        out(i, o) = bias.empty() ? 0.0 : bias[o];
        for (std::size_t k = 0; k < x.width; ++k) out(i, o) += x(i, k) * w[o * x.width + k];
      }
    return out;
  }

  Rows embed(std::span<const std::int32_t> ids, std::span<const std::int32_t> types) {
    const auto width = static_cast<std::size_t>(s().e_dim());
    const Numbers tokens = tensors_(Tensor::kTokens, s().shares_tokens ? 0 : stack_, -1);
    Rows x(ids.size(), width);
    for (std::size_t i = 0; i < ids.size(); ++i)
      for (std::size_t c = 0; c < width; ++c) {
        double& value = x(i, c);
        value = tokens[static_cast<std::size_t>(ids[i]) * width + c] * static_cast<double>(s().embedding_scale);
        if (s().n_types > 0)
          value += tensor(Tensor::kTypes, -1)[(types.empty() ? 0u : static_cast<std::size_t>(types[i])) * width + c];
        if (s().positions == Positions::kLearned)
          value += tensor(Tensor::kPositions, -1)[(i + static_cast<std::size_t>(s().position_offset)) * width + c];
        if (s().positions == Positions::kSinusoidal) value += sinusoid(i, c, width);
      }
    if (s().embedding_norm) norm(Tensor::kEmbeddingNorm, -1, x);
    return s().e_dim() == s().d_model ? x : linear(Tensor::kProjection, -1, x);
  }

  static double sinusoid(std::size_t position, std::size_t c, std::size_t width) {
    const std::size_t half = (width + 1) / 2, pair = c % half;
    const double angle =
        static_cast<double>(position) / std::pow(10000.0, 2.0 * static_cast<double>(pair) / static_cast<double>(width));
    return c < half ? std::sin(angle) : std::cos(angle);
  }

  Rows run_layer(int layer, const Rows& x, const Rows* encoded) {
    Rows out = sublayer(layer, Tensor::kAttentionNorm, Tensor::kAttentionPostNorm, x,
                        [&](const Rows& in) { return attend(layer, in, in, false); });
    if (s().cross_attention)
      out = sublayer(layer, Tensor::kCrossNorm, Tensor::kCrossNorm, out,
                     [&](const Rows& in) { return attend(layer, in, *encoded, true); });
    const auto feed = [&](const Rows& in) { return feed_forward(layer, in); };
    if (s().norm_place != NormPlace::kParallel) return sublayer(layer, Tensor::kFfNorm, Tensor::kFfPostNorm, out, feed);
    const Rows beside = sublayer(layer, Tensor::kFfNorm, Tensor::kFfPostNorm, x, feed);
    for (std::size_t i = 0; i < out.values.size(); ++i) out.values[i] += beside.values[i] - x.values[i];
    return out;
  }

  template <class Compute>
  Rows sublayer(int layer, Tensor before, Tensor post, const Rows& x, Compute compute) {
    Rows in = x;
    if (s().norm_place != NormPlace::kPost) norm(before, layer, in);
    Rows out = compute(in);
    if (s().norm_place == NormPlace::kBoth) norm(post, layer, out);
    for (std::size_t i = 0; i < out.values.size(); ++i) out.values[i] += x.values[i];
    if (s().norm_place == NormPlace::kPost) norm(before, layer, out);
    return out;
  }

  Rows feed_forward(int layer, const Rows& x) {
    Rows up = linear(Tensor::kUp, layer, x);
    if (s().gated) {
      const Rows gate = linear(Tensor::kGate, layer, x);
      for (std::size_t i = 0; i < up.values.size(); ++i) up.values[i] *= activate(s().activation, gate.values[i]);
    } else {
      for (double& value : up.values) value = activate(s().activation, value);
    }
    return linear(Tensor::kDown, layer, up);
  }

  void norm_and_turn(int layer, Tensor name, Rows& x) const {
    const auto head_dim = static_cast<std::size_t>(s().head_dim);
    if (s().qk_norm) {
      Rows heads(x.n * x.width / head_dim, head_dim);
      heads.values = x.values;
      norm(name, layer, heads);
      x.values = heads.values;
    }
    if (s().positions != Positions::kRope) return;
    const RopeDescription& rope = s().ropes[static_cast<std::size_t>(s().layers[static_cast<std::size_t>(layer)].rope)];
    const auto half = static_cast<std::size_t>(rope.dims) / 2;
    for (std::size_t t = 0; t < x.n; ++t)
      for (std::size_t head = 0; head < x.width; head += head_dim)
        for (std::size_t i = 0; i < half; ++i) {
          double frequency = std::pow(rope.theta, -2.0 * static_cast<double>(i) / rope.dims);
          if (rope.scaling == RopeScaling::kLinear) frequency /= rope.factor;
          if (rope.scaling == RopeScaling::kLlama3)
            frequency =
                scaled_frequency({rope.factor, rope.low_factor, rope.high_factor, rope.original_positions}, frequency);
          const double angle = static_cast<double>(t) * frequency, a = x(t, head + i), b = x(t, head + half + i);
          x(t, head + i) = a * std::cos(angle) - b * std::sin(angle);
          x(t, head + half + i) = b * std::cos(angle) + a * std::sin(angle);
        }
  }

  /// T5's bucket, as in the code of the paper (arXiv:1910.10683).
  double position_bias(std::size_t i, std::size_t j, std::size_t head) const {
    const int distance = static_cast<int>(j) - static_cast<int>(i);
    int n_buckets = s().n_buckets, bucket = 0;
    if (!s().causal) {
      n_buckets /= 2;
      if (distance > 0) bucket = n_buckets;
    }
    const int away = s().causal ? std::max(-distance, 0) : std::abs(distance), exact = n_buckets / 2;
    if (away < exact)
      bucket += away;
    else
      bucket +=
          std::min(n_buckets - 1, exact + static_cast<int>(std::log(static_cast<double>(away) / exact) /
                                                               std::log(static_cast<double>(s().max_distance) / exact) *
                                                               (n_buckets - exact) +
                                                           1e-9));
    return tensor(Tensor::kRelativeBias, -1)[static_cast<std::size_t>(bucket * s().n_heads) + head];
  }

  Rows attend(int layer, const Rows& x, const Rows& source, bool is_cross) {
    const Tensor first = is_cross ? Tensor::kCrossQ : Tensor::kQ;
    const auto name = [&](int i) { return static_cast<Tensor>(static_cast<int>(first) + 2 * i); };
    Rows q = linear(name(0), layer, x), k = linear(name(1), layer, source), v = linear(name(2), layer, source);
    if (!is_cross) {
      norm_and_turn(layer, Tensor::kQNorm, q);
      norm_and_turn(layer, Tensor::kKNorm, k);
    }
    const auto head_dim = static_cast<std::size_t>(s().head_dim), n_heads = static_cast<std::size_t>(s().n_heads);
    Rows context(x.n, n_heads * head_dim);
    for (std::size_t head = 0; head < n_heads; ++head) {
      const std::size_t kv = head * static_cast<std::size_t>(s().n_kv_heads) / n_heads * head_dim;
      Rows weights = weights_of(layer, head, q, k, kv, is_cross);
      for (std::size_t i = 0; i < x.n; ++i)
        for (std::size_t j = 0; j < k.n; ++j)
          for (std::size_t c = 0; c < head_dim; ++c) context(i, head * head_dim + c) += weights(i, j) * v(j, kv + c);
      (is_cross ? cross_weights : self_weights).push_back(weights);
    }
    return linear(name(3), layer, context);
  }

  Rows weights_of(int layer, std::size_t head, const Rows& q, const Rows& k, std::size_t kv, bool is_cross) const {
    const auto head_dim = static_cast<std::size_t>(s().head_dim);
    const double scale = s().attention_scale != 0.0f ? static_cast<double>(s().attention_scale)
                                                     : 1.0 / std::sqrt(static_cast<double>(head_dim));
    const int window = s().layers[static_cast<std::size_t>(layer)].window;
    const auto cap = static_cast<double>(s().attention_softcap);
    Rows out(q.n, k.n);
    for (std::size_t i = 0; i < q.n; ++i) {
      double total = 0.0;
      for (std::size_t j = 0; j < k.n; ++j) {
        const bool sees =
            is_cross || ((!s().causal || j <= i) && (window < 0 || j + static_cast<std::size_t>(window) >= i));
        double score = 0.0;
        for (std::size_t c = 0; c < head_dim; ++c) score += q(i, head * head_dim + c) * k(j, kv + c);
        score *= scale;
        if (cap > 0.0) score = cap * std::tanh(score / cap);
        if (s().positions == Positions::kRelative && !is_cross) score += position_bias(i, j, head);
        out(i, j) = sees ? std::exp(score) : 0.0;
        total += out(i, j);
      }
      for (std::size_t j = 0; j < k.n; ++j) out(i, j) /= total;
    }
    return out;
  }

  const TransformerDescription& d_;
  Tensors tensors_;
  int stack_ = 0;
};

}  // namespace attn::ref
