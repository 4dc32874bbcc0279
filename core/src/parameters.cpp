#include "parameters.h"

#include <algorithm>
#include <cmath>

#include "attn/random.h"
#include "try.h"

namespace attn {
namespace {

constexpr Parameter kOffsets[] = {Parameter::kUQ, Parameter::kUK, Parameter::kUV};
constexpr Parameter kProjections[] = {Parameter::kWQ, Parameter::kWK, Parameter::kWV};
constexpr Parameter kAdditiveMatrices[] = {Parameter::kAdditiveWQ, Parameter::kAdditiveWK};

}  // namespace

Status Parameters::prepare(const PlayOptions& options, std::size_t d_model, std::span<const float> given_offsets) {
  const std::size_t head_dim = d_model / static_cast<std::size_t>(options.n_heads);
  const float matrix_sigma = 1.0f / std::sqrt(static_cast<float>(head_dim));
  const std::uint32_t seed = options.seed;
  for (Entry& one : entries_) one.used = false;

  if (options.qkv == Qkv::kOffset) ATTN_TRY(prepare_offsets(options, d_model, given_offsets));
  if (options.qkv == Qkv::kProjection)
    for (const Parameter w : kProjections)
      ATTN_TRY(make(entry(w), {.seed = seed, .stream = w, .n_rows = d_model, .n_cols = d_model, .orthogonal = true}));

  const auto head_matrix = [&](Parameter w) {
    return make(entry(w), {.seed = seed, .stream = w, .n_rows = head_dim, .n_cols = head_dim, .sigma = matrix_sigma});
  };
  if (options.score == Score::kGeneral) ATTN_TRY(head_matrix(Parameter::kGeneralW));
  if (options.score == Score::kAdditive) {
    for (const Parameter w : kAdditiveMatrices) ATTN_TRY(head_matrix(w));
    const Parameter w = Parameter::kAdditiveW;
    ATTN_TRY(make(entry(w), {.seed = seed, .stream = w, .n_rows = 1, .n_cols = head_dim, .sigma = kAdditiveSigma}));
  }
  return Status::kOk;
}

Status Parameters::prepare_offsets(const PlayOptions& options, std::size_t d_model, std::span<const float> given) {
  for (std::size_t i = 0; i < std::size(kOffsets); ++i) {
    Entry& u = entry(kOffsets[i]);
    if (options.offsets == Offsets::kGiven) {
      ATTN_TRY(copy(u, given.subspan(i * d_model, d_model)));
    } else {
      const Parameter stream = options.offsets == Offsets::kShared ? Parameter::kUQ : kOffsets[i];
      ATTN_TRY(
          make(u, {.seed = options.seed, .stream = stream, .n_rows = 1, .n_cols = d_model, .sigma = options.sigma}));
    }
  }
  return Status::kOk;
}

Status Parameters::make(Entry& entry, const Recipe& recipe) {
  entry.used = true;
  if (entry.seeded && entry.recipe == recipe) return Status::kOk;
  entry.seeded = false;
  ATTN_TRY(entry.values.resize(std::uint64_t{recipe.n_rows} * recipe.n_cols));
  entry.recipe = recipe;
  Random random(recipe.seed, static_cast<std::uint32_t>(recipe.stream));
  if (recipe.orthogonal)
    fill_orthogonal(random, entry.values.matrix(recipe.n_rows, recipe.n_cols));
  else
    random.fill_normal(entry.values.span(), recipe.sigma);
  entry.seeded = true;
  return Status::kOk;
}

Status Parameters::copy(Entry& entry, std::span<const float> vector) {
  entry.used = true;
  entry.seeded = false;
  ATTN_TRY(entry.values.resize(vector.size()));
  entry.recipe.n_rows = 1;
  entry.recipe.n_cols = vector.size();
  std::ranges::copy(vector, entry.values.data());
  return Status::kOk;
}

MatrixView<const float> Parameters::operator[](Parameter parameter) const {
  const Entry& one = entry(parameter);
  assert(one.used);
  return one.values.matrix(one.recipe.n_rows, one.recipe.n_cols);
}

}  // namespace attn
