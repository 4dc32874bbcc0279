#pragma once

#include <array>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "attn/buffer.h"
#include "attn/matrix.h"
#include "attn/play_options.h"
#include "attn/status.h"

namespace attn {

/// The word vectors of a run; none is kept, all are copied.
struct PlayInput {
  MatrixView<const float> e_queries = {};            ///< [n_queries, d_model]
  bool cross = false;                                ///< queries of one text, keys and values of another
  MatrixView<const float> e_keys = {};               ///< [n_keys, d_model]; read only when `cross`
  std::span<const float> given_offsets = {};         ///< u_q, u_k, u_v: [3 * d_model]; read only for Offsets::kGiven
  std::span<const std::int32_t> blocked_cells = {};  ///< i, j, i, j, …; read only for Mask::kCells
};

/// A value of the run that can be looked at, in the order of TraceName in web/engine/types.ts.
enum class Trace : int {
  kE,        ///< embeddings [n, d_model]
  kP,        ///< sinusoidal positions [n, d_model]
  kX,        ///< e, or e + p [n, d_model]
  kQ,        ///< [n_queries, head_dim], turned when RoPE is chosen
  kK,        ///< [n_keys, head_dim], turned when RoPE is chosen
  kV,        ///< [n_keys, head_dim]
  kContext,  ///< [n_queries, head_dim]
  kOutput,   ///< [n_queries, head_dim] of one head, [n_queries, d_model] of all
  kUQ,       ///< [1, d_model], as are the next two
  kUK,
  kUV,
  kWQ,  ///< [d_model, d_model], as are the next two
  kWK,
  kWV,
  kAdditiveWQ,  ///< [head_dim, head_dim], as is the next
  kAdditiveWK,
  kAdditiveW,  ///< [1, head_dim]
  kGeneralW,   ///< [head_dim, head_dim]
};

/// One named number and one named vector of an explanation.
struct NamedValue {
  const char* name;
  float value;
};
struct NamedVector {
  const char* name;
  std::span<const float> data;
};

/// Every number between q_i, k_j and weight_ij, named as in `Explanation` of web/engine/types.ts and in the order of
/// the calculation. Values that do not apply are absent. The vectors are always all there; `residual` is empty unless
/// the run has one. `threshold` κ: sparsemax's weight is max(0, scaled_score − κ), entmax15's max(0, scaled_score/2 −
/// κ)². The spans last until the next call to the run.
class Explanation {
 public:
  static constexpr std::size_t kMaxValues = 16;
  static constexpr std::size_t kNVectors = 10;

  std::span<const NamedValue> values() const { return std::span(values_).first(n_values_); }
  std::span<const NamedVector> vectors() const { return vectors_; }

  void add(const char* name, float value) {
    assert(n_values_ < kMaxValues);
    values_[n_values_++] = {name, value};
  }
  void set_vectors(const std::array<NamedVector, kNVectors>& vectors) { vectors_ = vectors; }

 private:
  std::array<NamedValue, kMaxValues> values_ = {};
  std::array<NamedVector, kNVectors> vectors_ = {};
  std::size_t n_values_ = 0;
};

struct PlayState;

/// One run of attention over word vectors: x → q, k, v → scores → weights → context.
///
/// start() computes x, q, k, v of all heads; attention() one head's scores to context. Everything else is read from
/// there. Spans and views last until the next call that is not const. Buffers grow to the largest run so far, so one
/// Play serves many runs. The same input gives the same bits on every target.
class Play {
 public:
  Play();
  ~Play();

  /// Checks the input and the options, and computes x, q, k and v of all heads.
  /// @return kEmpty, kTooLong, kShapeMismatch, kNotFinite, kBadOption, kBadHeads, kOddHeadDim, kResidualAgainst,
  ///   kNeedsPair, kOverflow, kOutOfMemory. After the first eight of these the previous run is still there; after the
  ///   last two there is no run.
  Status start(const PlayInput& input, const PlayOptions& options);

  /// Computes one head; free when that head is the current one.
  /// @return kBadIndex, kOverflow, kOutOfMemory
  Status attention(int head);

  /// Of the current head, row-major [n_queries, n_keys]: after scale and position bias; after the mask; after the
  /// normalizer. Empty before attention().
  std::span<const float> scores() const;
  std::span<const float> masked_scores() const;
  std::span<const float> weights() const;
  /// weights · v of the current head [n_queries, head_dim].
  MatrixView<const float> context() const;

  /// A named value. q, k, v, context and output are per head; `head` −1 asks for the output of all heads side by side
  /// and is otherwise head 0. `of_keys` chooses between the two texts of a cross run for e, p and x. Context and output
  /// make `head` (the last one for −1) the current head.
  /// @return kBadIndex, kNoTrace, kOverflow, kOutOfMemory
  Status trace(Trace name, int head, bool of_keys, MatrixView<const float>& out);

  /// Every number between q_i and weight_ij; makes `head` the current head.
  /// @return kBadIndex, kOverflow, kOutOfMemory
  Status explain(int head, int i, int j, Explanation& out);

  std::size_t n_queries() const;
  std::size_t n_keys() const;
  std::size_t d_model() const;
  std::size_t n_heads() const;
  std::size_t head_dim() const;

 private:
  std::span<const float> current(const Buffer<float>& values) const;
  Status output_of(int head, MatrixView<const float>& out);
  Status output_of_all(MatrixView<const float>& out);

  std::unique_ptr<PlayState> state_;
};

}  // namespace attn
