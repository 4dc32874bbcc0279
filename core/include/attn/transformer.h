#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "attn/colours.h"
#include "attn/masks.h"
#include "attn/matrix.h"
#include "attn/play.h"
#include "attn/status.h"
#include "attn/stored_block.h"
#include "attn/transformer_description.h"

namespace attn {

struct TransformerState;

/// Whose attention: the encoder's or a decoder-only model's; an encoder–decoder's decoder's; from decoder to encoder.
enum class AttentionKind : int { kSelf, kDecoder, kCross };
inline constexpr int kNAttentionKinds = 3;

/// What a run reads; nothing of it is kept by reference.
struct TransformerInput {
  std::span<const std::int32_t> ids = {};          ///< of the encoder, or of a decoder-only model
  std::span<const std::int32_t> types = {};        ///< of the same; empty = all 0
  std::span<const std::int32_t> decoder_ids = {};  ///< of an encoder–decoder's decoder
  std::span<const std::int32_t> special = {};      ///< not 0 where a token is special; empty = none
  std::span<const std::int32_t> decoder_special = {};
};

/// What a caller changes in a layer's attention.
struct LayerChange {
  float temperature = 1.0f;         ///< weights = softmax(masked scores / temperature)
  MaskRule mask = {};               ///< beside the model's own; its cells are those below
  std::vector<std::int32_t> cells;  ///< i, j, i, j, …
  std::vector<float> head_scales;   ///< of the context; empty = all 1
};

/// How the next token is drawn from logits.
struct SampleRule {
  float temperature = 0.0f;  ///< 0 = the largest logit
  int top_k = 0;             ///< among so many largest; 0 = all
  float top_p = 1.0f;        ///< of these, the fewest largest whose probabilities sum to it
  std::uint32_t seed = 1;    ///< with the token's place: the same draw wherever it is made again
};

/// One head. Row-major [n_queries, n_keys].
struct HeadScores {
  MatrixView<const float> scores, masked_scores, weights;
};

/// A value of a layer that can be looked at, in the order of modelTraces in web/engine/model-request.ts.
enum class LayerTrace : int { kX, kNormed, kQProjected, kKProjected, kQ, kK, kV, kBias, kContext, kOutput };

/// What candidates() tells of a token: its id, logit, probability and chance.
inline constexpr std::size_t kNCandidateNumbers = 4;

/// What summary() tells of a head.
inline constexpr std::size_t kNSummaryNumbers = 7;

/// What a run keeps.
enum class Keep : int { kWeights, kAll };

/// One transformer: parameters, and one run of it.
///
/// open() → take() every tensor → run() → read, step(), run() again. A run keeps the hidden state that enters each
/// layer, its keys and values, and the weights of all heads; everything else is computed again, to the same bits, for
/// the layer asked for. With Keep::kAll it keeps the queries and contexts of all heads, too. Buffers grow to the
/// largest run so far. Views last until the next call that is not const. The same input gives the same bits on every
/// target, and a token added by step() those that a run over all tokens gives.
class Transformer {
 public:
  Transformer();
  ~Transformer();

  /// @return kBadOption if the description contradicts itself, kOutOfMemory
  Status open(TransformerDescription description);
  const TransformerDescription& description() const;

  /// Takes a block of a file's tensor: converted and packed in place.
  /// @return kBadIndex (no such tensor), kShapeMismatch (the block does not fit), kNotFinite, kOutOfMemory
  Status take(const TensorPlace& place, const StoredBlock& block);
  std::vector<TensorPlace> missing() const;
  /// Bytes of all parameters, and of a run with so many tokens of either stack.
  std::uint64_t param_bytes() const;
  std::uint64_t run_bytes(std::size_t n_encoder, std::size_t n_decoder, Keep keep = Keep::kWeights) const;
  /// The most tokens that a stack takes.
  std::size_t max_tokens(int stack) const;

  /// What the next run changes, for one layer or (−1) for all.
  void clear_changes();
  /// @return kBadIndex (no such layer or head), kBadOption (temperature ≤ 0, scale not finite)
  Status scale_head(AttentionKind kind, int layer, int head, float scale);
  Status set_temperature(AttentionKind kind, int layer, float temperature);
  Status set_mask(AttentionKind kind, int layer, const MaskRule& rule);

  /// Computes all layers. Where only changes differ from the run before, layers before the first changed one stay.
  /// @param n_reserved  tokens that step() will add
  /// @return kMissingTensor, kEmpty, kTooLong, kBadIndex (an id or type outside of its table), kShapeMismatch (types or
  ///   special of another length), kOverflow, kOutOfMemory
  Status run(const TransformerInput& input, std::size_t n_reserved, Keep keep = Keep::kWeights);
  /// Adds a token to the last stack: one row of every layer. @return kBadIndex, kTooLong (no room), kOverflow
  Status step(std::int32_t id, bool special);
  /// Takes the last token back. @return kEmpty if only one is left
  Status undo();
  /// @return kNoTrace without a head over tokens; kBadOption; as logits()
  Status sample(const SampleRule& rule, int& id);
  /// [min(count, n_outputs), 4]: the largest logits of one row (−1 = the last), best first, of equal ones the lower id:
  /// id, logit, softmax(logits) at temperature 1, and the chance with which the rule draws it, 0 where it is left out.
  /// A head over a text has one row, and its ids are labels.
  /// @return kNoTrace without a head; kBadOption; kBadIndex (no such row), kOverflow, kOutOfMemory
  Status candidates(int row, const SampleRule& rule, std::size_t count, MatrixView<const float>& out);

  std::size_t n_tokens(int stack) const;
  /// @return kBadIndex (no such kind, layer or head; no run), kOverflow, kOutOfMemory; the same for those below
  Status attention(AttentionKind kind, int layer, int head, HeadScores& out);
  Status trace(LayerTrace name, AttentionKind kind, int layer, int head, MatrixView<const float>& out);
  Status explain(AttentionKind kind, int layer, int head, int query, int key, Explanation& out);
  /// [n_layers · n_heads, 7], means over the queries: entropy in nats, Σ w |i − j|, the share on the first token, on
  /// the query itself, on the previous and the next token, on special tokens.
  Status summary(AttentionKind kind, MatrixView<const float>& out);
  /// [1, n]: one query's attention rolled out through all layers: the product of (mean over heads + 1)/2, from the last
  /// layer down (Abnar & Zuidema 2020, §3, arXiv:2005.00928).
  Status rollout(AttentionKind kind, int query, MatrixView<const float>& out);
  /// [n, n]: that of every query, for about the price of n / n_heads of them.
  Status rollout(AttentionKind kind, MatrixView<const float>& out);
  /// [n_queries, n_keys]: weight_ij ‖v_j W_O of the head‖ (Kobayashi et al. 2020, eq. 5, arXiv:2004.10102).
  Status value_norms(AttentionKind kind, int layer, int head, MatrixView<const float>& out);
  /// [n_layers, n_heads]: what every head gives one pair.
  Status pair_weights(AttentionKind kind, int query, int key, MatrixView<const float>& out);
  /// All heads of a kind as pictures of their weights, layer by layer and head by head: each [height, width] pixels of
  /// red, green, blue, alpha, block × block cells to a pixel, as colour_region() of attn/colours.h has it.
  /// @return kBadOption for a block outside 1 … kMaxBlock or a table that is not one of 256 colours
  Status thumbnails(AttentionKind kind, std::size_t block, const ColourMap& map, std::span<const std::uint8_t>& out);
  /// [n, d_model]: 0 = embeddings, l = after layer l, −1 = after the last norm.
  Status hidden(int stack, int layer, MatrixView<const float>& out) const;
  /// [n, n_outputs]: row −2 = all tokens, −1 = the last, else one. A head over a text has one row.
  /// @return kNoTrace without a head; kBadIndex, kOverflow, kOutOfMemory
  Status logits(int row, MatrixView<const float>& out);

 private:
  std::unique_ptr<TransformerState> state_;
};

}  // namespace attn
