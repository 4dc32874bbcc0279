#include "model.h"

#include <algorithm>

#include "attn/play_options.h"

namespace attn {

std::span<std::byte> Model::stage(int slot, std::size_t n_bytes) {
  if (slot < 0 || static_cast<std::size_t>(slot) >= kNModelSlots) return {};
  Buffer<std::byte>& buffer = slots_[static_cast<std::size_t>(slot)];
  if (buffer.resize(n_bytes) != Status::kOk) return {};
  return buffer.span();
}

Status Model::take() {
  constexpr std::size_t kNTakeNumbers = 12;
  const std::span<const std::int32_t> n = staged<std::int32_t>(ModelSlot::kTake);
  if (n.size() != kNTakeNumbers) return Status::kShapeMismatch;
  if (std::ranges::any_of(n.subspan(4), [](std::int32_t count) { return count < 0; })) return Status::kShapeMismatch;
  if (n[3] < 0 || n[3] > static_cast<int>(StoredType::kI8)) return Status::kBadOption;
  const auto size = [&](std::size_t i) { return static_cast<std::size_t>(n[i]); };
  return transformer_.take({static_cast<Tensor>(n[0]), n[1], n[2]}, {.type = static_cast<StoredType>(n[3]),
                                                                     .part = staged<std::byte>(ModelSlot::kPart),
                                                                     .scales = staged<float>(ModelSlot::kScales),
                                                                     .n_columns = size(4),
                                                                     .from_row = size(5),
                                                                     .from_column = size(6),
                                                                     .n_block_rows = size(7),
                                                                     .n_block_columns = size(8),
                                                                     .transposed = n[9] != 0,
                                                                     .to_row = size(10),
                                                                     .to_column = size(11)});
}

Status Model::list_missing() {
  const std::vector<TensorPlace> places = transformer_.missing();
  if (const Status status = missing_.resize(3 * places.size()); status != Status::kOk) return status;
  float* out = missing_.data();
  for (const TensorPlace& place : places) {
    *out++ = static_cast<float>(place.tensor);
    *out++ = static_cast<float>(place.stack);
    *out++ = static_cast<float>(place.layer);
  }
  return Status::kOk;
}

Status Model::set_mask(AttentionKind kind, int layer, const MaskRule& rule) {
  MaskRule mask = rule;
  if (mask.kind == Mask::kCells) mask.blocked_cells = staged<std::int32_t>(ModelSlot::kCells);
  return transformer_.set_mask(kind, layer, mask);
}

Status Model::run(int n_reserved, Keep keep) {
  if (n_reserved < 0) return Status::kBadOption;
  return transformer_.run({.ids = staged<std::int32_t>(ModelSlot::kIds),
                           .types = staged<std::int32_t>(ModelSlot::kTypes),
                           .decoder_ids = staged<std::int32_t>(ModelSlot::kDecoderIds),
                           .special = staged<std::int32_t>(ModelSlot::kSpecial),
                           .decoder_special = staged<std::int32_t>(ModelSlot::kDecoderSpecial)},
                          static_cast<std::size_t>(n_reserved), keep);
}

double Model::call(int what, std::span<const double, kNNumbers> numbers) {
  const auto whole = [&](std::size_t i) { return static_cast<int>(std::clamp(numbers[i], -0x1p31, 0x1p31 - 1.0)); };
  const auto real = [&](std::size_t i) { return static_cast<float>(numbers[i]); };
  const auto kind = [&](std::size_t i) { return static_cast<AttentionKind>(whole(i)); };
  const auto shape = [&] {
    return shape_of(transformer_.description(), {static_cast<Tensor>(whole(0)), whole(1), whole(2)});
  };
  const auto tokens = [&](std::size_t i) { return static_cast<std::size_t>(std::clamp(whole(i), 0, kMaxTokens)); };
  const auto keep = [&](std::size_t i) { return whole(i) != 0 ? Keep::kAll : Keep::kWeights; };
  const auto done = [](Status status) { return static_cast<double>(status); };
  switch (static_cast<ModelCall>(what)) {
    case ModelCall::kSet:
      return done(set(whole(0), whole(1), whole(2), numbers[3]));
    case ModelCall::kOpen:
      return done(transformer_.open(description_));
    case ModelCall::kRows:
      return static_cast<double>(shape().n_rows);
    case ModelCall::kColumns:
      return static_cast<double>(shape().n_cols);
    case ModelCall::kParamBytes:
      return static_cast<double>(transformer_.param_bytes());
    case ModelCall::kRunBytes:
      return static_cast<double>(transformer_.run_bytes(tokens(0), tokens(1), keep(2)));
    case ModelCall::kTake:
      return done(take());
    case ModelCall::kMissing:
      return done(list_missing());
    case ModelCall::kClearChanges:
      transformer_.clear_changes();
      return 0.0;
    case ModelCall::kScaleHead:
      return done(transformer_.scale_head(kind(0), whole(1), whole(2), real(3)));
    case ModelCall::kSetTemperature:
      return done(transformer_.set_temperature(kind(0), whole(1), real(2)));
    case ModelCall::kSetMask:
      return done(set_mask(kind(0), whole(1),
                           {.kind = static_cast<Mask>(whole(2)), .a = whole(3), .b = whole(4), .n_a = whole(5)}));
    case ModelCall::kRun:
      return done(run(whole(0), keep(1)));
    case ModelCall::kStep:
      return done(transformer_.step(whole(0), whole(1) != 0));
    case ModelCall::kUndo:
      return done(transformer_.undo());
    case ModelCall::kSample: {
      int id = 0;
      const SampleRule rule{.temperature = real(0),
                            .top_k = whole(1),
                            .top_p = real(2),
                            .seed = static_cast<std::uint32_t>(std::clamp(numbers[3], 0.0, 0x1p32 - 1.0))};
      const Status status = transformer_.sample(rule, id);
      return status == Status::kOk ? id : -done(status);
    }
    case ModelCall::kAttention: {
      const Status status = transformer_.attention(kind(0), whole(1), whole(2), scores_);
      if (status == Status::kOk) result_ = scores_.weights;
      return done(status);
    }
    case ModelCall::kSummary:
      return done(transformer_.summary(kind(0), result_));
    case ModelCall::kHidden:
      return done(transformer_.hidden(whole(0), whole(1), result_));
    case ModelCall::kLogits:
      return done(transformer_.logits(whole(0), result_));
    case ModelCall::kTrace:
      return done(transformer_.trace(static_cast<LayerTrace>(whole(0)), kind(1), whole(2), whole(3), result_));
    case ModelCall::kExplain:
      return done(transformer_.explain(kind(0), whole(1), whole(2), whole(3), whole(4), explanation_));
    case ModelCall::kRollout:
      return done(whole(1) == -1 ? transformer_.rollout(kind(0), result_)
                                 : transformer_.rollout(kind(0), whole(1), result_));
    case ModelCall::kValueNorms:
      return done(transformer_.value_norms(kind(0), whole(1), whole(2), result_));
    case ModelCall::kResultRows:
      return static_cast<double>(result_.n_rows());
    case ModelCall::kResultColumns:
      return static_cast<double>(result_.n_cols());
    case ModelCall::kThumbnails:
      return done(transformer_.thumbnails(kind(0), static_cast<std::size_t>(std::max(whole(1), 0)),
                                          {.table = staged<std::uint8_t>(ModelSlot::kColours), .max = numbers[2]},
                                          pixels_));
    case ModelCall::kPairWeights:
      return done(transformer_.pair_weights(kind(0), whole(1), whole(2), result_));
    case ModelCall::kCandidates:
      return done(transformer_.candidates(whole(0), {.temperature = real(2), .top_k = whole(3), .top_p = real(4)},
                                          tokens(1), result_));
  }
  return done(Status::kBadIndex);
}

std::span<const float> Model::result(int which) const {
  const auto flat = [](MatrixView<const float> m) { return std::span(m.data(), m.n_rows() * m.n_cols()); };
  switch (static_cast<ModelResult>(which)) {
    case ModelResult::kScores:
      return flat(scores_.scores);
    case ModelResult::kMaskedScores:
      return flat(scores_.masked_scores);
    case ModelResult::kWeights:
      return flat(scores_.weights);
    case ModelResult::kResult:
      return flat(result_);
    case ModelResult::kMissing:
      return missing_.span();
    case ModelResult::kPixels:
      return {reinterpret_cast<const float*>(pixels_.data()), pixels_.size() / sizeof(float)};
  }
  return {};
}

}  // namespace attn
