#include <cmath>

#include "model.h"

namespace attn {
namespace {

/// In the order of web/engine/model-fields.ts.
enum Field : int {
  kWeights,
  kNLayers,
  kDModel,
  kNHeads,
  kNKvHeads,
  kHeadDim,
  kDFf,
  kActivation,
  kGated,
  kNorm,
  kNormPlace,
  kNormEps,
  kFinalNorm,
  kEmbeddingNorm,
  kEmbeddingScale,
  kEmbeddingDim,
  kProjectionBias,
  kVocabSize,
  kSharesTokens,
  kNTypes,
  kPositions,
  kNPositions,
  kPositionOffset,
  kPositionSkipId,
  kNBuckets,
  kMaxDistance,
  kQkNorm,
  kAttentionScale,
  kAttentionSoftcap,
  kCausal,
  kCrossAttention,
  kQkvBias,
  kOutputBias,
  kFfBias,
  kRopeDims,
  kRopeTheta,
  kRopeScaling,
  kRopeFactor,
  kRopeLowFactor,
  kRopeHighFactor,
  kRopeOriginalPositions,
  kRopeRounding,
  kWindow,
  kRope,
  kScale,
  kOfText,
  kNOutputs,
  kLastToken,
  kTransforms,
  kTransform,
  kTransformDim,
  kTransformBias,
  kTransformNorm,
  kTied,
  kBias,
  kLogitScale,
  kSoftcap,
};

Status put(double value, double& to) {
  if (!std::isfinite(value)) return Status::kBadOption;
  to = value;
  return Status::kOk;
}
Status put(double value, float& to) {
  if (!(std::abs(value) <= 3.4e38)) return Status::kBadOption;
  to = static_cast<float>(value);
  return Status::kOk;
}
bool is_integer(double value) {
  return std::abs(value) < 0x1p30 && value == static_cast<double>(static_cast<int>(value));
}
Status put(double value, int& to) {
  if (!is_integer(value)) return Status::kBadOption;
  to = static_cast<int>(value);
  return Status::kOk;
}
Status put(double value, bool& to) {
  to = value != 0.0;
  return Status::kOk;
}
template <class Enum>
  requires std::is_enum_v<Enum>
Status put(double value, Enum& to) {
  if (!is_integer(value)) return Status::kBadOption;
  to = static_cast<Enum>(static_cast<int>(value));
  return Status::kOk;
}

Status put_rope(int field, RopeDescription& rope, double value) {
  switch (field) {
    case kRopeDims:
      return put(value, rope.dims);
    case kRopeTheta:
      return put(value, rope.theta);
    case kRopeScaling:
      return put(value, rope.scaling);
    case kRopeFactor:
      return put(value, rope.factor);
    case kRopeLowFactor:
      return put(value, rope.low_factor);
    case kRopeHighFactor:
      return put(value, rope.high_factor);
    case kRopeRounding:
      return put(value, rope.rounding);
    default:
      return put(value, rope.original_positions);
  }
}

Status put_layer(int field, LayerDescription& layer, double value) {
  switch (field) {
    case kWindow:
      return put(value, layer.window);
    case kRope:
      return put(value, layer.rope);
    default:
      return put(value, layer.scale);
  }
}

}  // namespace

Status Model::set(int field, int stack, int layer, double value) {
  if (field == kWeights) return put(value, description_.weights);
  if (stack == kHeadStack) return set_of_head(field, value);
  if (stack < 0 || stack > 1) return Status::kBadIndex;
  StackDescription& s = description_.stacks[static_cast<std::size_t>(stack)];
  if (field < kRopeDims) return set_of_stack(field, s, value);
  if (layer < 0) return Status::kBadIndex;
  const auto at = static_cast<std::size_t>(layer);
  if (field < kWindow) return at < s.ropes.size() ? put_rope(field, s.ropes[at], value) : Status::kBadIndex;
  constexpr std::size_t kMaxLayers = 1024;
  if (field > kScale || at >= kMaxLayers) return Status::kBadIndex;
  if (s.layers.size() <= at) s.layers.resize(at + 1);
  return put_layer(field, s.layers[at], value);
}

Status Model::set_of_stack(int field, StackDescription& s, double value) {
  switch (field) {
    case kNLayers:
      return put(value, s.n_layers);
    case kDModel:
      return put(value, s.d_model);
    case kNHeads:
      return put(value, s.n_heads);
    case kNKvHeads:
      return put(value, s.n_kv_heads);
    case kHeadDim:
      return put(value, s.head_dim);
    case kDFf:
      return put(value, s.d_ff);
    case kActivation:
      return put(value, s.activation);
    case kGated:
      return put(value, s.gated);
    case kNorm:
      return put(value, s.norm);
    case kNormPlace:
      return put(value, s.norm_place);
    case kNormEps:
      return put(value, s.norm_eps);
    case kFinalNorm:
      return put(value, s.final_norm);
    case kEmbeddingNorm:
      return put(value, s.embedding_norm);
    case kEmbeddingScale:
      return put(value, s.embedding_scale);
    case kEmbeddingDim:
      return put(value, s.embedding_dim);
    case kProjectionBias:
      return put(value, s.projection_bias);
    case kVocabSize:
      return put(value, s.vocab_size);
    case kSharesTokens:
      return put(value, s.shares_tokens);
    case kNTypes:
      return put(value, s.n_types);
    case kPositions:
      return put(value, s.positions);
    case kNPositions:
      return put(value, s.n_positions);
    case kPositionOffset:
      return put(value, s.position_offset);
    case kPositionSkipId:
      return put(value, s.position_skip_id);
    case kNBuckets:
      return put(value, s.n_buckets);
    case kMaxDistance:
      return put(value, s.max_distance);
    case kQkNorm:
      return put(value, s.qk_norm);
    case kAttentionScale:
      return put(value, s.attention_scale);
    case kAttentionSoftcap:
      return put(value, s.attention_softcap);
    case kCausal:
      return put(value, s.causal);
    case kCrossAttention:
      return put(value, s.cross_attention);
    case kQkvBias:
      return put(value, s.qkv_bias);
    case kOutputBias:
      return put(value, s.output_bias);
    case kFfBias:
      return put(value, s.ff_bias);
    default:
      return Status::kBadIndex;
  }
}

Status Model::set_of_head(int field, double value) {
  HeadDescription& head = description_.head;
  switch (field) {
    case kOfText:
      return put(value, head.of_text);
    case kNOutputs:
      return put(value, head.n_outputs);
    case kLastToken:
      return put(value, head.last_token);
    case kTransforms:
      return put(value, head.transforms);
    case kTransform:
      return put(value, head.transform);
    case kTransformDim:
      return put(value, head.transform_dim);
    case kTransformBias:
      return put(value, head.transform_bias);
    case kTransformNorm:
      return put(value, head.transform_norm);
    case kTied:
      return put(value, head.tied);
    case kBias:
      return put(value, head.bias);
    case kLogitScale:
      return put(value, head.logit_scale);
    case kSoftcap:
      return put(value, head.softcap);
    default:
      return Status::kBadIndex;
  }
}

}  // namespace attn
