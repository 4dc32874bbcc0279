#pragma once

namespace attn {

/// What became of a call. Everything a person or a file can cause is one of these; a programmer's mistake is an assert.
/// After any status but kOk the outputs of the call are untouched, unless its description says otherwise.
enum class [[nodiscard]] Status : int {
  kOk = 0,
  kEmpty,            ///< There are no tokens.
  kTooLong,          ///< There are more tokens than kMaxTokens.
  kBadOption,        ///< An option's value lies outside its range.
  kBadHeads,         ///< n_heads does not divide d_model.
  kOddHeadDim,       ///< RoPE turns pairs of components, so head_dim must be even.
  kResidualAgainst,  ///< The residual adds a query's own value, and a query of another text has none among the keys.
  kNeedsPair,        ///< a_to_b and b_to_a need one sequence made of two texts.
  kShapeMismatch,    ///< The shapes of the inputs disagree.
  kNotFinite,        ///< An input holds NaN or infinity.
  kOverflow,         ///< The numbers grew beyond what float32 can hold.
  kBadIndex,         ///< A head, token or row does not exist.
  kNoTrace,          ///< The run has no such value under its options.
  kVectorsTooLarge,  ///< A table of word vectors would exceed the limits.
  kOutOfMemory,      ///< The memory for the buffers could not be had.
  kMissingTensor,    ///< A tensor of the model was not given.
};

/// The sentence that belongs to a status, in English, for logs and tests.
const char* describe(Status status);

}  // namespace attn
