#pragma once

#include <cstdint>
#include <vector>

#include "attn/attend.h"

/// Calls of attend() with memory of their own.
namespace attn::test {

struct Tensor {
  std::vector<float> data;
  Shape shape;

  TensorView view() const { return {data, shape}; }
};

struct AttendCall {
  Tensor q, k, v, past_key, past_value;
  std::vector<float> additive_mask;
  std::vector<std::uint8_t> boolean_mask;
  Shape mask_shape;
  std::vector<std::int32_t> kv_lengths;
  AttendOptions options;

  std::vector<float> output, qk, present_key, present_value;

  AttendInputs inputs() const {
    return {.q = q.view(),
            .k = k.view(),
            .v = v.view(),
            .mask = {.additive = additive_mask, .allowed = boolean_mask, .shape = mask_shape},
            .past_key = past_key.view(),
            .past_value = past_value.view(),
            .kv_lengths = kv_lengths};
  }

  Status run() {
    AttendSizes sizes;
    const AttendInputs in = inputs();
    if (const Status status = attend_sizes(in, options, sizes); status != Status::kOk) return status;
    output.assign(static_cast<std::size_t>(sizes.output_size()), -1.0f);
    qk.assign(options.qk_output == QkOutput::kNone ? 0 : static_cast<std::size_t>(sizes.qk_size()), -1.0f);
    present_key.assign(static_cast<std::size_t>(sizes.present_key_size()), -1.0f);
    present_value.assign(static_cast<std::size_t>(sizes.present_value_size()), -1.0f);
    std::vector<float> scratch(static_cast<std::size_t>(sizes.scratch_size()));
    return attend(
        in, options,
        {.output = output, .qk = qk, .present_key = present_key, .present_value = present_value, .scratch = scratch});
  }
};

}  // namespace attn::test
