#include "attn/scores.h"

#include <algorithm>
#include <cmath>

#include "attn/linear.h"
#include "math.h"
#include "tile.h"

namespace attn {
namespace {

struct AddSquaredDifference {
  Batch operator()(Batch q, Batch k, Batch sum) const {
    const Batch difference = q - k;
    return mul_add(difference, difference, sum);
  }
};

void store_clipped(Batch x, std::span<float> to) {
  if (to.size() >= kLanes)
    store(x, to.data());
  else
    store_part(x, to);
}

template <std::size_t n_rows>
void square_distances(MatrixView<const float> q, std::size_t i, const PackedMatrix& k, MatrixView<float> out) {
  for (std::size_t j = 0; j < k.n_cols(); j += kPanelWidth) {
    Tile<n_rows, 1> tile;
    for (auto& row : tile) row.fill(Batch(0.0f));
    add_product<n_rows, 1>({q.row(i).data(), q.stride(), 1}, {k.panel(j), 0}, k.n_rows(), tile, AddSquaredDifference());
    for (std::size_t r = 0; r < n_rows; ++r) {
      const std::span<float> row = out.row(i + r).subspan(j);
      store_clipped(tile[r][0], row);
      store_clipped(tile[r][1], row.subspan(std::min(kLanes, row.size())));
    }
  }
}

/// out_ij = ‖q_i − k_j‖², on the tile of a product
void square_distances(MatrixView<const float> q, const PackedMatrix& k, MatrixView<float> out) {
  assert(q.n_cols() == k.n_rows() && out.n_rows() == q.n_rows() && out.n_cols() == k.n_cols());
  std::size_t i = 0;
  for (; i + kTileRows <= q.n_rows(); i += kTileRows) square_distances<kTileRows>(q, i, k, out);
  for (; i < q.n_rows(); ++i) square_distances<1>(q, i, k, out);
}

template <class F, class... Spans>
void map_row(MatrixView<float> scores, std::size_t i, F f, Spans... others) {
  map_to(scores.row(i), f, std::span<const float>(scores.row(i)), others...);
}

Batch cosine_scales(Batch q_norms, Batch k_norms) {
  const Batch product = q_norms * k_norms;
  return select(product == Batch(0.0f), Batch(0.0f), Batch(1.0f) / product);
}

struct AdditiveTerm {
  math::Tanh tanh;
  Batch operator()(Batch a, Batch b, Batch w) const { return w * tanh(a + b); }
};

}  // namespace

float dot_in_order(std::span<const float> q, std::span<const float> k) {
  assert(q.size() == k.size());
  float sum = 0.0f;
  for (std::size_t d = 0; d < q.size(); ++d) sum = q[d] * k[d] + sum;
  return sum;
}

float squared_distance_in_order(std::span<const float> q, std::span<const float> k) {
  assert(q.size() == k.size());
  float sum = 0.0f;
  for (std::size_t d = 0; d < q.size(); ++d) sum = (q[d] - k[d]) * (q[d] - k[d]) + sum;
  return sum;
}

void dot_scores(MatrixView<const float> q, const PackedMatrix& k, float scale, MatrixView<float> scores) {
  matmul(q, k, {}, scores);
  for (std::size_t i = 0; i < scores.n_rows(); ++i) map_row(scores, i, [&](Batch x) { return x * Batch(scale); });
}

void cosine_scores(MatrixView<const float> q, const PackedMatrix& k, std::span<const float> q_norms,
                   std::span<const float> k_norms, MatrixView<float> scores) {
  assert(q_norms.size() == q.n_rows() && k_norms.size() == k.n_cols());
  matmul(q, k, {}, scores);
  for (std::size_t i = 0; i < scores.n_rows(); ++i)
    map_row(scores, i, [&](Batch x, Batch k_norm) { return x * cosine_scales(Batch(q_norms[i]), k_norm); }, k_norms);
}

float cosine_scale(float q_norm, float k_norm) { return lane(cosine_scales(Batch(q_norm), Batch(k_norm)), 0); }

void row_norms(MatrixView<const float> a, std::span<float> norms) {
  assert(norms.size() == a.n_rows());
  for (std::size_t i = 0; i < a.n_rows(); ++i) norms[i] = norm(a.row(i));
}

void euclidean_scores(MatrixView<const float> q, const PackedMatrix& k, MatrixView<float> scores) {
  square_distances(q, k, scores);
  for (std::size_t i = 0; i < scores.n_rows(); ++i) map_row(scores, i, [](Batch x) { return -xsimd::sqrt(x); });
}

void gaussian_scores(MatrixView<const float> q, const PackedMatrix& k, float bandwidth, MatrixView<float> scores) {
  const Batch scale(gaussian_scale(bandwidth));
  square_distances(q, k, scores);
  for (std::size_t i = 0; i < scores.n_rows(); ++i) map_row(scores, i, [&](Batch x) { return x * scale; });
}

float gaussian_scale(float bandwidth) { return -1.0f / (2.0f * bandwidth * bandwidth); }

void additive_scores(MatrixView<const float> a, MatrixView<const float> b, std::span<const float> w,
                     MatrixView<float> scores) {
  assert(a.n_cols() == b.n_cols() && scores.n_rows() == a.n_rows() && scores.n_cols() == b.n_rows());
  const AdditiveTerm term;
  for (std::size_t i = 0; i < a.n_rows(); ++i)
    for (std::size_t j = 0; j < b.n_rows(); ++j) scores(i, j) = sum_of(term, a.row(i), b.row(j), w);
}

float additive_score(std::span<const float> a, std::span<const float> b, std::span<const float> w) {
  return sum_of(AdditiveTerm(), a, b, w);
}

void additive_terms(std::span<const float> a, std::span<const float> b, std::span<const float> w,
                    std::span<float> terms) {
  map_to(terms, AdditiveTerm(), a, b, w);
}

}  // namespace attn
