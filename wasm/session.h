#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "attn/attend.h"
#include "attn/buffer.h"
#include "attn/play.h"
#include "attn/word_vectors.h"

namespace attn {

/// Where a caller puts what it hands over. Numbers cross the border: keep the order of web/engine/core.ts.
enum class Slot : int {
  kQueries,  ///< int32 pairs (table, row), one per token; −1, −1 is an unknown word
  kKeys,     ///< the same for the keys of a cross run
  kOffsets,  ///< float: u_q, u_k, u_v
  kCells,    ///< int32 pairs (i, j) of blocked cells
  kVector,   ///< float: one word vector
  kQ,        ///< float, as the next two and the two pasts
  kK,
  kV,
  kMask,  ///< float, or uint8 if `boolean_mask`
  kPastKey,
  kPastValue,
  kKvLengths,  ///< int32
  kShapes,     ///< int32: rank and four dimensions of q, k, v, mask, past_key, past_value; rank 0 = absent
  kColours,    ///< uint8: 256 times red, green, blue, alpha
};
inline constexpr std::size_t kNSlots = 14;

/// What can be read after a call.
enum class Result : int { kScores, kMaskedScores, kWeights, kTrace, kOutput, kQk, kPresentKey, kPresentValue };

/// PlayOptions as plain numbers, enums by their order.
struct PlayRequest {
  int d_model, n_queries, n_keys;  ///< n_keys 0: the keys are the queries' own tokens
  int qkv, offsets;
  float sigma;
  std::uint32_t seed;
  int n_heads, score;
  float bandwidth;
  int position, mask, mask_a, mask_b, normalizer;
  float temperature;
  int top_k;
  float top_p;
  int over;
  bool residual;
  int n_a;
};

/// AttendOptions as plain numbers.
struct AttendRequest {
  bool boolean_mask, has_lengths, causal, has_scale;
  float scale, softcap;
  int left_window, right_window, q_heads, kv_heads, qk_output;
};

/// CellRegion and ColourMap as plain numbers.
struct PixelRequest {
  int of;  ///< Result::kScores, kMaskedScores or kWeights of the current head
  int top, bottom, left, right, block;
  double max;
  bool is_signed, shows_masks;
  std::uint32_t masked;  ///< red · 65536 + green · 256 + blue
};

/// The engine as JavaScript drives it: tables of word vectors, one run, one attend(). Every call returns a Status as an
/// integer; what it computed lies here until the next call.
class Session {
 public:
  /// Memory for the bytes of one slot; empty if there is none left. Lasts until the slot is staged again.
  std::span<std::byte> stage(Slot slot, std::size_t n_bytes);

  /// Makes a table for `capacity` rows and tells its number.
  /// @return the number ≥ 0, or −Status
  int create_table(int capacity, int d_model);
  std::span<std::byte> table_rows(int table);
  std::span<float> table_scales(int table);
  Status adopt_table(int table);
  /// Appends the vector in Slot::kVector.
  Status add_row(int table);
  void remove_table(int table);
  /// The rows of `in_table` most like a row of `table`; read them from found().
  Status neighbors(int table, int row, int in_table, int count);
  std::span<const Neighbor> found() const { return found_.span().first(n_found_); }

  Status start(const PlayRequest& request);
  Status attention(int head);
  Status trace(int name, int head, bool of_keys);
  Status explain(int head, int query, int key);
  const Explanation& explanation() const { return explanation_; }
  /// Colours a part of the current head with the table in Slot::kColours; read it from pixels().
  Status colour(const PixelRequest& request);
  std::span<const std::uint8_t> pixels() const { return pixels_.span(); }

  Status attend(const AttendRequest& request);

  std::span<const float> result(Result which) const;
  /// Of the last trace.
  std::size_t n_rows() const { return traced_rows_; }
  std::size_t n_cols() const { return traced_cols_; }

 private:
  WordVectors* table(int number) const;
  Status gather(Slot slot, std::size_t n_tokens, std::size_t d_model, Buffer<float>& e);
  Status size_outputs(const AttendSizes& sizes, bool wants_qk);
  Status read_inputs(const AttendRequest& request, AttendInputs& inputs) const;
  template <class T>
  std::span<const T> staged(Slot slot) const {
    const Buffer<std::byte>& buffer = slots_[static_cast<std::size_t>(slot)];
    return {reinterpret_cast<const T*>(buffer.data()), buffer.size() / sizeof(T)};
  }

  std::array<Buffer<std::byte>, kNSlots> slots_;
  std::vector<std::unique_ptr<WordVectors>> tables_;
  Buffer<Neighbor> found_;
  std::size_t n_found_ = 0;

  Play play_;
  Buffer<float> e_queries_, e_keys_, traced_;
  std::size_t traced_rows_ = 0, traced_cols_ = 0;
  Explanation explanation_;
  Buffer<std::uint8_t> pixels_;

  Buffer<float> output_, qk_, present_key_, present_value_, scratch_;
};

}  // namespace attn
