#pragma once

#include <cstddef>
#include <span>

#include "attn/matrix.h"

/// Where the order of the tokens enters. Positions count from 0 in each text. Frequencies and angles are computed and
/// reduced to a turn in float64, so that they are as exact at token 4,095 as at token 1.
namespace attn {

/// Error ≤ 2·10⁻⁷ against float64 (tests/core/positions_test.cpp).
/// p_{t,2i} = sin(t / 10000^(2i/d)), p_{t,2i+1} = cos(t / 10000^(2i/d)) (Vaswani et al. 2017, §3.5, arXiv:1706.03762)
/// @param p [n_tokens, d_model]
void sinusoidal_positions(MatrixView<float> p);

/// The slope of a head: 2^(−8(head+1)/n) where n = n_heads is a power of two; else the slopes of the power of two below
/// come first, then every other one of the power of two above (Press et al. 2022, §3, arXiv:2108.12409, and its code).
float alibi_slope(std::size_t head, std::size_t n_heads);

/// −slope · |i − j|
float alibi_bias(float slope, std::size_t i, std::size_t j);

/// scores_ij += alibi_bias(slope, i, j)
/// @param scores [n_queries, n_keys]
void add_alibi(float slope, MatrixView<float> scores);

}  // namespace attn
