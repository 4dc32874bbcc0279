#include "attn/rope.h"

#include <algorithm>

#include "attn/parallel.h"
#include "simd.h"

namespace attn {
namespace {

struct Pairs {
  Batch a;
  Batch b;
};

Pairs turn(Pairs p, Batch cosine, Batch sine) { return {p.a * cosine - p.b * sine, p.b * cosine + p.a * sine}; }

void turn_halves(std::span<const float> cosines, std::span<const float> sines, float* a) {
  const std::size_t half = cosines.size();
  float* b = a + half;
  std::size_t i = 0;
  for (; i + kLanes <= half; i += kLanes) {
    const Pairs turned = turn({load(a + i), load(b + i)}, load(&cosines[i]), load(&sines[i]));
    store(turned.a, a + i);
    store(turned.b, b + i);
  }
  const std::size_t rest = half - i;
  if (rest == 0) return;
  const Pairs turned = turn({load_part({a + i, rest}, 0.0f), load_part({b + i, rest}, 0.0f)},
                            load_part(cosines.subspan(i), 0.0f), load_part(sines.subspan(i), 0.0f));
  store_part(turned.a, {a + i, rest});
  store_part(turned.b, {b + i, rest});
}

Pairs turn_neighbours(Batch low, Batch high, Batch cosine, Batch sine) {
  const Batch outer = xsimd::zip_lo(low, high), inner = xsimd::zip_hi(low, high);
  const Pairs turned = turn({xsimd::zip_lo(outer, inner), xsimd::zip_hi(outer, inner)}, cosine, sine);
  return {xsimd::zip_lo(turned.a, turned.b), xsimd::zip_hi(turned.a, turned.b)};
}

void turn_neighbours(std::span<const float> cosines, std::span<const float> sines, float* x) {
  const std::size_t half = cosines.size();
  std::size_t i = 0;
  for (; i + kLanes <= half; i += kLanes) {
    float* at = x + 2 * i;
    const Pairs turned = turn_neighbours(load(at), load(at + kLanes), load(&cosines[i]), load(&sines[i]));
    store(turned.a, at);
    store(turned.b, at + kLanes);
  }
  if (i == half) return;
  const std::span<float> rest(x + 2 * i, 2 * (half - i));
  const std::span<float> low = rest.first(std::min(kLanes, rest.size())), high = rest.subspan(low.size());
  const Pairs turned = turn_neighbours(load_part(low, 0.0f), load_part(high, 0.0f), load_part(cosines.subspan(i), 0.0f),
                                       load_part(sines.subspan(i), 0.0f));
  store_part(turned.a, low);
  store_part(turned.b, high);
}

}  // namespace

void apply_rope(RopePairs pairs, std::size_t head_dim, MatrixView<const float> cosines, MatrixView<const float> sines,
                MatrixView<float> x) {
  assert(2 * cosines.n_cols() <= head_dim && sines.n_cols() == cosines.n_cols() && x.n_cols() % head_dim == 0);
  assert(x.n_rows() <= cosines.n_rows() && x.n_rows() <= sines.n_rows());
  parallel_rows(x.n_rows(), kOperationsPerMove * x.n_cols(), [&](std::size_t first, std::size_t n) {
    for (std::size_t t = first; t < first + n; ++t)
      for (std::size_t at = 0; at < x.n_cols(); at += head_dim) {
        float* head = x.row(t).data() + at;
        if (pairs == RopePairs::kHalves)
          turn_halves(cosines.row(t), sines.row(t), head);
        else
          turn_neighbours(cosines.row(t), sines.row(t), head);
      }
  });
}

}  // namespace attn
