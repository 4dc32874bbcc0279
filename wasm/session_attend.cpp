#include <algorithm>
#include <utility>

#include "session.h"

namespace attn {

namespace {

AttendOptions options_of(const AttendRequest& r) {
  return {.causal = r.causal,
          .scale = r.has_scale ? std::optional(r.scale) : std::nullopt,
          .softcap = r.softcap,
          .left_window = r.left_window,
          .right_window = r.right_window,
          .q_heads = r.q_heads,
          .kv_heads = r.kv_heads,
          .qk_output = static_cast<QkOutput>(r.qk_output)};
}

}  // namespace

Status Session::read_inputs(const AttendRequest& r, AttendInputs& inputs) const {
  constexpr std::size_t kNTensors = 6, kShapeInts = 5;
  const std::span<const std::int32_t> ints = staged<std::int32_t>(Slot::kShapes);
  if (ints.size() != kNTensors * kShapeInts) return Status::kShapeMismatch;
  const auto shape = [&](std::size_t tensor) {
    Shape out{.rank = ints[tensor * kShapeInts]};
    std::copy_n(ints.begin() + tensor * kShapeInts + 1, 4, out.dims);
    return out;
  };
  const auto tensor = [&](Slot slot, std::size_t number) -> TensorView {
    const Shape s = shape(number);
    return s.rank == 0 ? TensorView{} : TensorView{staged<float>(slot), s};
  };
  inputs = {.q = tensor(Slot::kQ, 0),
            .k = tensor(Slot::kK, 1),
            .v = tensor(Slot::kV, 2),
            .mask = {.additive = {}, .allowed = {}, .shape = shape(3)},
            .past_key = tensor(Slot::kPastKey, 4),
            .past_value = tensor(Slot::kPastValue, 5),
            .kv_lengths = {}};
  if (inputs.mask.shape.rank > 0) {
    if (r.boolean_mask)
      inputs.mask.allowed = staged<std::uint8_t>(Slot::kMask);
    else
      inputs.mask.additive = staged<float>(Slot::kMask);
  }
  if (r.has_lengths) inputs.kv_lengths = staged<std::int32_t>(Slot::kKvLengths);
  return Status::kOk;
}

Status Session::size_outputs(const AttendSizes& sizes, bool wants_qk) {
  const std::pair<Buffer<float>*, std::uint64_t> wanted[] = {{&output_, sizes.output_size()},
                                                             {&qk_, wants_qk ? sizes.qk_size() : 0},
                                                             {&present_key_, sizes.present_key_size()},
                                                             {&present_value_, sizes.present_value_size()},
                                                             {&scratch_, sizes.scratch_size()}};
  for (const auto& [buffer, size] : wanted)
    if (const Status status = buffer->resize(size); status != Status::kOk) return status;
  return Status::kOk;
}

Status Session::attend(const AttendRequest& request) {
  AttendInputs inputs;
  if (const Status status = read_inputs(request, inputs); status != Status::kOk) return status;
  const AttendOptions options = options_of(request);
  AttendSizes sizes;
  if (const Status status = attend_sizes(inputs, options, sizes); status != Status::kOk) return status;
  if (const Status status = size_outputs(sizes, options.qk_output != QkOutput::kNone); status != Status::kOk)
    return status;
  return attn::attend(inputs, options,
                      {.output = output_.span(),
                       .qk = qk_.span(),
                       .present_key = present_key_.span(),
                       .present_value = present_value_.span(),
                       .scratch = scratch_.span()});
}

}  // namespace attn
