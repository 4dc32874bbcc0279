#pragma once

#include <span>

namespace attn {

/// scores_j becomes c · tanh(scores_j / c), c > 0
void cap_scores(float softcap, std::span<float> scores);

}  // namespace attn
