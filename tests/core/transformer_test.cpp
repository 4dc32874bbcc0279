#include "attn/transformer.h"

#include <gtest/gtest.h>

#include <fstream>
#include <map>

#include "allocations.h"
#include "hash.h"
#include "threads.h"
#include "transformer_support.h"

// What holds for every model, whatever its numbers are.

namespace attn {
namespace {

using test::flat_copy;
using test::TinyInput;

std::vector<float> hidden_of(Transformer& model, int stack, int layer = -1) {
  MatrixView<const float> out;
  EXPECT_EQ(model.hidden(stack, layer, out), Status::kOk);
  return flat_copy(out);
}
std::vector<float> logits_of(Transformer& model, int row = -2) {
  MatrixView<const float> out;
  EXPECT_EQ(model.logits(row, out), Status::kOk);
  return flat_copy(out);
}
std::vector<float> weights_of(Transformer& model, AttentionKind kind, int layer, int head) {
  HeadScores out;
  EXPECT_EQ(model.attention(kind, layer, head, out), Status::kOk);
  return flat_copy(out.weights);
}
std::vector<float> trace_of(Transformer& model, LayerTrace name, AttentionKind kind, int layer, int head) {
  MatrixView<const float> out;
  EXPECT_EQ(model.trace(name, kind, layer, head, out), Status::kOk);
  return flat_copy(out);
}

/// The bits of everything a run holds.
std::string bits_of(Transformer& model) {
  const TransformerDescription& d = model.description();
  test::Hash hash;
  for (int stack = 0; stack < 2; ++stack)
    if (d.has(stack)) hash.add(hidden_of(model, stack));
  for (const AttentionKind kind : test::kinds_of(d)) {
    const StackDescription& s = d.stacks[kind == AttentionKind::kSelf && d.has(0) ? 0 : 1];
    for (int layer = 0; layer < s.n_layers; ++layer)
      for (int head = 0; head < s.n_heads; ++head) {
        HeadScores out;
        EXPECT_EQ(model.attention(kind, layer, head, out), Status::kOk);
        for (const auto matrix : {out.scores, out.masked_scores, out.weights}) hash.add(matrix);
        for (const LayerTrace name : {LayerTrace::kNormed, LayerTrace::kQ, LayerTrace::kK, LayerTrace::kV,
                                      LayerTrace::kContext, LayerTrace::kOutput})
          hash.add(trace_of(model, name, kind, layer, head));
      }
    MatrixView<const float> summary;
    EXPECT_EQ(model.summary(kind, summary), Status::kOk);
    hash.add(summary);
  }
  hash.add(logits_of(model));
  return hash.hex();
}

class EveryTransformer : public testing::TestWithParam<std::size_t> {
 protected:
  void SetUp() override {
    const auto& [name, describe] = test::tiny_models()[GetParam()];
    testing::Test::RecordProperty("model", name);
    ASSERT_EQ(test::fill(model_, describe()), Status::kOk);
  }
  const TransformerDescription& d() const { return model_.description(); }

  Transformer model_;
};
INSTANTIATE_TEST_SUITE_P(All, EveryTransformer, testing::Range(std::size_t{0}, test::tiny_models().size()));

TEST_P(EveryTransformer, StepByStepGivesTheBitsOfOnePass) {
  if (!d().stacks[1].causal) return;  // nothing to add tokens to
  const TinyInput whole(d());
  ASSERT_EQ(model_.run(whole.view(), 0), Status::kOk);
  const std::string expected = bits_of(model_);
  TinyInput begun = whole;
  std::vector<std::int32_t>& grows = d().has(0) ? begun.decoder_ids : begun.ids;
  const std::vector<std::int32_t> all = grows;
  grows.resize(all.size() - 4);
  ASSERT_EQ(model_.run(begun.view(), 6), Status::kOk);
  for (std::size_t i = all.size() - 4; i < all.size(); ++i) ASSERT_EQ(model_.step(all[i], false), Status::kOk);
  EXPECT_EQ(bits_of(model_), expected);
  ASSERT_EQ(model_.step(3, false), Status::kOk);
  ASSERT_EQ(model_.step(4, false), Status::kOk);
  EXPECT_EQ(model_.step(5, false), Status::kTooLong);
  ASSERT_EQ(model_.undo(), Status::kOk);
  ASSERT_EQ(model_.undo(), Status::kOk);
  EXPECT_EQ(bits_of(model_), expected) << "after taking two tokens back";
}

TEST_P(EveryTransformer, ASecondRunAllocatesNothing) {
  const TinyInput input(d());
  const std::vector<AttentionKind> kinds = test::kinds_of(d());
  const auto run = [&] {
    ASSERT_EQ(model_.run(input.view(), 0), Status::kOk);
    MatrixView<const float> out;
    ASSERT_EQ(model_.logits(-2, out), Status::kOk);
    HeadScores numbers;
    for (const AttentionKind kind : kinds) {
      ASSERT_EQ(model_.attention(kind, 1, 1, numbers), Status::kOk);
      ASSERT_EQ(model_.summary(kind, out), Status::kOk);
    }
  };
  run();
  const TinyInput other(d(), 5);
  ASSERT_EQ(model_.run(other.view(), 0), Status::kOk);
  test::n_allocations = 0;
  run();
  EXPECT_EQ(test::n_allocations, 0);
}

TEST_P(EveryTransformer, KeepingAllTakesMemoryAndGivesTheSameBits) {
  const TinyInput input(d());
  for (const AttentionKind kind : test::kinds_of(d())) ASSERT_EQ(model_.scale_head(kind, 1, 0, 0.5f), Status::kOk);
  ASSERT_EQ(model_.run(input.view(), 3), Status::kOk);
  const std::string expected = bits_of(model_);
  test::n_allocations = 0;
  ASSERT_EQ(model_.run(input.view(), 3, Keep::kAll), Status::kOk);
  EXPECT_GT(test::n_allocations, 0);
  EXPECT_EQ(bits_of(model_), expected);
  EXPECT_GT(model_.run_bytes(9, 9, Keep::kAll), model_.run_bytes(9, 9));
  if (d().stacks[1].causal) {
    const auto stepped = [&](Keep keep) {
      EXPECT_EQ(model_.run(input.view(), 3, keep), Status::kOk);
      EXPECT_EQ(model_.step(3, false), Status::kOk);
      EXPECT_EQ(model_.step(4, false), Status::kOk);
      EXPECT_EQ(model_.undo(), Status::kOk);
      return bits_of(model_);
    };
    EXPECT_EQ(stepped(Keep::kAll), stepped(Keep::kWeights));
  }
  model_.clear_changes();
  ASSERT_EQ(model_.run(input.view(), 3), Status::kOk);
  const std::string plain = bits_of(model_);
  for (const AttentionKind kind : test::kinds_of(d())) ASSERT_EQ(model_.scale_head(kind, 1, 0, 0.5f), Status::kOk);
  ASSERT_EQ(model_.run(input.view(), 3, Keep::kAll), Status::kOk);
  model_.clear_changes();
  ASSERT_EQ(model_.run(input.view(), 3, Keep::kAll), Status::kOk);
  EXPECT_EQ(bits_of(model_), plain) << "from the first changed layer on";
}

TEST_P(EveryTransformer, AHeadSwitchedOffIsItsColumnsOfTheOutputProjectionSetToZero) {
  const TinyInput input(d());
  for (const AttentionKind kind : test::kinds_of(d())) {
    const int stack = kind == AttentionKind::kSelf && d().has(0) ? 0 : 1;
    const auto head_dim = static_cast<std::size_t>(d().stacks[static_cast<std::size_t>(stack)].head_dim);
    Transformer zeroed;
    ASSERT_EQ(test::fill(zeroed, d(),
                         [&](const TensorPlace& place, std::span<float> values) {
                           const Tensor output = kind == AttentionKind::kCross ? Tensor::kCrossOutput : Tensor::kOutput;
                           if (place.tensor != output || place.stack != stack || place.layer != 1) return;
                           const std::size_t width = d().stacks[static_cast<std::size_t>(stack)].q_dim();
                           for (std::size_t i = 0; i < values.size(); ++i)
                             if (i % width / head_dim == 2) values[i] = 0.0f;
                         }),
              Status::kOk);
    ASSERT_EQ(zeroed.run(input.view(), 0), Status::kOk);
    model_.clear_changes();
    ASSERT_EQ(model_.run(input.view(), 0), Status::kOk);
    const std::vector<float> before = hidden_of(model_, d().last_stack());
    ASSERT_EQ(model_.scale_head(kind, 1, 2, 0.0f), Status::kOk);
    ASSERT_EQ(model_.run(input.view(), 0), Status::kOk);
    EXPECT_EQ(hidden_of(model_, d().last_stack()), hidden_of(zeroed, d().last_stack()));
    EXPECT_NE(hidden_of(model_, d().last_stack()), before);
  }
}

TEST_P(EveryTransformer, ChangesGiveTheSameBitsWhetherOrNotARunWentBefore) {
  const TinyInput input(d());
  const auto change = [&](Transformer& model, bool is_on) {
    model.clear_changes();
    for (const AttentionKind kind : test::kinds_of(d())) {
      if (!is_on) continue;
      ASSERT_EQ(model.set_temperature(kind, 1, 2.0f), Status::kOk);
      ASSERT_EQ(model.set_mask(kind, 1, {.kind = Mask::kNotSelf}), Status::kOk);
      ASSERT_EQ(model.scale_head(kind, 1, 0, 1.5f), Status::kOk);
    }
    ASSERT_EQ(model.run(input.view(), 0), Status::kOk);
  };
  change(model_, false);
  const std::string plain = bits_of(model_);
  change(model_, true);
  const std::string changed = bits_of(model_);
  EXPECT_NE(changed, plain);
  Transformer fresh;
  ASSERT_EQ(test::fill(fresh, d()), Status::kOk);
  change(fresh, true);
  EXPECT_EQ(bits_of(fresh), changed);
  change(model_, false);
  EXPECT_EQ(bits_of(model_), plain);
}

TEST_P(EveryTransformer, TheExplanationIsTheRunsNumbers) {
  const TinyInput input(d());
  for (const AttentionKind kind : test::kinds_of(d())) ASSERT_EQ(model_.set_temperature(kind, -1, 1.5f), Status::kOk);
  ASSERT_EQ(model_.run(input.view(), 0), Status::kOk);
  for (const AttentionKind kind : test::kinds_of(d())) {
    Explanation explanation;
    ASSERT_EQ(model_.explain(kind, 1, 1, 4, 3, explanation), Status::kOk);
    std::map<std::string, float> values;
    for (const NamedValue& value : explanation.values()) values[value.name] = value.value;
    HeadScores numbers;
    ASSERT_EQ(model_.attention(kind, 1, 1, numbers), Status::kOk);
    EXPECT_EQ(values.at("weight"), numbers.weights(4, 3));
    EXPECT_EQ(values.at("score"), numbers.scores(4, 3));
    EXPECT_EQ(values.at("masked_score"), numbers.masked_scores(4, 3));
    EXPECT_NEAR(values.at("exp") / values.at("total"), values.at("weight"), 2e-6);
    float similarity = values.at("similarity");
    if (values.contains("softcap")) similarity = values.at("softcap") * std::tanh(similarity / values.at("softcap"));
    EXPECT_NEAR(similarity + (values.contains("bias") ? values.at("bias") : 0.0f), values.at("score"), 2e-5);
  }
}

TEST_P(EveryTransformer, HeadsSharesMakeUpTheOutputProjection) {
  if (!d().has(0) || !d().has(1) || d().stacks[1].norm_place != NormPlace::kPre) return;  // no state after it to see
  const TinyInput input(d());
  ASSERT_EQ(model_.run(input.view(), 0), Status::kOk);
  const AttentionKind kind = AttentionKind::kDecoder;
  std::vector<float> sum = trace_of(model_, LayerTrace::kX, kind, 0, 0);
  for (int head = 0; head < d().stacks[1].n_heads; ++head) {
    const std::vector<float> share = trace_of(model_, LayerTrace::kOutput, kind, 0, head);
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += share[i];
  }
  const std::vector<float> middle = trace_of(model_, LayerTrace::kX, AttentionKind::kCross, 0, 0);
  for (std::size_t i = 0; i < sum.size(); ++i) EXPECT_NEAR(sum[i], middle[i], 2e-5);
}

TEST_P(EveryTransformer, ARolloutIsADistribution) {
  const TinyInput input(d());
  ASSERT_EQ(model_.run(input.view(), 0), Status::kOk);
  MatrixView<const float> out;
  ASSERT_EQ(model_.rollout(AttentionKind::kSelf, 3, out), Status::kOk);
  float sum = 0.0f;
  for (const float share : out.row(0)) sum += share;
  EXPECT_NEAR(sum, 1.0f, 1e-5f);
  EXPECT_GE(out(0, 3), 0.25f) << "a half at each of two layers stays where it is";
}

TEST_P(EveryTransformer, TheRolloutOfAllIsThatOfEachQuery) {
  const TinyInput input(d());
  ASSERT_EQ(model_.run(input.view(), 0), Status::kOk);
  MatrixView<const float> out;
  ASSERT_EQ(model_.rollout(AttentionKind::kSelf, out), Status::kOk);
  ASSERT_EQ(out.n_rows(), out.n_cols());
  const std::vector<float> all(out.data(), out.data() + out.n_rows() * out.n_cols());
  const std::size_t n = out.n_rows();
  for (std::size_t query = 0; query < n; ++query) {
    ASSERT_EQ(model_.rollout(AttentionKind::kSelf, static_cast<int>(query), out), Status::kOk);
    for (std::size_t key = 0; key < n; ++key) EXPECT_NEAR(all[query * n + key], out(0, key), 5e-6f);
  }
  EXPECT_EQ(model_.rollout(AttentionKind::kCross, out), Status::kBadIndex);
}

TEST_P(EveryTransformer, ThumbnailsAreThePicturesOfEveryHead) {
  const TinyInput input(d());
  ASSERT_EQ(model_.run(input.view(), 0), Status::kOk);
  std::vector<std::uint8_t> table(1024);
  for (std::size_t i = 0; i < table.size(); ++i) table[i] = static_cast<std::uint8_t>(i * 7 + i / 4);
  const ColourMap map{.table = table, .max = 0.8};
  for (const AttentionKind kind : test::kinds_of(d())) {
    const StackDescription& s = d().stacks[kind == AttentionKind::kSelf && d().has(0) ? 0 : 1];
    std::span<const std::uint8_t> all;
    ASSERT_EQ(model_.thumbnails(kind, 2, map, all), Status::kOk);
    const std::vector<std::uint8_t> pixels(all.begin(), all.end());
    std::vector<std::uint8_t> expected;
    for (int layer = 0; layer < s.n_layers; ++layer)
      for (int head = 0; head < s.n_heads; ++head) {
        HeadScores numbers;
        ASSERT_EQ(model_.attention(kind, layer, head, numbers), Status::kOk);
        const CellRegion region{.bottom = numbers.weights.n_rows(), .right = numbers.weights.n_cols(), .block = 2};
        std::vector<std::uint8_t> one(4 * region.width() * region.height());
        colour_region(numbers.weights, {}, region, map, one);
        expected.insert(expected.end(), one.begin(), one.end());
      }
    EXPECT_EQ(pixels, expected);
    EXPECT_EQ(model_.thumbnails(kind, 0, map, all), Status::kBadOption);
  }
}

TEST_P(EveryTransformer, APairsWeightsAreThoseOfEveryHead) {
  const TinyInput input(d());
  ASSERT_EQ(model_.run(input.view(), 0), Status::kOk);
  for (const AttentionKind kind : test::kinds_of(d())) {
    const StackDescription& s = d().stacks[kind == AttentionKind::kSelf && d().has(0) ? 0 : 1];
    MatrixView<const float> out;
    ASSERT_EQ(model_.pair_weights(kind, 4, 3, out), Status::kOk);
    ASSERT_EQ(out.n_rows() * out.n_cols(), static_cast<std::size_t>(s.n_layers * s.n_heads));
    const std::vector<float> pairs(out.data(), out.data() + out.n_rows() * out.n_cols());
    HeadScores numbers;
    for (std::size_t place = 0; place < pairs.size(); ++place) {
      const auto layer = static_cast<int>(place) / s.n_heads, head = static_cast<int>(place) % s.n_heads;
      ASSERT_EQ(model_.attention(kind, layer, head, numbers), Status::kOk);
      EXPECT_EQ(pairs[place], numbers.weights(4, 3));
    }
    const auto n_queries = static_cast<int>(numbers.weights.n_rows()),
               n_keys = static_cast<int>(numbers.weights.n_cols());
    EXPECT_EQ(model_.pair_weights(kind, n_queries, 0, out), Status::kBadIndex);
    EXPECT_EQ(model_.pair_weights(kind, 0, n_keys, out), Status::kBadIndex);
    EXPECT_EQ(model_.pair_weights(kind, -1, 0, out), Status::kBadIndex);
    EXPECT_EQ(model_.pair_weights(kind, 0, -1, out), Status::kBadIndex);
  }
}

TEST_P(EveryTransformer, Int8RowsStayNearFloat32) {
  const TinyInput input(d());
  ASSERT_EQ(model_.run(input.view(), 0), Status::kOk);
  TransformerDescription description = d();
  description.weights = StoredWeights::kInt8;
  Transformer int8;
  ASSERT_EQ(test::fill(int8, description), Status::kOk);
  EXPECT_LT(int8.param_bytes(), model_.param_bytes() * 2 / 3);
  ASSERT_EQ(int8.run(input.view(), 0), Status::kOk);
  const std::vector<float> a = weights_of(model_, AttentionKind::kSelf, 0, 0),
                           b = weights_of(int8, AttentionKind::kSelf, 0, 0);
  float worst = 0.0f;
  for (std::size_t i = 0; i < a.size(); ++i) worst = std::max(worst, std::abs(a[i] - b[i]));
  EXPECT_LT(worst, 0.06f);
  EXPECT_GT(worst, 0.0f);
}

// The same bits natively, under sanitizers, with emulated lanes and in WebAssembly: all compare with one committed
// hash.
TEST(TransformerParity, TinyModelsHaveTheCommittedBits) {
  std::string all;
  for (const auto& [name, describe] : test::tiny_models())
    for (const StoredWeights weights : {StoredWeights::kFloat32, StoredWeights::kInt8}) {
      TransformerDescription description = describe();
      description.weights = weights;
      Transformer model;
      ASSERT_EQ(test::fill(model, description), Status::kOk);
      ASSERT_EQ(model.run(TinyInput(model.description()).view(), 0), Status::kOk);
      all += name + (weights == StoredWeights::kInt8 ? " int8 " : " float32 ") + bits_of(model) + "\n";
    }
  std::ifstream file(ATTN_SOURCE_DIR "/tests/parity/models-hash.txt");
  const std::string committed((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  EXPECT_EQ(all, committed);
}

TEST(Transformer, HasTheSameBitsWithAnyNumberOfThreads) {
  for (const auto& [name, describe] : test::tiny_models()) {
    SCOPED_TRACE(name);
    TransformerDescription d = describe();
    for (StackDescription& s : d.stacks)
      if (s.n_layers > 0) s.d_model = 192, s.d_ff = 250, s.n_positions *= 4;
    Transformer model;
    ASSERT_EQ(test::fill(model, d), Status::kOk);
    const TinyInput input(d, 67);
    test::expect_same_bits([&] {
      TransformerInput shorter = input.view();  // or the run would be taken for the one before
      shorter.ids = shorter.ids.first(60);
      shorter.types = {};
      EXPECT_EQ(model.run(shorter, 0), Status::kOk);
      EXPECT_EQ(model.run(input.view(), 0), Status::kOk);
      return bits_of(model);
    });
  }
}

}  // namespace
}  // namespace attn
