#include <gtest/gtest.h>

#include <limits>

#include "transformer_support.h"

// What a person or a file can cause is a status, and what was there stays.

namespace attn {
namespace {

using test::TinyInput;

TEST(TransformerErrors, ADescriptionThatContradictsItselfIsRefused) {
  const auto refused = [](auto change) {
    TransformerDescription d = test::decoder_only();
    change(d);
    return Transformer().open(d) == Status::kBadOption;
  };
  EXPECT_FALSE(refused([](TransformerDescription&) {}));
  EXPECT_TRUE(refused([](TransformerDescription& d) { d = {}; }));
  EXPECT_TRUE(refused([](TransformerDescription& d) { d.stacks[1].n_kv_heads = 3; }));
  EXPECT_TRUE(refused([](TransformerDescription& d) { d.stacks[1].ropes[0].dims = 7; }));
  EXPECT_TRUE(refused([](TransformerDescription& d) { d.stacks[1].ropes[0].factor = 1e-300; }));
  EXPECT_TRUE(refused([](TransformerDescription& d) { d.stacks[1].ropes[1].dims = 0; })) << "a layer turns by it";
  EXPECT_TRUE(refused([](TransformerDescription& d) { d.stacks[1].layers.resize(3); }));
  EXPECT_TRUE(refused([](TransformerDescription& d) { d.stacks[1].cross_attention = true; }));
  EXPECT_TRUE(refused([](TransformerDescription& d) { d.stacks[1].d_model = -1; }));
  EXPECT_TRUE(refused([](TransformerDescription& d) { d.stacks[1].n_layers = 1 << 30; })) << "before memory is taken";
  EXPECT_TRUE(refused([](TransformerDescription& d) { d.stacks[0].n_layers = -1; }));
  EXPECT_TRUE(refused([](TransformerDescription& d) { d.head = {.n_outputs = 28, .tied = true}; }));
}

TEST(TransformerErrors, TensorsMustBeThereAndFit) {
  Transformer model;
  ASSERT_EQ(model.open(test::decoder_only()), Status::kOk);
  const std::size_t n_missing = model.missing().size();
  EXPECT_EQ(model.run(TinyInput(model.description()).view(), 0), Status::kMissingTensor);
  const TensorPlace q{Tensor::kQ, 1, 0};
  const TensorShape shape = shape_of(model.description(), q);
  EXPECT_EQ(shape.n_rows, 32u);
  EXPECT_EQ(shape.n_cols, 24u);
  std::vector<float> values = test::numbers_of(q, shape);
  StoredBlock block = test::block_of(values, shape);
  EXPECT_EQ(model.take({Tensor::kQBias, 1, 0}, block), Status::kBadIndex) << "a tensor without a place";
  EXPECT_EQ(model.take({Tensor::kQ, 1, 2}, block), Status::kBadIndex);
  EXPECT_EQ(model.take({Tensor::kQ, 0, 0}, block), Status::kBadIndex);
  EXPECT_EQ(model.take({static_cast<Tensor>(999), 1, 0}, block), Status::kBadIndex);
  for (const auto change :
       {+[](StoredBlock& b) { b.to_row = 1; }, +[](StoredBlock& b) { b.from_column = 1; },
        +[](StoredBlock& b) { b.n_block_rows = 33; }, +[](StoredBlock& b) { b.transposed = true; },
        +[](StoredBlock& b) { b.n_columns = 23; }, +[](StoredBlock& b) { b.n_columns = 0; },
        +[](StoredBlock& b) { b.n_columns = SIZE_MAX / 4 + 2; }, +[](StoredBlock& b) { b.to_column = SIZE_MAX; },
        +[](StoredBlock& b) { b.type = StoredType::kI8; }}) {
    StoredBlock wrong = block;
    change(wrong);
    EXPECT_EQ(model.take(q, wrong), Status::kShapeMismatch);
  }
  EXPECT_EQ(model.missing().size(), n_missing);
  values[5] = std::numeric_limits<float>::infinity();
  EXPECT_EQ(model.take(q, block), Status::kNotFinite);
  values[5] = 0.0f;
  EXPECT_EQ(model.take(q, block), Status::kOk);
  EXPECT_EQ(model.missing().size(), n_missing - 1);
  EXPECT_EQ(model.take(q, block), Status::kShapeMismatch) << "more numbers than it has";
}

TEST(TransformerErrors, LogitsBeyondFloat32AreAStatus) {
  TransformerDescription d = test::encoder_only();
  d.head.logit_scale = 3e38f;
  Transformer model;
  ASSERT_EQ(test::fill(model, d), Status::kOk);
  const TinyInput input(model.description());
  ASSERT_EQ(model.run(input.view(), 0), Status::kOk);
  MatrixView<const float> m;
  EXPECT_EQ(model.logits(-2, m), Status::kOverflow);
  EXPECT_EQ(model.candidates(-1, {}, 3, m), Status::kOverflow);
}

TEST(TransformerErrors, LengthsBeyondFloat32AreAStatus) {
  const auto make_large = [](const TensorPlace& place, std::span<float> values) {
    if (place.tensor == Tensor::kOutput && place.layer == 1) std::ranges::fill(values, 1e30f);
  };
  Transformer model;
  ASSERT_EQ(test::fill(model, test::decoder_only(), make_large), Status::kOk);
  const TinyInput input(model.description());
  ASSERT_EQ(model.run(input.view(), 0), Status::kOk);
  MatrixView<const float> m;
  EXPECT_EQ(model.value_norms(AttentionKind::kSelf, 1, 0, m), Status::kOverflow);
  EXPECT_EQ(model.value_norms(AttentionKind::kSelf, 0, 0, m), Status::kOk);
}

TEST(TransformerErrors, BadInputLeavesTheRunBeforeAlone) {
  Transformer model;
  ASSERT_EQ(test::fill(model, test::encoder_only()), Status::kOk);
  TinyInput input(model.description());
  ASSERT_EQ(model.run(input.view(), 0), Status::kOk);
  HeadScores numbers;
  ASSERT_EQ(model.attention(AttentionKind::kSelf, 1, 3, numbers), Status::kOk);
  const std::vector<float> before = test::flat_copy(numbers.weights);
  const auto run = [&](auto change) {
    TinyInput wrong = input;
    change(wrong);
    return model.run(wrong.view(), 0);
  };
  EXPECT_EQ(run([](TinyInput& i) { i.ids = i.types = {}; }), Status::kEmpty);
  EXPECT_EQ(run([](TinyInput& i) { i = TinyInput(test::encoder_only(), 21); }), Status::kTooLong) << "20 positions";
  EXPECT_EQ(run([](TinyInput& i) { i.ids[2] = 29; }), Status::kBadIndex);
  EXPECT_EQ(run([](TinyInput& i) { i.ids[2] = -1; }), Status::kBadIndex);
  EXPECT_EQ(run([](TinyInput& i) { i.types[2] = 2; }), Status::kBadIndex);
  EXPECT_EQ(run([](TinyInput& i) { i.types.pop_back(); }), Status::kShapeMismatch);
  EXPECT_EQ(model.scale_head(AttentionKind::kCross, 0, 0, 0.0f), Status::kBadIndex);
  EXPECT_EQ(model.scale_head(AttentionKind::kSelf, 2, 0, 0.0f), Status::kBadIndex);
  EXPECT_EQ(model.scale_head(AttentionKind::kSelf, 0, 4, 0.0f), Status::kBadIndex);
  EXPECT_EQ(model.set_temperature(AttentionKind::kSelf, 0, 0.0f), Status::kBadOption);
  EXPECT_EQ(model.attention(AttentionKind::kDecoder, 0, 0, numbers), Status::kBadIndex);
  EXPECT_EQ(model.attention(AttentionKind::kSelf, 0, 4, numbers), Status::kBadIndex);
  EXPECT_EQ(model.step(1, false), Status::kBadIndex) << "an encoder has no next token";
  ASSERT_EQ(model.attention(AttentionKind::kSelf, 1, 3, numbers), Status::kOk);
  EXPECT_EQ(test::flat_copy(numbers.weights), before);
}

/// A matrix [out, in] as GPT-2 stores it, in two parts of rows, in 16 bits.
TEST(TransformerErrors, TransposedPartsAndShortNumbersArriveWhereTheyBelong) {
  Transformer whole, parts;
  ASSERT_EQ(test::fill(whole, test::parallel()), Status::kOk);
  ASSERT_EQ(parts.open(test::parallel()), Status::kOk);
  for (const TensorPlace& place : parts.missing()) {
    const TensorShape shape = shape_of(parts.description(), place);
    const std::vector<float> values = test::numbers_of(place, shape);
    std::vector<float> turned(values.size());
    for (std::size_t r = 0; r < shape.n_rows; ++r)
      for (std::size_t c = 0; c < shape.n_cols; ++c) turned[c * shape.n_rows + r] = values[r * shape.n_cols + c];
    const std::size_t half = shape.n_cols / 2;
    for (const std::size_t first : {half, std::size_t{0}}) {
      const std::size_t n = first == 0 ? half : shape.n_cols - half;
      ASSERT_EQ(
          parts.take(place, {.part = std::as_bytes(std::span(turned).subspan(first * shape.n_rows, n * shape.n_rows)),
                             .n_columns = shape.n_rows,
                             .n_block_rows = n,
                             .n_block_columns = shape.n_rows,
                             .transposed = true,
                             .to_column = first}),
          Status::kOk);
    }
  }
  const TinyInput input(whole.description());
  MatrixView<const float> a, b;
  ASSERT_EQ(whole.run(input.view(), 0), Status::kOk);
  ASSERT_EQ(parts.run(input.view(), 0), Status::kOk);
  ASSERT_EQ(whole.logits(-2, a), Status::kOk);
  ASSERT_EQ(parts.logits(-2, b), Status::kOk);
  EXPECT_EQ(test::flat_copy(a), test::flat_copy(b));
}

TEST(TransformerErrors, SixteenBitNumbersAreWhatTheyStandFor) {
  TransformerDescription d = test::parallel();
  d.head = {.n_outputs = 6, .bias = true};
  Transformer model;
  ASSERT_EQ(test::fill(model, d,
                       [](const TensorPlace& place, std::span<float> values) {
                         if (place.tensor == Tensor::kHead) std::ranges::fill(values, 0.0f);
                         if (place.tensor == Tensor::kHeadBias) std::ranges::fill(values, 0.0f);
                       }),
            Status::kOk);
  const auto logits_with = [&](StoredType type, std::vector<std::uint16_t> bits) {
    Transformer fresh;
    EXPECT_EQ(fresh.open(d), Status::kOk);
    for (const TensorPlace& place : fresh.missing()) {
      const TensorShape shape = shape_of(fresh.description(), place);
      std::vector<float> values = test::numbers_of(place, shape);
      if (place.tensor == Tensor::kHead) std::ranges::fill(values, 0.0f);
      StoredBlock block = test::block_of(values, shape);
      if (place.tensor == Tensor::kHeadBias) {
        block.type = type;
        block.part = std::as_bytes(std::span(bits));
      }
      EXPECT_EQ(fresh.take(place, block), Status::kOk);
    }
    EXPECT_EQ(fresh.run(TinyInput(d).view(), 0), Status::kOk);
    MatrixView<const float> out;
    EXPECT_EQ(fresh.logits(0, out), Status::kOk);
    return test::flat_copy(out);
  };
  EXPECT_EQ(logits_with(StoredType::kF16, {0x3c00, 0xc000, 0x0001, 0x8400, 0x7bff, 0x3555}),
            (std::vector<float>{1.0f, -2.0f, 0x1p-24f, -0x1p-14f, 65504.0f, 0x1.554p-2f}));
  EXPECT_EQ(logits_with(StoredType::kBf16, {0x3f80, 0xc000, 0x4049, 0x0080, 0xbf00, 0x7f7f}),
            (std::vector<float>{1.0f, -2.0f, 3.140625f, 0x1p-126f, -0.5f, 0x1.fep127f}));
}

}  // namespace
}  // namespace attn
