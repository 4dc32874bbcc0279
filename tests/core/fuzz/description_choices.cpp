#include "description_choices.h"

#include <array>
#include <climits>
#include <limits>

#include "../transformer_support.h"

namespace attn::fuzz {
namespace {

void shrink(StackDescription& s) {
  if (s.n_layers == 0) return;
  s.d_model = 4;
  s.n_heads = s.n_kv_heads = 2;
  s.head_dim = 4;
  s.d_ff = 5;
  s.vocab_size = 7;
  if (s.embedding_dim > 0) s.embedding_dim = 3;
  if (s.n_positions > 0) s.n_positions = 8;
  if (s.positions == Positions::kRelative) {
    s.n_buckets = 4;
    s.max_distance = 6;
  }
  for (RopeDescription& rope : s.ropes)
    if (rope.dims > 0) rope.dims = 4;
}

TransformerDescription base(Choices& choices) {
  const auto& models = test::tiny_models();
  TransformerDescription d = models[choices.below(models.size())].second();
  for (StackDescription& s : d.stacks) shrink(s);
  if (!d.head.of_text) d.head.n_outputs = 7;
  if (d.head.transform_dim > 0) d.head.transform_dim = 3;
  d.weights = static_cast<StoredWeights>(choices.below(3));
  return d;
}

int whole_number(Choices& choices, int old) {
  constexpr std::array kFixed = {0, -1, 1, 2, 3, 5, 8, 9, 16, 1024, 1025, 1 << 20, 1 << 24, INT_MAX, INT_MIN};
  const std::size_t which = choices.below(kFixed.size() + 4);
  if (which < kFixed.size()) return kFixed[which];
  if (which == kFixed.size()) return old < INT_MAX ? old + 1 : old;
  if (which == kFixed.size() + 1) return old > INT_MIN ? old - 1 : old;
  if (which == kFixed.size() + 2) return static_cast<int>(choices.below(32));
  return static_cast<int>(choices.word());
}

template <class T>
T real_number(Choices& choices) {
  using Limits = std::numeric_limits<T>;
  constexpr std::array<T, 12> kFixed = {0,
                                        -1,
                                        1,
                                        T{0.5},
                                        2,
                                        Limits::min(),
                                        Limits::max(),
                                        Limits::infinity(),
                                        -Limits::infinity(),
                                        Limits::quiet_NaN(),
                                        Limits::epsilon(),
                                        T{1e6}};
  return kFixed[choices.below(kFixed.size())];
}

void change_number(Choices& choices, StackDescription& s) {
  const std::array numbers = {&s.n_layers,         &s.d_model,      &s.n_heads,       &s.n_kv_heads,
                              &s.head_dim,         &s.d_ff,         &s.embedding_dim, &s.vocab_size,
                              &s.n_types,          &s.n_buckets,    &s.n_positions,   &s.position_offset,
                              &s.position_skip_id, &s.max_distance, &s.ropes[0].dims, &s.ropes[1].dims};
  int& number = *numbers[choices.below(numbers.size())];
  number = whole_number(choices, number);
}

void change_real(Choices& choices, StackDescription& s) {
  if (choices.one_in(2)) {
    const std::array numbers = {&s.norm_eps, &s.embedding_scale, &s.attention_scale, &s.attention_softcap};
    *numbers[choices.below(numbers.size())] = real_number<float>(choices);
    return;
  }
  RopeDescription& rope = s.ropes[choices.below(2)];
  const std::array numbers = {&rope.theta, &rope.factor, &rope.low_factor, &rope.high_factor, &rope.original_positions};
  *numbers[choices.below(numbers.size())] = real_number<double>(choices);
}

void change_flag(Choices& choices, StackDescription& s) {
  const std::array flags = {&s.gated,         &s.final_norm,  &s.embedding_norm, &s.projection_bias,
                            &s.shares_tokens, &s.qk_norm,     &s.causal,         &s.cross_attention,
                            &s.qkv_bias,      &s.output_bias, &s.ff_bias};
  bool& flag = *flags[choices.below(flags.size())];
  flag = !flag;
}

/// One that is there, or one just beyond.
template <class Enum>
Enum choice(Choices& choices, std::size_t count) {
  return static_cast<Enum>(static_cast<int>(choices.below(count + 2)) - 1);
}

void change_choice(Choices& choices, StackDescription& s) {
  switch (choices.below(6)) {
    case 0:
      s.activation = choice<Activation>(choices, 7);
      return;
    case 1:
      s.norm = choice<Norm>(choices, 3);
      return;
    case 2:
      s.norm_place = choice<NormPlace>(choices, 4);
      return;
    case 3:
      s.positions = choice<Positions>(choices, 5);
      return;
    case 4:
      s.ropes[choices.below(2)].scaling = choice<RopeScaling>(choices, 3);
      return;
    default:
      s.ropes[choices.below(2)].rounding = choice<RopeRounding>(choices, 3);
  }
}

void change_layer(Choices& choices, StackDescription& s) {
  if (s.layers.empty() || choices.one_in(4)) s.layers.resize(choices.below(4));
  if (s.layers.empty()) return;
  LayerDescription& layer = s.layers[choices.below(s.layers.size())];
  layer.window = whole_number(choices, layer.window);
  layer.rope = static_cast<int>(choices.below(3));
  if (choices.one_in(3)) layer.scale = real_number<float>(choices);
}

void change_head(Choices& choices, HeadDescription& head) {
  const std::array flags = {&head.of_text,        &head.last_token, &head.transforms, &head.transform_bias,
                            &head.transform_norm, &head.tied,       &head.bias};
  switch (choices.below(5)) {
    case 0:
      head.n_outputs = whole_number(choices, head.n_outputs);
      return;
    case 1:
      head.transform_dim = whole_number(choices, head.transform_dim);
      return;
    case 2:
      head.transform = choice<Activation>(choices, 7);
      return;
    case 3:
      (choices.one_in(2) ? head.logit_scale : head.softcap) = real_number<float>(choices);
      return;
    default: {
      bool& flag = *flags[choices.below(flags.size())];
      flag = !flag;
    }
  }
}

}  // namespace

TransformerDescription choose_description(Choices& choices) {
  TransformerDescription d = base(choices);
  for (std::size_t n = choices.below(4); n > 0; --n) {
    StackDescription& s = d.stacks[choices.one_in(4) ? choices.below(2) : static_cast<std::size_t>(d.last_stack())];
    constexpr std::array kChanges = {change_number, change_real, change_flag, change_choice, change_layer};
    const std::size_t which = choices.below(kChanges.size() + 1);
    if (which < kChanges.size())
      kChanges[which](choices, s);
    else
      change_head(choices, d.head);
  }
  return d;
}

}  // namespace attn::fuzz
