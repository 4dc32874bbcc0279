// A description and tensors as a broken or hostile file might hand them to the core: refused with a status, or run to
// finite numbers. libFuzzer drives it (`npm run fuzz -- core`), and so does a test with bytes of its own.

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "attn/transformer.h"
#include "description_choices.h"
#include "tensor_choices.h"

namespace attn::fuzz {
namespace {

/// A page refuses what cannot fit by these numbers; a fuzzer what would take its time.
constexpr std::uint64_t kMostBytes = 1 << 18;
constexpr std::size_t kMostPlaces = 256, kMostTokens = 4;

void demand(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "not so: %s\n", what);
  std::abort();
}

bool is_same(const TensorPlace& a, const TensorPlace& b) {
  return a.tensor == b.tensor && a.stack == b.stack && a.layer == b.layer;
}

/// Hands blocks over and remembers where something was taken.
class Giver {
 public:
  Giver(Choices& choices, Transformer& model) : choices_(choices), model_(model) {}

  void give_all();

 private:
  ChosenBlock right(const TensorPlace& place, std::size_t first, std::size_t end) {
    return right_block(choices_, place, shape_of(model_.description(), place), first, end);
  }
  Status give(ChosenBlock chosen);
  void give_whole(const TensorPlace& place);
  void give_halves(const TensorPlace& place);
  void give_spoilt(const TensorPlace& place);
  void give_somehow(const TensorPlace& place);

  Choices& choices_;
  Transformer& model_;
  std::vector<TensorPlace> touched_;
};

Status Giver::give(ChosenBlock chosen) {
  chosen.block.part = chosen.bytes;
  chosen.block.scales = chosen.scales;
  const Status status = model_.take(chosen.place, chosen.block);
  if (status == Status::kOk) touched_.push_back(chosen.place);
  return status;
}

void Giver::give_whole(const TensorPlace& place) {
  const bool is_untouched = std::ranges::none_of(touched_, [&](const TensorPlace& p) { return is_same(p, place); });
  const std::size_t n_rows = shape_of(model_.description(), place).n_rows;
  const Status status = give(right(place, 0, n_rows));
  if (!is_untouched) return;
  demand(status == Status::kOk, "a right tensor is taken");
  if (choices_.one_in(8))
    demand(give(right(place, 0, n_rows)) == Status::kShapeMismatch, "the same tensor is not taken twice");
}

void Giver::give_halves(const TensorPlace& place) {
  const std::size_t n_rows = shape_of(model_.description(), place).n_rows, middle = choices_.byte() % (n_rows + 1);
  ChosenBlock second = right(place, middle, n_rows);
  if (choices_.one_in(2)) spoil(choices_, second);
  static_cast<void>(give(std::move(second)));
  static_cast<void>(give(right(place, 0, middle)));
}

void Giver::give_spoilt(const TensorPlace& place) {
  ChosenBlock spoilt = right(place, 0, shape_of(model_.description(), place).n_rows);
  for (std::size_t n = 1 + choices_.below(3); n > 0; --n) spoil(choices_, spoilt);
  static_cast<void>(give(std::move(spoilt)));
  if (choices_.one_in(2)) give_whole(place);
}

void Giver::give_somehow(const TensorPlace& place) {
  const std::size_t how = choices_.below(16);
  if (how < 10)
    give_whole(place);
  else if (how < 12)
    give_halves(place);
  else if (how < 15)
    give_spoilt(place);
}

/// In an order of the choices'.
void Giver::give_all() {
  std::vector<TensorPlace> places = model_.missing();
  if (places.size() > kMostPlaces) places.resize(kMostPlaces);
  while (!places.empty()) {
    const std::size_t which = choices_.byte() % places.size();
    give_somehow(places[which]);
    places[which] = places.back();
    places.pop_back();
  }
}

bool is_expected(Status status) {
  return status == Status::kOk || status == Status::kOverflow || status == Status::kBadIndex ||
         status == Status::kNoTrace;
}

void demand_finite(Status status, MatrixView<const float> m, const char* what) {
  demand(is_expected(status), what);
  if (status != Status::kOk) return;
  for (std::size_t i = 0; i < m.n_rows(); ++i)
    demand(std::ranges::all_of(m.row(i), [](float value) { return std::isfinite(value); }), what);
}

void read_head(Transformer& model, AttentionKind kind, int layer, int head) {
  HeadScores numbers;
  MatrixView<const float> m;
  const Status status = model.attention(kind, layer, head, numbers);
  demand_finite(status, numbers.weights, "weights");
  if (status != Status::kOk) return;
  for (std::size_t i = 0; i < numbers.weights.n_rows(); ++i) {
    float sum = 0.0f;
    for (const float weight : numbers.weights.row(i)) sum += weight;
    demand(std::abs(sum - 1.0f) < 1e-4f || sum == 0.0f, "a row of weights sums to 1, or is masked as a whole");
  }
  demand_finite(model.value_norms(kind, layer, head, m), m, "value norms");
  for (int name = 0; name <= static_cast<int>(LayerTrace::kOutput); ++name)
    demand_finite(model.trace(static_cast<LayerTrace>(name), kind, layer, head, m), m, "a trace");
  Explanation explanation;
  demand(is_expected(model.explain(kind, layer, head, 0, 0, explanation)), "an explanation");
}

void read_all(Transformer& model) {
  MatrixView<const float> m;
  const TransformerDescription& d = model.description();
  for (int kind = 0; kind < kNAttentionKinds; ++kind) {
    const auto which = static_cast<AttentionKind>(kind);
    const StackDescription& s = d.stacks[kind == 0 && d.has(0) ? 0 : 1];
    for (int layer = 0; layer < std::min(s.n_layers, 2); ++layer)
      for (int head = 0; head < std::min(s.n_heads, 2); ++head) read_head(model, which, layer, head);
    demand_finite(model.summary(which, m), m, "a summary");
    demand_finite(model.rollout(which, m), m, "a rollout");
    demand_finite(model.pair_weights(which, 0, 0, m), m, "a pair's weights");
  }
  for (int stack = 0; stack < 2; ++stack) demand_finite(model.hidden(stack, -1, m), m, "hidden states");
  demand_finite(model.logits(-2, m), m, "logits");
  demand_finite(model.candidates(-1, {}, 3, m), m, "candidates");
}

std::vector<std::int32_t> choose_ids(Choices& choices, int vocab_size) {
  std::vector<std::int32_t> ids(1 + choices.below(kMostTokens));
  for (std::int32_t& id : ids) id = static_cast<std::int32_t>(choices.byte()) % vocab_size;
  if (choices.one_in(16)) ids.back() = static_cast<std::int32_t>(choices.word());
  return ids;
}

void run_it(Choices& choices, Transformer& model) {
  const TransformerDescription& d = model.description();
  const std::vector<std::int32_t> ids = choose_ids(choices, d.stacks[d.has(0) ? 0 : 1].vocab_size);
  const std::vector<std::int32_t> decoder_ids =
      d.has(0) && d.has(1) ? choose_ids(choices, d.stacks[1].vocab_size) : std::vector<std::int32_t>{};
  const bool is_missing = !model.missing().empty();
  const Status status = model.run({.ids = ids, .decoder_ids = decoder_ids}, 1);
  if (is_missing) return demand(status == Status::kMissingTensor, "a model without all its tensors does not run");
  demand(is_expected(status) || status == Status::kTooLong, "a run");
  if (status != Status::kOk) return;
  read_all(model);
  const Status stepped = model.step(0, false);
  demand(is_expected(stepped) || stepped == Status::kTooLong, "a step");
  if (stepped == Status::kOk) read_all(model);
}

}  // namespace
}  // namespace attn::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace attn;
  fuzz::Choices choices({data, size});
  Transformer model;
  if (model.open(fuzz::choose_description(choices)) != Status::kOk) return 0;
  if (model.param_bytes() > fuzz::kMostBytes) return 0;
  if (model.run_bytes(fuzz::kMostTokens + 1, fuzz::kMostTokens + 1) > fuzz::kMostBytes) return 0;
  fuzz::Giver(choices, model).give_all();
  fuzz::run_it(choices, model);
  return 0;
}
