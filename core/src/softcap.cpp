#include "softcap.h"

#include "math.h"

namespace attn {

void cap_scores(float softcap, std::span<float> scores) {
  const math::Tanh tanh;
  const Batch c(softcap);
  map_to(scores, [&](Batch x) { return c * tanh(x / c); }, std::span<const float>(scores));
}

}  // namespace attn
