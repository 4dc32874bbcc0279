#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "attn/status.h"

namespace attn {

/// The shape of a dense row-major tensor of rank 0 (absent) to 4.
struct Shape {
  int rank = 0;
  std::int64_t dims[4] = {};

  /// The number of elements; −1 if it is 2³¹ or more, if a dimension is negative or if the rank is not 1–4.
  std::int64_t size() const;
};

/// A tensor that somebody else owns.
struct TensorView {
  std::span<const float> data;
  Shape shape;
};

/// Who may attend to whom: additive (0 keeps, −inf forbids, anything finite is a bias) or boolean (not 0 = may attend).
/// At most one of the two spans is filled.
struct MaskView {
  std::span<const float> additive;
  std::span<const std::uint8_t> allowed;
  Shape shape;
};

/// What attend() reads, named as in the ONNX operator `Attention`. batch, heads, n_queries, n_new and head sizes are at
/// least 1.
struct AttendInputs {
  TensorView q;  ///< [batch, q_heads, n_queries, head_size] or [batch, n_queries, q_heads · head_size]
  TensorView k;  ///< [batch, kv_heads, n_new, head_size]    or [batch, n_new, kv_heads · head_size]
  TensorView v;  ///< [batch, kv_heads, n_new, v_head_size]  or [batch, n_new, kv_heads · v_head_size]
  /// Rank 1–4, aligned at the right with [batch, q_heads, n_queries, n_keys]; all but the last dimension broadcast from
  /// 1; the last may be shorter than n_keys (at least 1), and the keys beyond it are then forbidden.
  MaskView mask;
  TensorView past_key;    ///< [batch, kv_heads, n_past, head_size], put before the keys; n_past may be 0
  TensorView past_value;  ///< [batch, kv_heads, n_past, v_head_size]
  /// [batch]: only the first so many keys of each batch entry are real (`nonpad_kv_seqlen`). Empty = all.
  std::span<const std::int32_t> kv_lengths;
};

/// At which stage q·k is handed out.
enum class QkOutput : int { kNone, kRaw, kCapped, kMasked, kWeights };

struct AttendOptions {
  bool causal = false;
  std::optional<float> scale;  ///< default 1/√head_size
  float softcap = 0.0f;        ///< c > 0: scores become c·tanh(score/c); 0 = none
  int left_window = -1;        ///< keys before the query's position that it may see; −1 = all
  int right_window = -1;       ///< keys after it; −1 = all
  int q_heads = 0;             ///< needed for rank 3; for rank 4 it is q's own if given
  int kv_heads = 0;            ///< the same for k and v
  QkOutput qk_output = QkOutput::kNone;
};

/// The sizes that inputs and options agree on.
struct AttendSizes {
  std::size_t batch, q_heads, kv_heads, n_queries, n_new, n_past, n_keys, head_size, v_head_size;
  bool heads_inside;  ///< rank 3: a token's heads lie side by side

  std::uint64_t output_size() const { return std::uint64_t{batch} * q_heads * n_queries * v_head_size; }
  std::uint64_t qk_size() const { return std::uint64_t{batch} * q_heads * n_queries * n_keys; }
  std::uint64_t present_key_size() const { return std::uint64_t{batch} * kv_heads * n_keys * head_size; }
  std::uint64_t present_value_size() const { return std::uint64_t{batch} * kv_heads * n_keys * v_head_size; }
  /// Of each thread: eight queries, their scores and what they get, and the keys of one head.
  std::uint64_t scratch_size() const;
};

/// What attend() writes, in full; each span has exactly the size that AttendSizes names. Without a past the present
/// ones may be empty: they are then not wanted, and keys and values are read where they lie.
struct AttendOutputs {
  std::span<float> output;         ///< laid out as q, with v_head_size in the place of head_size
  std::span<float> qk;             ///< [batch, q_heads, n_queries, n_keys]; empty for QkOutput::kNone
  std::span<float> present_key;    ///< [batch, kv_heads, n_keys, head_size]: past and new keys
  std::span<float> present_value;  ///< [batch, kv_heads, n_keys, v_head_size]
  std::span<float> scratch;        ///< [scratch_size()] working memory
};

/// Checks that shapes and options fit together, and tells the sizes of the outputs.
/// @return kShapeMismatch; kBadOption (softcap < 0 or not finite, scale not finite, window < −1, a head count < 0);
///   kBadIndex (a kv_length outside 0 … n_keys); kTooLong (an input or output of 2³¹ elements or more). sizes is then
///   untouched.
Status attend_sizes(const AttendInputs& inputs, const AttendOptions& options, AttendSizes& sizes);

/// The operator `Attention` of ONNX, opset 25, for each batch entry b, query head h, query i and key j:
///
///     raw    = scale · (q_i · k_j)                  k of head ⌊h · kv_heads / q_heads⌋ (grouped queries)
///     capped = softcap · tanh(raw / softcap)        if softcap > 0
///     masked = capped + mask                        −inf where the key is forbidden
///     weight = softmax over j (masked)              a fully masked row is 0
///     output = Σ_j weight · v_j
///
/// With the query's position p = i + offset, a key is forbidden where the mask says so, where j ≥ kv_length[b], where
/// j > p if causal, where j < p − left_window and where j > p + right_window. The offset is n_past if there is a past,
/// else kv_length[b] − n_queries if there are lengths (the queries are the last of them), else 0.
/// Error of every output against float64, relative to max(1, |result|): ≤ 4·10⁻⁶ for q, k and v between −1 and 1
/// (tests/core/attend_test.cpp).
/// @return as attend_sizes(), then kShapeMismatch if an output has another size; outputs are then untouched.
///   kNotFinite (NaN or infinity in q, k, v or the past; NaN or +inf in the mask), kOverflow if a score, or a sum of
///   values before it is divided by the total, exceeds float32: numbers are looked at head by head, and outputs are
///   then unspecified.
/// @source https://onnx.ai/onnx/operators/onnx__Attention.html; Vaswani et al. 2017, eq. 1 (arXiv:1706.03762)
Status attend(const AttendInputs& inputs, const AttendOptions& options, const AttendOutputs& outputs);

}  // namespace attn
