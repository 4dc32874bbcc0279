#pragma once

#include "attn/transformer_description.h"
#include "choices.h"

namespace attn::fuzz {

/// A very small model of a kind that the tests know, some of its values replaced by others that a file might have.
TransformerDescription choose_description(Choices& choices);

}  // namespace attn::fuzz
