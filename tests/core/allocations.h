#pragma once

#include <atomic>

namespace attn::test {

/// How often memory was asked for so far, anywhere in the program.
extern std::atomic<int> n_allocations;

}  // namespace attn::test
