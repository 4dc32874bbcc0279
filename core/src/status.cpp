#include "attn/status.h"

namespace attn {

const char* describe(Status status) {
  switch (status) {
    case Status::kOk:
      return "All is well.";
    case Status::kEmpty:
      return "There are no tokens.";
    case Status::kTooLong:
      return "There are more tokens than a run can hold.";
    case Status::kBadOption:
      return "An option's value lies outside its range.";
    case Status::kBadHeads:
      return "The number of heads does not divide the length of a word vector.";
    case Status::kOddHeadDim:
      return "RoPE needs an even head_dim.";
    case Status::kResidualAgainst:
      return "A query of another text has no value to add among the keys.";
    case Status::kNeedsPair:
      return "This mask needs one sequence made of two texts.";
    case Status::kShapeMismatch:
      return "The shapes of the inputs disagree.";
    case Status::kNotFinite:
      return "An input holds NaN or infinity.";
    case Status::kOverflow:
      return "The numbers grew beyond what float32 can hold.";
    case Status::kBadIndex:
      return "That head, token or row does not exist.";
    case Status::kNoTrace:
      return "The run has no such value under its options.";
    case Status::kVectorsTooLarge:
      return "The table of word vectors exceeds the limits.";
    case Status::kOutOfMemory:
      return "There is not enough memory.";
    case Status::kMissingTensor:
      return "A tensor of the model was not given.";
  }
  return "Unknown status.";
}

}  // namespace attn
