#pragma once

#include <cstdint>

namespace attn {

// The order of every enum is that of web/engine/options.ts: its numbers cross the border.

/// How x becomes queries, keys and values.
enum class Qkv : int {
  kOffset,      ///< x + u_q, x + u_k, x + u_v
  kIdentity,    ///< x, x, x
  kProjection,  ///< W_q x, W_k x, W_v x with seeded orthogonal matrices
};

/// Where the offsets u_q, u_k, u_v come from.
enum class Offsets : int {
  kSeparate,  ///< three vectors ~ N(0, sigma²)
  kShared,    ///< one vector ~ N(0, sigma²) for all three
  kGiven,     ///< PlayInput::given_offsets
};

/// How alike a query and a key are; attn/scores.h has the formulas.
enum class Score : int { kScaledDot, kDot, kCosine, kEuclidean, kGaussian, kAdditive, kGeneral };

/// Where the order of the tokens comes in; attn/positions.h has the formulas.
enum class Position : int {
  kNone,
  kSinusoidal,  ///< added to x
  kRope,        ///< turns q and k
  kAlibi,       ///< added to the scores
};

/// Who may see whom; attn/masks.h has the rules.
enum class Mask : int { kNone, kCausal, kNotSelf, kAToB, kBToA, kWindow, kDilated, kPrefix, kCells };

/// How scores become weights; attn/normalizers.h has the formulas.
enum class Normalizer : int { kSoftmax, kSparsemax, kEntmax15, kTopK, kTopP };

/// The axis along which weights sum to 1.
enum class Over : int {
  kKeys,     ///< each query's row
  kQueries,  ///< each key's column: a classic mistake
  kAll,      ///< the whole matrix: another one
};

inline constexpr int kMaxTokens = 4096;
inline constexpr int kMaxDModel = 4096;

struct PlayOptions {
  Qkv qkv = Qkv::kOffset;
  Offsets offsets = Offsets::kSeparate;
  float sigma = 0.1f;      ///< standard deviation of the random offsets, ≥ 0
  std::uint32_t seed = 1;  ///< of every random vector and matrix
  int n_heads = 1;         ///< must divide d_model
  Score score = Score::kScaledDot;
  float bandwidth = 0.0f;  ///< Gaussian h; 0 = head_dim^¼
  Position position = Position::kNone;
  Mask mask = Mask::kNone;
  int mask_a = 0;  ///< window: w; dilated: w; prefix: n
  int mask_b = 1;  ///< dilated: step ≥ 1
  Normalizer normalizer = Normalizer::kSoftmax;
  float temperature = 1.0f;  ///< τ > 0
  int top_k = 3;             ///< ≥ 1
  float top_p = 0.9f;        ///< 0 < top_p ≤ 1
  Over over = Over::kKeys;
  bool residual = false;
  int n_a = 0;  ///< one sequence of two texts: tokens of the first; 0 = there is only one text
};

}  // namespace attn
