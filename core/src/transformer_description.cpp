#include "attn/transformer_description.h"

#include <cmath>

#include "attn/play_options.h"

namespace attn {
namespace {

constexpr int kMaxLayers = 1024, kMaxHeads = 1024, kMaxWidth = 1 << 20, kMaxRows = 1 << 24;

constexpr double kLeastRopeFactor = 1e-3, kLargest = 1e38;

bool within(int value, int least, int most) { return value >= least && value <= most; }
bool is_flag_of(int value, int count) { return within(value, 0, count - 1); }

std::size_t size(int value) { return static_cast<std::size_t>(value); }

bool rope_makes_sense(const RopeDescription& rope, int head_dim) {
  if (!within(rope.dims, 0, head_dim) || rope.dims % 2 != 0) return false;
  if (!is_flag_of(static_cast<int>(rope.scaling), 3) || !is_flag_of(static_cast<int>(rope.rounding), 3)) return false;
  if (rope.dims == 0) return true;
  // An angle must be a number of turns that float64 still counts.
  const bool scaling = rope.factor >= kLeastRopeFactor && rope.factor <= kLargest && rope.original_positions > 0.0 &&
                       rope.original_positions <= kMaxRows && rope.low_factor > 0.0 &&
                       rope.high_factor > rope.low_factor && rope.high_factor <= kLargest;
  return scaling && rope.theta >= 1.0 && rope.theta <= kLargest;
}

bool positions_make_sense(const StackDescription& s) {
  if (!within(s.n_positions, 0, kMaxRows) || !within(s.position_offset, 0, kMaxRows)) return false;
  if (s.positions == Positions::kLearned && s.n_positions <= s.position_offset) return false;
  if (s.positions == Positions::kRelative && (!within(s.n_buckets, 4, kMaxRows) || s.max_distance <= s.n_buckets / 2))
    return false;
  for (const RopeDescription& rope : s.ropes)
    if (!rope_makes_sense(rope, s.head_dim)) return false;
  return s.positions != Positions::kRope || s.ropes[0].dims > 0;
}

bool layers_make_sense(const StackDescription& s) {
  for (const LayerDescription& layer : s.layers) {
    if (layer.window < -1 || !within(layer.rope, 0, 1) || !std::isfinite(layer.scale)) return false;
    if (s.positions == Positions::kRope && s.ropes[size(layer.rope)].dims == 0) return false;
  }
  return true;
}

bool numbers_make_sense(const StackDescription& s) {
  const bool choices = is_flag_of(static_cast<int>(s.activation), 7) && is_flag_of(static_cast<int>(s.norm), 3) &&
                       is_flag_of(static_cast<int>(s.norm_place), 4) && is_flag_of(static_cast<int>(s.positions), 5);
  const bool floats = s.norm_eps >= 0.0f && std::isfinite(s.norm_eps) && std::isfinite(s.embedding_scale) &&
                      std::isfinite(s.attention_scale) && s.attention_softcap >= 0.0f &&
                      std::isfinite(s.attention_softcap);
  return choices && floats;
}

bool makes_sense(const StackDescription& s) {
  const bool sizes = within(s.d_model, 1, kMaxWidth) && within(s.n_heads, 1, kMaxHeads) &&
                     within(s.n_kv_heads, 1, s.n_heads) && within(s.head_dim, 1, kMaxWidth) &&
                     within(s.d_ff, 1, kMaxWidth) && within(s.embedding_dim, 0, kMaxWidth) &&
                     within(s.vocab_size, 1, kMaxRows) && within(s.n_types, 0, kMaxRows);
  return sizes && s.n_heads % s.n_kv_heads == 0 && numbers_make_sense(s) && positions_make_sense(s) &&
         layers_make_sense(s);
}

bool head_makes_sense(const TransformerDescription& d) {
  const HeadDescription& h = d.head;
  if (h.n_outputs == 0) return true;
  const StackDescription& s = d.stacks[size(d.last_stack())];
  const int width = h.transforms && h.transform_dim > 0 ? h.transform_dim : s.d_model;
  if (!within(h.n_outputs, 1, kMaxRows) || !within(h.transform_dim, 0, kMaxWidth)) return false;
  if (h.tied && (h.n_outputs != s.vocab_size || width != s.e_dim())) return false;
  return is_flag_of(static_cast<int>(h.transform), 7) && std::isfinite(h.logit_scale) && h.softcap >= 0.0f &&
         std::isfinite(h.softcap);
}

TensorShape vector_if(bool there, int n) { return there ? TensorShape{1, size(n)} : TensorShape{}; }
TensorShape matrix_if(bool there, int rows, int cols) {
  return there ? TensorShape{size(rows), size(cols)} : TensorShape{};
}

TensorShape shape_in_stack(const TransformerDescription& d, int stack, Tensor tensor) {
  const StackDescription& s = d.stacks[size(stack)];
  const bool has_norm_bias = s.norm == Norm::kLayer;
  switch (tensor) {
    case Tensor::kTokens:
      return matrix_if(!(stack == 1 && s.shares_tokens), s.vocab_size, s.e_dim());
    case Tensor::kPositions:
      return matrix_if(s.positions == Positions::kLearned, s.n_positions, s.e_dim());
    case Tensor::kTypes:
      return matrix_if(s.n_types > 0, s.n_types, s.e_dim());
    case Tensor::kEmbeddingNorm:
      return vector_if(s.embedding_norm, s.e_dim());
    case Tensor::kEmbeddingNormBias:
      return vector_if(s.embedding_norm && has_norm_bias, s.e_dim());
    case Tensor::kProjection:
      return matrix_if(s.e_dim() != s.d_model, s.d_model, s.e_dim());
    case Tensor::kProjectionBias:
      return vector_if(s.e_dim() != s.d_model && s.projection_bias, s.d_model);
    case Tensor::kRelativeBias:
      return matrix_if(s.positions == Positions::kRelative, s.n_buckets, s.n_heads);
    case Tensor::kFinalNorm:
      return vector_if(s.final_norm, s.d_model);
    case Tensor::kFinalNormBias:
      return vector_if(s.final_norm && has_norm_bias, s.d_model);
    default:
      return {};
  }
}

TensorShape shape_in_layer(const StackDescription& s, Tensor tensor) {
  const bool has_norm_bias = s.norm == Norm::kLayer, both = s.norm_place == NormPlace::kBoth;
  const int q = static_cast<int>(s.q_dim()), kv = static_cast<int>(s.kv_dim());
  switch (tensor) {
    case Tensor::kAttentionNorm:
    case Tensor::kFfNorm:
      return vector_if(true, s.d_model);
    case Tensor::kAttentionNormBias:
    case Tensor::kFfNormBias:
      return vector_if(has_norm_bias, s.d_model);
    case Tensor::kAttentionPostNorm:
    case Tensor::kFfPostNorm:
      return vector_if(both, s.d_model);
    case Tensor::kAttentionPostNormBias:
    case Tensor::kFfPostNormBias:
      return vector_if(both && has_norm_bias, s.d_model);
    case Tensor::kCrossNorm:
      return vector_if(s.cross_attention, s.d_model);
    case Tensor::kCrossNormBias:
      return vector_if(s.cross_attention && has_norm_bias, s.d_model);
    case Tensor::kQ:
      return matrix_if(true, q, s.d_model);
    case Tensor::kK:
    case Tensor::kV:
      return matrix_if(true, kv, s.d_model);
    case Tensor::kOutput:
      return matrix_if(true, s.d_model, q);
    case Tensor::kQBias:
      return vector_if(s.qkv_bias, q);
    case Tensor::kKBias:
    case Tensor::kVBias:
      return vector_if(s.qkv_bias, kv);
    case Tensor::kOutputBias:
      return vector_if(s.output_bias, s.d_model);
    case Tensor::kQNorm:
    case Tensor::kKNorm:
      return vector_if(s.qk_norm, s.head_dim);
    case Tensor::kCrossQ:
      return matrix_if(s.cross_attention, q, s.d_model);
    case Tensor::kCrossK:
    case Tensor::kCrossV:
      return matrix_if(s.cross_attention, kv, s.d_model);
    case Tensor::kCrossOutput:
      return matrix_if(s.cross_attention, s.d_model, q);
    case Tensor::kCrossQBias:
      return vector_if(s.cross_attention && s.qkv_bias, q);
    case Tensor::kCrossKBias:
    case Tensor::kCrossVBias:
      return vector_if(s.cross_attention && s.qkv_bias, kv);
    case Tensor::kCrossOutputBias:
      return vector_if(s.cross_attention && s.output_bias, s.d_model);
    case Tensor::kGate:
      return matrix_if(s.gated, s.d_ff, s.d_model);
    case Tensor::kGateBias:
      return vector_if(s.gated && s.ff_bias, s.d_ff);
    case Tensor::kUp:
      return matrix_if(true, s.d_ff, s.d_model);
    case Tensor::kUpBias:
      return vector_if(s.ff_bias, s.d_ff);
    case Tensor::kDown:
      return matrix_if(true, s.d_model, s.d_ff);
    case Tensor::kDownBias:
      return vector_if(s.ff_bias, s.d_model);
    default:
      return {};
  }
}

TensorShape shape_in_head(const TransformerDescription& d, Tensor tensor) {
  const HeadDescription& h = d.head;
  if (h.n_outputs == 0) return {};
  const int d_model = d.stacks[size(d.last_stack())].d_model;
  const int width = h.transforms && h.transform_dim > 0 ? h.transform_dim : d_model;
  switch (tensor) {
    case Tensor::kHeadTransform:
      return matrix_if(h.transforms, width, d_model);
    case Tensor::kHeadTransformBias:
      return vector_if(h.transforms && h.transform_bias, width);
    case Tensor::kHeadNorm:
    case Tensor::kHeadNormBias:
      return vector_if(h.transform_norm, width);
    case Tensor::kHead:
      return matrix_if(!h.tied, h.n_outputs, width);
    case Tensor::kHeadBias:
      return vector_if(h.bias, h.n_outputs);
    default:
      return {};
  }
}

}  // namespace

TensorShape shape_of(const TransformerDescription& d, const TensorPlace& place) {
  const int number = static_cast<int>(place.tensor);
  if (number < 0 || number >= kNTensors) return {};
  if (number >= kFirstOfHead)
    return place.stack == kHeadStack && place.layer == -1 ? shape_in_head(d, place.tensor) : TensorShape{};
  if (place.stack < 0 || place.stack > 1 || !d.has(place.stack)) return {};
  const StackDescription& s = d.stacks[size(place.stack)];
  if (number < kFirstOfLayer) return place.layer == -1 ? shape_in_stack(d, place.stack, place.tensor) : TensorShape{};
  return within(place.layer, 0, s.n_layers - 1) ? shape_in_layer(s, place.tensor) : TensorShape{};
}

Status complete(TransformerDescription& d) {
  if (!d.has(0) && !d.has(1)) return Status::kBadOption;
  if (!is_flag_of(static_cast<int>(d.weights), 3)) return Status::kBadOption;
  for (int stack = 0; stack < 2; ++stack) {
    StackDescription& s = d.stacks[size(stack)];
    if (s.n_layers == 0) continue;
    // Before as many layers are made.
    if (!within(s.n_layers, 1, kMaxLayers) || s.layers.size() > size(s.n_layers)) return Status::kBadOption;
    s.layers.resize(size(s.n_layers));
    if (!makes_sense(s) || (s.cross_attention && !(stack == 1 && d.has(0)))) return Status::kBadOption;
  }
  const auto& [encoder, decoder] = d.stacks;
  if (decoder.shares_tokens &&
      (!d.has(0) || encoder.vocab_size != decoder.vocab_size || encoder.e_dim() != decoder.e_dim()))
    return Status::kBadOption;
  if (decoder.cross_attention && encoder.d_model != decoder.d_model) return Status::kBadOption;
  return head_makes_sense(d) ? Status::kOk : Status::kBadOption;
}

}  // namespace attn
