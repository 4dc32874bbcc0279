#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "attn/buffer.h"
#include "attn/play_options.h"

namespace attn {

/// The random vectors and matrices of a run. The number of each is its stream of random numbers.
enum class Parameter : std::uint32_t {
  kUQ,  ///< [d_model] ~ N(0, sigma²)
  kUK,
  kUV,
  kWQ,  ///< [d_model, d_model] orthogonal
  kWK,
  kWV,
  kAdditiveWQ,  ///< [head_dim, head_dim] ~ N(0, 1/head_dim)
  kAdditiveWK,
  kAdditiveW,  ///< [head_dim] ~ N(0, kAdditiveSigma²)
  kGeneralW,   ///< [head_dim, head_dim] ~ N(0, 1/head_dim)
};
inline constexpr std::size_t kNParameters = 10;

/// With word vectors of length 5 or so the scores w · tanh(W_q q + W_k k) of a row then spread by about 1.3: neither
/// flat nor all on one key.
inline constexpr float kAdditiveSigma = 0.5f;

/// Makes the parameters that a run needs, and keeps them while seed, shape and sigma stay the same. All heads share the
/// matrices of the additive and the general score.
class Parameters {
 public:
  /// The offsets given for Offsets::kGiven: [3 * d_model], else empty.
  Status prepare(const PlayOptions& options, std::size_t d_model, std::span<const float> given_offsets);

  /// Whether the run uses it. "Shared" offsets are three equal vectors.
  bool has(Parameter parameter) const { return entry(parameter).used; }
  /// Vectors have one row.
  MatrixView<const float> operator[](Parameter parameter) const;

 private:
  struct Recipe {
    std::uint32_t seed = 0;
    Parameter stream = Parameter::kUQ;
    std::size_t n_rows = 0;
    std::size_t n_cols = 0;
    bool orthogonal = false;
    float sigma = 1.0f;
    bool operator==(const Recipe&) const = default;
  };
  struct Entry {
    Buffer<float> values;
    Recipe recipe;
    bool seeded = false;  ///< the values are what the recipe makes
    bool used = false;
  };
  const Entry& entry(Parameter parameter) const { return entries_[static_cast<std::size_t>(parameter)]; }
  Entry& entry(Parameter parameter) { return entries_[static_cast<std::size_t>(parameter)]; }

  Status prepare_offsets(const PlayOptions& options, std::size_t d_model, std::span<const float> given);
  static Status make(Entry& entry, const Recipe& recipe);
  static Status copy(Entry& entry, std::span<const float> vector);

  std::array<Entry, kNParameters> entries_;
};

}  // namespace attn
