#include "session.h"

#include <algorithm>

namespace attn {

std::span<std::byte> Session::stage(Slot slot, std::size_t n_bytes) {
  Buffer<std::byte>& buffer = slots_[static_cast<std::size_t>(slot)];
  if (buffer.resize(n_bytes) != Status::kOk) return {};
  return buffer.span();
}

WordVectors* Session::table(int number) const {
  if (number < 0 || static_cast<std::size_t>(number) >= tables_.size()) return nullptr;
  return tables_[static_cast<std::size_t>(number)].get();
}

int Session::create_table(int capacity, int d_model) {
  auto made = std::make_unique<WordVectors>();
  if (const Status status = made->reserve(capacity, d_model); status != Status::kOk) return -static_cast<int>(status);
  auto place = std::find(tables_.begin(), tables_.end(), nullptr);
  if (place == tables_.end()) place = tables_.emplace(place);
  *place = std::move(made);
  return static_cast<int>(place - tables_.begin());
}

std::span<std::byte> Session::table_rows(int number) {
  WordVectors* vectors = table(number);
  return vectors ? std::as_writable_bytes(vectors->staged_rows()) : std::span<std::byte>{};
}

std::span<float> Session::table_scales(int number) {
  WordVectors* vectors = table(number);
  return vectors ? vectors->staged_scales() : std::span<float>{};
}

Status Session::adopt_table(int number) {
  WordVectors* vectors = table(number);
  return vectors ? vectors->adopt() : Status::kBadIndex;
}

Status Session::add_row(int number) {
  WordVectors* vectors = table(number);
  return vectors ? vectors->add_row(staged<float>(Slot::kVector)) : Status::kBadIndex;
}

void Session::remove_table(int number) {
  if (table(number)) tables_[static_cast<std::size_t>(number)].reset();
}

Status Session::neighbors(int of, int row, int in_table, int count) {
  const WordVectors* source = table(of);
  WordVectors* target = table(in_table);
  if (!source || !target || count < 0) return Status::kBadIndex;
  n_found_ = 0;
  Buffer<float> vector;
  if (const Status status = vector.resize(source->d_model()); status != Status::kOk) return status;
  if (const Status status = source->lookup(row, vector.span()); status != Status::kOk) return status;
  if (const Status status = found_.resize(static_cast<std::uint64_t>(count)); status != Status::kOk) return status;
  return target->neighbors(vector.span(), of == in_table ? row : -1, found_.span(), n_found_);
}

Status Session::gather(Slot slot, std::size_t n_tokens, std::size_t d_model, Buffer<float>& e) {
  const std::span<const std::int32_t> pairs = staged<std::int32_t>(slot);
  if (pairs.size() != 2 * n_tokens) return Status::kShapeMismatch;
  if (const Status status = e.resize(static_cast<std::uint64_t>(n_tokens) * d_model); status != Status::kOk)
    return status;
  for (std::size_t i = 0; i < n_tokens; ++i) {
    const std::span<float> vector = e.span().subspan(i * d_model, d_model);
    if (pairs[2 * i] < 0) {
      std::fill(vector.begin(), vector.end(), 0.0f);
      continue;
    }
    const WordVectors* vectors = table(pairs[2 * i]);
    if (!vectors) return Status::kBadIndex;
    if (const Status status = vectors->lookup(pairs[2 * i + 1], vector); status != Status::kOk) return status;
  }
  return Status::kOk;
}

namespace {

PlayOptions options_of(const PlayRequest& r) {
  return {.qkv = static_cast<Qkv>(r.qkv),
          .offsets = static_cast<Offsets>(r.offsets),
          .sigma = r.sigma,
          .seed = r.seed,
          .n_heads = r.n_heads,
          .score = static_cast<Score>(r.score),
          .bandwidth = r.bandwidth,
          .position = static_cast<Position>(r.position),
          .mask = static_cast<Mask>(r.mask),
          .mask_a = r.mask_a,
          .mask_b = r.mask_b,
          .normalizer = static_cast<Normalizer>(r.normalizer),
          .temperature = r.temperature,
          .top_k = r.top_k,
          .top_p = r.top_p,
          .over = static_cast<Over>(r.over),
          .residual = r.residual,
          .n_a = r.n_a};
}

}  // namespace

Status Session::start(const PlayRequest& r) {
  if (r.n_queries < 1 || r.n_keys < 0) return Status::kEmpty;
  if (r.n_queries > kMaxTokens || r.n_keys > kMaxTokens) return Status::kTooLong;
  if (r.d_model < 1 || r.d_model > kMaxDModel) return Status::kBadOption;
  const auto n_queries = static_cast<std::size_t>(r.n_queries), n_keys = static_cast<std::size_t>(r.n_keys),
             d_model = static_cast<std::size_t>(r.d_model);
  if (const Status status = gather(Slot::kQueries, n_queries, d_model, e_queries_); status != Status::kOk)
    return status;
  PlayInput input;
  input.e_queries = e_queries_.matrix(n_queries, d_model);
  input.cross = n_keys > 0;
  if (input.cross) {
    if (const Status status = gather(Slot::kKeys, n_keys, d_model, e_keys_); status != Status::kOk) return status;
    input.e_keys = e_keys_.matrix(n_keys, d_model);
  }
  const PlayOptions options = options_of(r);
  if (options.offsets == Offsets::kGiven) input.given_offsets = staged<float>(Slot::kOffsets);
  if (options.mask == Mask::kCells) input.blocked_cells = staged<std::int32_t>(Slot::kCells);
  return play_.start(input, options);
}

Status Session::attention(int head) { return play_.attention(head); }

Status Session::trace(int name, int head, bool of_keys) {
  MatrixView<const float> view;
  if (const Status status = play_.trace(static_cast<Trace>(name), head, of_keys, view); status != Status::kOk)
    return status;
  if (const Status status = traced_.resize(view.n_rows() * view.n_cols()); status != Status::kOk) return status;
  traced_rows_ = view.n_rows();
  traced_cols_ = view.n_cols();
  for (std::size_t i = 0; i < traced_rows_; ++i)
    std::copy_n(view.row(i).begin(), traced_cols_, traced_.data() + i * traced_cols_);
  return Status::kOk;
}

Status Session::explain(int head, int query, int key) {
  explanation_ = {};
  return play_.explain(head, query, key, explanation_);
}

std::span<const float> Session::result(Result which) const {
  switch (which) {
    case Result::kScores:
      return play_.scores();
    case Result::kMaskedScores:
      return play_.masked_scores();
    case Result::kWeights:
      return play_.weights();
    case Result::kTrace:
      return traced_.span();
    case Result::kOutput:
      return output_.span();
    case Result::kQk:
      return qk_.span();
    case Result::kPresentKey:
      return present_key_.span();
    case Result::kPresentValue:
      return present_value_.span();
  }
  return {};
}

}  // namespace attn
