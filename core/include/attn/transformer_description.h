#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "attn/activations.h"
#include "attn/rope.h"
#include "attn/status.h"

/// A transformer as data: what is assembled from which parts, with which sizes. The words are explained, with what each
/// family needs, in web/engine/model-description.ts; the enums have the order of the lists there.
namespace attn {

enum class Norm : int { kLayer, kRms, kRmsPlusOne };
enum class NormPlace : int { kPre, kPost, kBoth, kParallel };
enum class Positions : int { kNone, kLearned, kSinusoidal, kRope, kRelative };
enum class RopeScaling : int { kNone, kLinear, kLlama3 };
enum class StoredWeights : int { kFloat32, kInt8, kAsStored };

struct RopeDescription {
  int dims = 0;  ///< components of a head that turn; even, 0 = there is no such rope
  double theta = 10000.0;
  RopeScaling scaling = RopeScaling::kNone;
  double factor = 1.0, low_factor = 1.0, high_factor = 4.0, original_positions = 8192.0;
  RopeRounding rounding = RopeRounding::kNone;
};

struct LayerDescription {
  int window = -1;     ///< keys before the query that it sees; −1 = all
  int rope = 0;        ///< which of the two ropes
  float scale = 0.0f;  ///< what q·k is multiplied by; 0 = the stack's
};

struct StackDescription {
  int n_layers = 0;  ///< 0: the model has no such stack
  int d_model = 0, n_heads = 0, n_kv_heads = 0, head_dim = 0, d_ff = 0;
  Activation activation = Activation::kGelu;
  bool gated = false;
  Norm norm = Norm::kLayer;
  NormPlace norm_place = NormPlace::kPre;
  float norm_eps = 1e-5f;
  bool final_norm = false, embedding_norm = false;
  float embedding_scale = 1.0f;
  int embedding_dim = 0;  ///< 0 = d_model
  bool projection_bias = true;
  int vocab_size = 0;
  bool shares_tokens = false;
  int n_types = 0;
  Positions positions = Positions::kNone;
  int n_positions = 0;  ///< 0 = no limit but kMaxTokens
  int position_offset = 0, position_skip_id = -1;
  std::array<RopeDescription, 2> ropes = {};
  int n_buckets = 0, max_distance = 0;
  bool qk_norm = false;
  float attention_scale = 0.0f;  ///< 0 = 1/√head_dim
  float attention_softcap = 0.0f;
  bool causal = false, cross_attention = false;
  bool qkv_bias = false, output_bias = false, ff_bias = false;
  std::vector<LayerDescription> layers;  ///< as many as n_layers once a Transformer has it

  std::size_t q_dim() const { return static_cast<std::size_t>(n_heads) * static_cast<std::size_t>(head_dim); }
  std::size_t kv_dim() const { return static_cast<std::size_t>(n_kv_heads) * static_cast<std::size_t>(head_dim); }
  int e_dim() const { return embedding_dim > 0 ? embedding_dim : d_model; }
};

struct HeadDescription {
  int n_outputs = 0;  ///< 0: the model has no head
  bool of_text = false, last_token = false;
  bool transforms = false;
  Activation transform = Activation::kNone;
  int transform_dim = 0;  ///< 0 = d_model
  bool transform_bias = true, transform_norm = false;
  bool tied = false, bias = false;
  float logit_scale = 1.0f, softcap = 0.0f;
};

/// The encoder is stack 0 and the decoder stack 1; a decoder-only model has only the latter.
struct TransformerDescription {
  std::array<StackDescription, 2> stacks;
  HeadDescription head;
  StoredWeights weights = StoredWeights::kAsStored;

  bool has(int stack) const { return stacks[static_cast<std::size_t>(stack)].n_layers > 0; }
  /// The stack that the head reads: the decoder where there is one.
  int last_stack() const { return has(1) ? 1 : 0; }
};

/// Every tensor there can be, as [out, in] or [1, n]; of the stack, of a layer, of the head.
enum class Tensor : int {
  kTokens,
  kPositions,
  kTypes,
  kEmbeddingNorm,
  kEmbeddingNormBias,
  kProjection,
  kProjectionBias,
  kRelativeBias,
  kFinalNorm,
  kFinalNormBias,
  kAttentionNorm,  // the first of a layer
  kAttentionNormBias,
  kQ,
  kQBias,
  kK,
  kKBias,
  kV,
  kVBias,
  kOutput,
  kOutputBias,
  kQNorm,
  kKNorm,
  kAttentionPostNorm,
  kAttentionPostNormBias,
  kCrossNorm,
  kCrossNormBias,
  kCrossQ,
  kCrossQBias,
  kCrossK,
  kCrossKBias,
  kCrossV,
  kCrossVBias,
  kCrossOutput,
  kCrossOutputBias,
  kFfNorm,
  kFfNormBias,
  kGate,
  kGateBias,
  kUp,
  kUpBias,
  kDown,
  kDownBias,
  kFfPostNorm,
  kFfPostNormBias,
  kHeadTransform,  // the first of the head
  kHeadTransformBias,
  kHeadNorm,
  kHeadNormBias,
  kHead,
  kHeadBias,
};
inline constexpr int kNTensors = static_cast<int>(Tensor::kHeadBias) + 1;
inline constexpr int kFirstOfLayer = static_cast<int>(Tensor::kAttentionNorm);
inline constexpr int kFirstOfHead = static_cast<int>(Tensor::kHeadTransform);

/// The number that stands for the head where a stack is asked for.
inline constexpr int kHeadStack = 2;

/// A tensor of a stack (layer −1), of one of its layers, or of the head (stack 2, layer −1).
struct TensorPlace {
  Tensor tensor;
  int stack;
  int layer;
};

/// What a tensor must look like; n_rows 0 if the description has no such tensor.
struct TensorShape {
  std::size_t n_rows = 0;
  std::size_t n_cols = 0;
};
TensorShape shape_of(const TransformerDescription& description, const TensorPlace& place);

/// Whether sizes and choices make sense together. Completes `layers`. @return kBadOption
Status complete(TransformerDescription& description);

}  // namespace attn
