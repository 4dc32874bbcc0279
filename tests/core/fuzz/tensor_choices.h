#pragma once

#include <vector>

#include "attn/transformer.h"
#include "choices.h"

namespace attn::fuzz {

/// A block that a file might hand over, with the memory that it looks at.
struct ChosenBlock {
  TensorPlace place;
  StoredBlock block;
  std::vector<std::byte> bytes;
  std::vector<float> scales;
};

/// Rows first … end of a tensor as it should be, in a type of the choices' and perhaps transposed.
ChosenBlock right_block(Choices& choices, const TensorPlace& place, TensorShape shape, std::size_t first,
                        std::size_t end);

/// Makes one thing of a block wrong: its place, a size, its bytes, its numbers, its scales.
void spoil(Choices& choices, ChosenBlock& chosen);

}  // namespace attn::fuzz
