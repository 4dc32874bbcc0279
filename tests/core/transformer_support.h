#pragma once

#include <cmath>
#include <cstdint>
#include <cstring>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "attn/random.h"
#include "attn/transformer.h"

/// Tiny seeded transformers for tests: every part of the description is used by one of them.
namespace attn::test {

inline StackDescription small_stack() {
  StackDescription s;
  s.n_layers = 2;
  s.d_model = 24;
  s.n_heads = s.n_kv_heads = 4;
  s.head_dim = 6;
  s.d_ff = 36;
  s.vocab_size = 29;
  return s;
}

/// Post-norm, learned positions, types, embeddings shorter than the hidden state, a head for masked tokens.
inline TransformerDescription encoder_only() {
  TransformerDescription d;
  StackDescription& s = d.stacks[0] = small_stack();
  s.norm_place = NormPlace::kPost;
  s.embedding_norm = true;
  s.embedding_dim = 20;
  s.n_types = 2;
  s.positions = Positions::kLearned;
  s.n_positions = 22;
  s.position_offset = 2;
  s.qkv_bias = s.output_bias = s.ff_bias = true;
  d.head = {.n_outputs = 29,
            .transforms = true,
            .transform = Activation::kGelu,
            .transform_dim = 20,
            .transform_norm = true,
            .tied = true,
            .bias = true};
  return d;
}

/// RMS norms, grouped keys, RoPE with two bases and Llama 3's scaling, a window, q and k norms, a gated layer.
inline TransformerDescription decoder_only() {
  TransformerDescription d;
  StackDescription& s = d.stacks[1] = small_stack();
  s.n_kv_heads = 2;
  s.head_dim = 8;
  s.norm = Norm::kRms;
  s.final_norm = true;
  s.activation = Activation::kSilu;
  s.gated = s.causal = s.qk_norm = true;
  s.positions = Positions::kRope;
  s.ropes[0] = {.dims = 8};
  s.ropes[1] = {.dims = 4, .theta = 50.0, .scaling = RopeScaling::kLlama3, .original_positions = 16.0};
  s.layers = {{.window = 3, .rope = 1}, {}};
  d.head = {.n_outputs = 29, .softcap = 9.0f};
  return d;
}

/// Gemma's norms on both sides, softcapped scores, an embedding scale, tied output.
inline TransformerDescription both_norms() {
  TransformerDescription d = decoder_only();
  StackDescription& s = d.stacks[1];
  s.norm = Norm::kRmsPlusOne;
  s.norm_place = NormPlace::kBoth;
  s.activation = Activation::kGeluTanh;
  s.embedding_scale = 4.5f;
  s.attention_softcap = 5.0f;
  s.ropes[1] = {.dims = 8, .theta = 100.0, .scaling = RopeScaling::kLinear, .factor = 4.0};
  d.head = {.n_outputs = 29, .tied = true};
  return d;
}

/// GPT-NeoX: attention and feed-forward beside each other, a part of each head turns.
inline TransformerDescription parallel() {
  TransformerDescription d;
  StackDescription& s = d.stacks[1] = small_stack();
  s.norm_place = NormPlace::kParallel;
  s.final_norm = s.causal = s.qkv_bias = s.output_bias = s.ff_bias = true;
  s.positions = Positions::kRope;
  s.ropes[0] = {.dims = 2};
  d.head = {.n_outputs = 29};
  return d;
}

/// T5: relative buckets on both sides, unscaled scores, cross attention, shared embeddings.
inline TransformerDescription encoder_decoder() {
  TransformerDescription d;
  StackDescription& e = d.stacks[0] = small_stack();
  e.norm = Norm::kRms;
  e.final_norm = true;
  e.activation = Activation::kRelu;
  e.positions = Positions::kRelative;
  e.n_buckets = 8;
  e.max_distance = 12;
  e.attention_scale = 1.0f;
  StackDescription& b = d.stacks[1] = e;
  b.n_heads = b.n_kv_heads = 3;
  b.causal = b.cross_attention = b.shares_tokens = true;
  d.head = {.n_outputs = 29, .tied = true, .logit_scale = 0.2f};
  return d;
}

/// Marian: post-norm, sinusoids, a bias for the logits; and a classifier over the last token.
inline TransformerDescription sinusoidal() {
  TransformerDescription d = encoder_decoder();
  for (StackDescription& s : d.stacks) {
    s.norm = Norm::kLayer;
    s.norm_place = NormPlace::kPost;
    s.final_norm = false;
    s.positions = Positions::kSinusoidal;
    s.qkv_bias = s.output_bias = s.ff_bias = true;
    s.attention_scale = 0.0f;
  }
  d.head = {.n_outputs = 3,
            .of_text = true,
            .last_token = true,
            .transforms = true,
            .transform = Activation::kTanh,
            .bias = true};
  return d;
}

inline const std::vector<std::pair<std::string, TransformerDescription (*)()>>& tiny_models() {
  static const std::vector<std::pair<std::string, TransformerDescription (*)()>> all = {
      {"encoder_only", encoder_only}, {"decoder_only", decoder_only},       {"both_norms", both_norms},
      {"parallel", parallel},         {"encoder_decoder", encoder_decoder}, {"sinusoidal", sinusoidal}};
  return all;
}

/// A tensor's numbers: those of its place, whatever else the model has. Norms lie around 1.
inline std::vector<float> numbers_of(const TensorPlace& place, TensorShape shape) {
  std::vector<float> values(shape.n_rows * shape.n_cols);
  const auto stream = static_cast<std::uint32_t>((place.stack * 64 + place.layer + 1) * kNTensors) +
                      static_cast<std::uint32_t>(place.tensor);
  const bool is_embedding = place.tensor <= Tensor::kTypes || place.tensor == Tensor::kRelativeBias;
  const float sigma = shape.n_rows == 1 ? 0.2f
                      : is_embedding    ? 0.7f
                                        : 1.5f / std::sqrt(static_cast<float>(shape.n_cols));
  Random(11, stream).fill_normal(values, sigma);
  return values;
}

inline StoredBlock block_of(std::span<const float> values, TensorShape shape) {
  return {.type = StoredType::kF32,
          .part = std::as_bytes(values),
          .n_columns = shape.n_cols,
          .n_block_rows = shape.n_rows,
          .n_block_columns = shape.n_cols};
}

/// Opens a model and gives it all its tensors; `change` may change a tensor's numbers first.
template <class Change>
Status fill(Transformer& model, TransformerDescription description, Change change) {
  if (const Status status = model.open(std::move(description)); status != Status::kOk) return status;
  for (const TensorPlace& place : model.missing()) {
    const TensorShape shape = shape_of(model.description(), place);
    std::vector<float> values = numbers_of(place, shape);
    change(place, std::span(values));
    if (const Status status = model.take(place, block_of(values, shape)); status != Status::kOk) return status;
  }
  return Status::kOk;
}
inline Status fill(Transformer& model, TransformerDescription description) {
  return fill(model, std::move(description), [](const TensorPlace&, std::span<float>) {});
}

/// What a run reads, long enough for windows and buckets to matter.
struct TinyInput {
  std::vector<std::int32_t> ids, types, decoder_ids;

  explicit TinyInput(const TransformerDescription& d, std::size_t n = 13) {
    for (std::size_t i = 0; i < n; ++i) ids.push_back(static_cast<std::int32_t>((7 * i * i + 3 * i + 1) % 29));
    if (d.stacks[0].n_types > 0)
      for (std::size_t i = 0; i < n; ++i) types.push_back(i > n / 2);
    if (d.has(0) && d.has(1))
      for (std::size_t i = 0; i < 7; ++i) decoder_ids.push_back(static_cast<std::int32_t>((5 * i + 2) % 29));
  }
  TransformerInput view() const { return {.ids = ids, .types = types, .decoder_ids = decoder_ids}; }
};

inline std::vector<AttentionKind> kinds_of(const TransformerDescription& d) {
  if (d.has(0) && d.has(1)) return {AttentionKind::kSelf, AttentionKind::kDecoder, AttentionKind::kCross};
  return {AttentionKind::kSelf};
}

inline std::vector<float> flat_copy(MatrixView<const float> m) {
  std::vector<float> out;
  for (std::size_t i = 0; i < m.n_rows(); ++i) out.insert(out.end(), m.row(i).begin(), m.row(i).end());
  return out;
}

}  // namespace attn::test
