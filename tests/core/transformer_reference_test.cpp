#include <gtest/gtest.h>

#include "transformer_ref.h"
#include "transformer_support.h"

// Every tiny model against its float64 twin: the last hidden states and the weights of every head.

namespace attn {
namespace {

using test::TinyInput;

class TransformerTwin : public testing::TestWithParam<std::size_t> {};

ref::Tensors tensors_of(const Transformer& model) {
  return [&model](Tensor name, int stack, int layer) {
    const TensorPlace place{name, stack, layer};
    const TensorShape shape = shape_of(model.description(), place);
    const std::vector<float> values = test::numbers_of(place, shape);
    return ref::Numbers(values.begin(), values.end());
  };
}

double worst(MatrixView<const float> got, const ref::Rows& want) {
  if (got.n_rows() != want.n || got.n_cols() != want.width) return 1e9;
  double out = 0.0;
  for (std::size_t i = 0; i < want.n; ++i)
    for (std::size_t j = 0; j < want.width; ++j) {
      const double error = std::abs(double{got(i, j)} - want(i, j));
      if (!(error <= out)) out = error;
    }
  return out;
}

void expect_weights(Transformer& model, AttentionKind kind, const std::vector<ref::Rows>& want) {
  const StackDescription& s =
      model.description().stacks[kind == AttentionKind::kSelf && model.description().has(0) ? 0 : 1];
  ASSERT_EQ(want.size(), static_cast<std::size_t>(s.n_layers * s.n_heads));
  for (int layer = 0; layer < s.n_layers; ++layer)
    for (int head = 0; head < s.n_heads; ++head) {
      HeadScores numbers;
      ASSERT_EQ(model.attention(kind, layer, head, numbers), Status::kOk);
      EXPECT_LE(worst(numbers.weights, want[static_cast<std::size_t>(layer * s.n_heads + head)]), 2e-5)
          << "layer " << layer << " head " << head;
    }
}

TEST_P(TransformerTwin, HiddenStatesAndWeightsAreTheTwins) {
  const auto& [name, describe] = test::tiny_models()[GetParam()];
  SCOPED_TRACE(name);
  Transformer model;
  ASSERT_EQ(test::fill(model, describe()), Status::kOk);
  const TransformerDescription& d = model.description();
  const TinyInput input(d);
  ASSERT_EQ(model.run(input.view(), 0), Status::kOk);

  ref::Twin encoder(d, tensors_of(model)), decoder(d, tensors_of(model));
  ref::Rows encoded(0, 0);
  MatrixView<const float> hidden;
  if (d.has(0)) {
    encoded = encoder.run(0, input.ids, input.types, nullptr);
    ASSERT_EQ(model.hidden(0, -1, hidden), Status::kOk);
    EXPECT_LE(worst(hidden, encoded), 5e-5);
    expect_weights(model, AttentionKind::kSelf, encoder.self_weights);
  }
  if (!d.has(1)) return;
  const ref::Rows decoded = decoder.run(1, d.has(0) ? input.decoder_ids : input.ids, {}, &encoded);
  ASSERT_EQ(model.hidden(1, -1, hidden), Status::kOk);
  EXPECT_LE(worst(hidden, decoded), 5e-5);
  expect_weights(model, d.has(0) ? AttentionKind::kDecoder : AttentionKind::kSelf, decoder.self_weights);
  if (d.stacks[1].cross_attention) expect_weights(model, AttentionKind::kCross, decoder.cross_weights);
}

INSTANTIATE_TEST_SUITE_P(All, TransformerTwin, testing::Range(std::size_t{0}, test::tiny_models().size()));

}  // namespace
}  // namespace attn
