#include <cmath>

#include "attn/linear.h"
#include "play_state.h"
#include "try.h"

namespace attn {
namespace {

bool rows_finite(MatrixView<const float> m) {
  for (std::size_t i = 0; i < m.n_rows(); ++i)
    if (!all_finite(m.row(i))) return false;
  return true;
}

template <class E>
bool in_range(E value, E last) {
  return static_cast<int>(value) >= 0 && static_cast<int>(value) <= static_cast<int>(last);
}

bool is_positive(float x) { return x > 0.0f && std::isfinite(x); }

Status check_text(MatrixView<const float> e) {
  if (e.n_rows() == 0) return Status::kEmpty;
  if (e.n_rows() > kMaxTokens) return Status::kTooLong;
  if (e.n_cols() == 0 || e.n_cols() > kMaxDModel) return Status::kShapeMismatch;
  return rows_finite(e) ? Status::kOk : Status::kNotFinite;
}

Status check_choices(const PlayOptions& options) {
  const bool known = in_range(options.qkv, Qkv::kProjection) && in_range(options.offsets, Offsets::kGiven) &&
                     in_range(options.score, Score::kGeneral) && in_range(options.position, Position::kAlibi) &&
                     in_range(options.mask, Mask::kCells) && in_range(options.normalizer, Normalizer::kTopP) &&
                     in_range(options.over, Over::kAll);
  return known ? Status::kOk : Status::kBadOption;
}

Status check_numbers(const PlayOptions& options) {
  const bool good = options.sigma >= 0.0f && std::isfinite(options.sigma) && options.bandwidth >= 0.0f &&
                    std::isfinite(options.bandwidth) && is_positive(options.temperature) && options.top_k >= 1 &&
                    options.top_p > 0.0f && options.top_p <= 1.0f && options.mask_a >= 0 && options.mask_b >= 1 &&
                    options.n_a >= 0;
  return good ? Status::kOk : Status::kBadOption;
}

Status check_heads(const PlayOptions& options, std::size_t d_model) {
  if (options.n_heads < 1 || d_model % static_cast<std::size_t>(options.n_heads) != 0) return Status::kBadHeads;
  const std::size_t head_dim = d_model / static_cast<std::size_t>(options.n_heads);
  return options.position == Position::kRope && head_dim % 2 != 0 ? Status::kOddHeadDim : Status::kOk;
}

Status check_offsets(const PlayInput& input, const PlayOptions& options, std::size_t d_model) {
  if (options.qkv != Qkv::kOffset || options.offsets != Offsets::kGiven) return Status::kOk;
  if (input.given_offsets.size() != 3 * d_model) return Status::kShapeMismatch;
  return all_finite(input.given_offsets) ? Status::kOk : Status::kNotFinite;
}

Status check_mask(const PlayInput& input, const PlayOptions& options) {
  if (options.mask == Mask::kCells && input.blocked_cells.size() % 2 != 0) return Status::kShapeMismatch;
  const bool between_texts = options.mask == Mask::kAToB || options.mask == Mask::kBToA;
  const bool is_pair =
      !input.cross && options.n_a > 0 && static_cast<std::size_t>(options.n_a) < input.e_queries.n_rows();
  return between_texts && !is_pair ? Status::kNeedsPair : Status::kOk;
}

}  // namespace

Status check_play(const PlayInput& input, const PlayOptions& options) {
  ATTN_TRY(check_text(input.e_queries));
  if (input.cross) {
    ATTN_TRY(check_text(input.e_keys));
    if (input.e_keys.n_cols() != input.e_queries.n_cols()) return Status::kShapeMismatch;
  }
  const std::size_t d_model = input.e_queries.n_cols();
  ATTN_TRY(check_choices(options));
  ATTN_TRY(check_numbers(options));
  ATTN_TRY(check_heads(options, d_model));
  ATTN_TRY(check_offsets(input, options, d_model));
  ATTN_TRY(check_mask(input, options));
  return options.residual && input.cross ? Status::kResidualAgainst : Status::kOk;
}

}  // namespace attn
