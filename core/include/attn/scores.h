#pragma once

#include <span>

#include "attn/matmul.h"
#include "attn/matrix.h"

/// How alike each query is to each key: one head, before position bias and mask. Shapes must agree (asserted).
///   q [n_queries, head_dim], scores [n_queries, n_keys], written in full; dimensionless.
///   k [head_dim, n_keys]: the keys as PackedMatrix::pack_transposed() lays them out.
/// A sum over components starts at 0 and is taken in their order, whatever is computed beside it; but additive scores
/// sum as attn/linear.h does: nearly all of their time goes into tanh, which is vectorised over the components.
/// Error against float64, relative to max(1, |result|): ≤ 10⁻⁵ for normally distributed numbers
/// (tests/core/scores_test.cpp). Inputs are finite; a result too large for float32 is ±∞ or NaN, which Play reports as
/// kOverflow.
namespace attn {

/// The sums that scores are made of, one of them, with the same bits: Σ q_d k_d and Σ (q_d − k_d)².
float dot_in_order(std::span<const float> q, std::span<const float> k);
float squared_distance_in_order(std::span<const float> q, std::span<const float> k);

/// scores_ij = (q_i · k_j) · scale
/// scale = 1: dot product (Luong et al. 2015, §3.1, arXiv:1508.04025); 1/√head_dim: scaled dot product (Vaswani et al.
/// 2017, eq. 1, arXiv:1706.03762). With W k_j in place of k_j: "general", q_iᵀ W k_j (Luong et al. 2015, §3.1).
void dot_scores(MatrixView<const float> q, const PackedMatrix& k, float scale, MatrixView<float> scores);

/// scores_ij = (q_i · k_j) · cosine_scale(‖q_i‖, ‖k_j‖) (Graves et al. 2014, eq. 6, arXiv:1410.5401)
/// @param q_norms [n_queries]  @param k_norms [n_keys]: row_norms() of q and k
void cosine_scores(MatrixView<const float> q, const PackedMatrix& k, std::span<const float> q_norms,
                   std::span<const float> k_norms, MatrixView<float> scores);

/// 1 / (‖q‖ ‖k‖), and 0 where that product is 0: a zero vector is like nothing.
float cosine_scale(float q_norm, float k_norm);

/// norms_i = ‖a_i‖
/// @param a [n, d]  @param norms [n]
void row_norms(MatrixView<const float> a, std::span<float> norms);

/// scores_ij = −‖q_i − k_j‖
void euclidean_scores(MatrixView<const float> q, const PackedMatrix& k, MatrixView<float> scores);

/// scores_ij = ‖q_i − k_j‖² · gaussian_scale(bandwidth): softmax of it is Nadaraya–Watson regression with a Gaussian
/// kernel (Nadaraya 1964; Watson 1964; Zhang et al., Dive into Deep Learning, eq. 11.2.3).
/// @param bandwidth  h > 0, in the units of q and k
void gaussian_scores(MatrixView<const float> q, const PackedMatrix& k, float bandwidth, MatrixView<float> scores);

/// −1 / (2h²)
float gaussian_scale(float bandwidth);

/// scores_ij = w · tanh(a_i + b_j) with a = W_q q and b = W_k k (Bahdanau et al. 2015, appendix A.1.2, arXiv:1409.0473)
/// @param a [n_queries, n_hidden]  @param b [n_keys, n_hidden]  @param w [n_hidden]
void additive_scores(MatrixView<const float> a, MatrixView<const float> b, std::span<const float> w,
                     MatrixView<float> scores);

/// One of them: w · tanh(a + b)
float additive_score(std::span<const float> a, std::span<const float> b, std::span<const float> w);

/// The summands of additive_score(): terms_i = w_i tanh(a_i + b_i)
void additive_terms(std::span<const float> a, std::span<const float> b, std::span<const float> w,
                    std::span<float> terms);

}  // namespace attn
