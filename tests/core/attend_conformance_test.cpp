#include <gtest/gtest.h>

#include <cmath>

#include "onnx_cases.h"

// The cases of ONNX `Attention`.

namespace attn {
namespace {

using test::AttendCall;
using test::elements;
using test::floats;
using test::Json;
using test::shape_of;

void read_input(const Json& stored, const std::string& bin, AttendCall& call) {
  const std::string& name = stored["name"].text;
  if (name == "Q") call.q = floats(stored, bin);
  if (name == "K") call.k = floats(stored, bin);
  if (name == "V") call.v = floats(stored, bin);
  if (name == "past_key") call.past_key = floats(stored, bin);
  if (name == "past_value") call.past_value = floats(stored, bin);
  if (name == "nonpad_kv_seqlen")
    for (const std::int64_t n : elements<std::int64_t>(stored, bin))
      call.kv_lengths.push_back(static_cast<std::int32_t>(n));
  if (name == "attn_mask") {
    call.mask_shape = shape_of(stored);
    if (stored["dtype"].text == "bool")
      call.boolean_mask = elements<std::uint8_t>(stored, bin);
    else
      call.additive_mask = floats(stored, bin).data;
  }
}

AttendOptions options_of(const Json& stored) {
  const Json& attrs = stored["attrs"];
  const auto integer = [&](const char* name, int absent) {
    return attrs.has(name) ? static_cast<int>(attrs[name].number) : absent;
  };
  AttendOptions options{.causal = integer("is_causal", 0) != 0,
                        .scale = std::nullopt,
                        .softcap = static_cast<float>(attrs["softcap"].number),
                        .left_window = integer("left_window_size", -1),
                        .right_window = integer("right_window_size", -1),
                        .q_heads = integer("q_num_heads", 0),
                        .kv_heads = integer("kv_num_heads", 0)};
  if (attrs.has("scale")) options.scale = static_cast<float>(attrs["scale"].number);
  for (const Json& output : stored["outputs"].items)
    if (output["name"].text == "qk_matmul_output")
      options.qk_output = static_cast<QkOutput>(1 + integer("qk_matmul_output_mode", 0));
  return options;
}

const std::vector<float>& result_named(const std::string& name, const AttendCall& call) {
  if (name == "qk_matmul_output") return call.qk;
  if (name == "present_key") return call.present_key;
  if (name == "present_value") return call.present_value;
  return call.output;
}

TEST(AttendConformance, agrees_with_every_case_of_onnx) {
  const std::string source = test::read_file("onnx-attention.json"), bin = test::read_file("onnx-attention.bin");
  if (source.empty()) GTEST_SKIP() << "needs conformance/onnx-attention.json: set ATTN_TEST_DATA";
  const Json file = test::JsonReader(source).value();
  EXPECT_EQ(file["cases"].items.size(), 56u);
  for (const Json& stored : file["cases"].items) {
    SCOPED_TRACE(stored["name"].text);
    AttendCall call;
    for (const Json& input : stored["inputs"].items) read_input(input, bin, call);
    call.options = options_of(stored);
    ASSERT_EQ(call.run(), Status::kOk);
    for (const Json& output : stored["outputs"].items) {
      const std::vector<float> want = floats(output, bin).data;
      const std::vector<float>& got = result_named(output["name"].text, call);
      ASSERT_EQ(got.size(), want.size());
      for (std::size_t i = 0; i < want.size(); ++i) {
        if (got[i] == want[i]) continue;  // infinities
        EXPECT_NEAR(got[i], want[i], output["atol"].number + output["rtol"].number * std::abs(want[i]));
      }
    }
  }
}

}  // namespace
}  // namespace attn
