#include <gtest/gtest.h>

#include "fuzz/inputs.h"

namespace attn {
namespace {

// The target aborts where something is not as it should be; `npm run fuzz` gives it a million inputs.
TEST(TransformerFuzz, WhateverAFileHandsOverIsRefusedOrRunsToFiniteNumbers) { fuzz::run_inputs(7, 5000); }

}  // namespace
}  // namespace attn
