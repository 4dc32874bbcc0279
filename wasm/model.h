#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "attn/transformer.h"

namespace attn {

/// What a caller stages, in the order of web/engine/core-model.ts. Bytes of a part of a tensor and the scales of its
/// rows; the int32 numbers of a take (see Model::take()); int32 ids of a run; int32 pairs of blocked cells;
/// 256 colours.
enum class ModelSlot : int {
  kPart,
  kScales,
  kTake,
  kIds,
  kTypes,
  kDecoderIds,
  kSpecial,
  kDecoderSpecial,
  kCells,
  kColours
};
inline constexpr std::size_t kNModelSlots = 10;

/// What can be read after a call.
enum class ModelResult : int { kScores, kMaskedScores, kWeights, kResult, kMissing, kPixels };

/// What call() does, in the order of web/engine/core-model.ts, and its numbers.
enum class ModelCall : int {
  kSet,         ///< field (in the order of web/engine/model-fields.ts), stack, layer, value
  kOpen,        ///< checks what was set and makes room for tensors
  kRows,        ///< tensor, stack, layer → rows that it must have, 0 = there is none
  kColumns,     ///< the same → columns
  kParamBytes,  ///< → bytes
  kRunBytes,    ///< tokens of the encoder or of a decoder-only model, tokens of the decoder → bytes
  kTake,        ///< what is staged
  kMissing,     ///< makes the list of incomplete tensors: ModelResult::kMissing
  kClearChanges,
  kScaleHead,       ///< kind, layer, head, scale
  kSetTemperature,  ///< kind, layer, temperature
  kSetMask,         ///< kind, layer, rule, a, b, n_a
  kRun,             ///< tokens to reserve room for
  kStep,            ///< id, whether it is special
  kUndo,
  kSample,      ///< temperature, top_k, top_p, seed → id, or −Status
  kAttention,   ///< kind, layer, head
  kSummary,     ///< kind
  kHidden,      ///< stack, layer
  kLogits,      ///< row
  kTrace,       ///< name, kind, layer, head
  kExplain,     ///< kind, layer, head, query, key
  kRollout,     ///< kind, query
  kValueNorms,  ///< kind, layer, head
  kResultRows,
  kResultColumns,
  kThumbnails,   ///< kind, block, max: ModelResult::kPixels, four bytes in the place of a float
  kPairWeights,  ///< kind, query, key
  kCandidates,   ///< row, count, temperature, top_k, top_p
};

/// A transformer as JavaScript drives it: numbers in, a Status (or what is said above) out; what was computed lies here
/// until the next call. One function does all, because every bound one adds a kilobyte to the engine.
class Model {
 public:
  static constexpr std::size_t kNNumbers = 6;
  double call(int what, std::span<const double, kNNumbers> numbers);
  std::span<std::byte> stage(int slot, std::size_t n_bytes);
  const Explanation& explanation() const { return explanation_; }
  std::span<const float> result(int which) const;

 private:
  Status set(int field, int stack, int layer, double value);
  Status set_of_stack(int field, StackDescription& stack, double value);
  Status set_of_head(int field, double value);
  template <class T>
  std::span<const T> staged(ModelSlot slot) const {
    const Buffer<std::byte>& buffer = slots_[static_cast<std::size_t>(slot)];
    return {reinterpret_cast<const T*>(buffer.data()), buffer.size() / sizeof(T)};
  }
  /// tensor, stack, layer, type, columns of the part, from_row, from_column, rows and columns of the block, transposed,
  /// to_row, to_column.
  Status take();
  Status list_missing();
  Status set_mask(AttentionKind kind, int layer, const MaskRule& rule);
  Status run(int n_reserved, Keep keep);

  TransformerDescription description_;
  Transformer transformer_;
  std::array<Buffer<std::byte>, kNModelSlots> slots_;
  Buffer<float> missing_;
  std::span<const std::uint8_t> pixels_;
  HeadScores scores_;
  MatrixView<const float> result_;
  Explanation explanation_;
};

}  // namespace attn
