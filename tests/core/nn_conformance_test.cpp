#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "attn/activations.h"
#include "attn/matmul.h"
#include "attn/normalizers.h"
#include "attn/norms.h"
#include "attn/rope.h"
#include "onnx_cases.h"

// The cases of ONNX's operators that the parts of a transformer are made of.

namespace attn {
namespace {

using test::Json;
using test::Tensor;

/// A case with its inputs by name.
struct Case {
  const Json& stored;
  const std::string& bin;
  std::map<std::string, Tensor> in;

  Case(const Json& json, const std::string& bytes) : stored(json), bin(bytes) {
    for (const Json& input : json["inputs"].items)
      if (!input["shape"].items.empty()) in[input["name"].text] = test::floats(input, bytes);
  }
  double attribute(const char* name, double absent) const {
    return stored["attrs"].has(name) ? stored["attrs"][name].number : absent;
  }
  /// Dimensions first … last multiplied.
  static std::size_t product(const Shape& shape, int first, int last) {
    std::size_t size = 1;
    for (int axis = first; axis < last; ++axis) size *= static_cast<std::size_t>(shape.dims[axis]);
    return size;
  }
  int axis(const Shape& shape) const {
    const int axis = static_cast<int>(attribute("axis", -1));
    return axis < 0 ? axis + shape.rank : axis;
  }
};

using Results = std::vector<float>;

Results activation(Case& c, Activation kind) {
  Tensor& x = c.in.begin()->second;
  Results out(x.data.size());
  activate(kind, x.data, out);
  return out;
}

Results swiglu(Case& c) {
  if (c.attribute("alpha", 1.0) != 1.0) return {};
  Results out(c.in["a"].data.size());
  activate_gated(Activation::kSilu, c.in["a"].data, c.in["b"].data, out);
  return out;
}

Results norm(Case& c, bool is_rms) {
  const Tensor& x = c.in["X"];
  const std::size_t n = Case::product(x.shape, 0, c.axis(x.shape)), d = x.data.size() / n;
  const auto eps = static_cast<float>(c.attribute("epsilon", 1e-5));
  Results out(x.data.size());
  if (is_rms)
    rms_norm({x.data.data(), n, d}, c.in["W"].data, eps, false, {out.data(), n, d});
  else
    layer_norm({x.data.data(), n, d}, c.in["W"].data, c.in["B"].data, eps, {out.data(), n, d});
  return out;
}

Results softmax_along(Case& c) {
  Tensor& x = c.in["x"];
  const int axis = c.axis(x.shape);
  const std::size_t outer = Case::product(x.shape, 0, axis), n = static_cast<std::size_t>(x.shape.dims[axis]),
                    inner = Case::product(x.shape, axis + 1, x.shape.rank);
  Results out(x.data.size()), column(n);
  std::vector<std::uint32_t> order(n);
  std::vector<GroupFacts> facts(inner);
  for (std::size_t i = 0; i < outer; ++i)
    normalize_matrix({}, Over::kQueries, {&x.data[i * n * inner], n, inner}, column, order,
                     {&out[i * n * inner], n, inner}, facts);
  return out;
}

/// [batch, heads, n, head_dim], or [batch, n, heads · head_dim]; the table's rows by position, or one for each token.
Results rotary(Case& c) {
  Tensor x = c.in["input"];
  const Tensor &cosines = c.in["cos_cache"], &sines = c.in["sin_cache"];
  const bool is_flat = x.shape.rank == 3, has_positions = cosines.shape.rank == 2;
  const std::size_t batch = static_cast<std::size_t>(x.shape.dims[0]);
  const std::size_t n = static_cast<std::size_t>(x.shape.dims[is_flat ? 1 : 2]);
  const std::size_t heads =
      is_flat ? static_cast<std::size_t>(c.attribute("num_heads", 1)) : static_cast<std::size_t>(x.shape.dims[1]);
  const std::size_t half = static_cast<std::size_t>(cosines.shape.dims[cosines.shape.rank - 1]);
  const std::size_t head_dim = x.data.size() / (batch * n * heads);
  std::vector<std::int64_t> positions;
  for (const Json& input : c.stored["inputs"].items)
    if (input["name"].text == "position_ids") positions = test::elements<std::int64_t>(input, c.bin);
  const RopePairs pairs = c.attribute("interleaved", 0) != 0 ? RopePairs::kNeighbours : RopePairs::kHalves;
  for (std::size_t b = 0; b < batch; ++b)
    for (std::size_t t = 0; t < n; ++t) {
      const std::size_t row = has_positions ? static_cast<std::size_t>(positions[b * n + t]) : b * n + t;
      const MatrixView<const float> cosine(&cosines.data[row * half], 1, half), sine(&sines.data[row * half], 1, half);
      if (is_flat)
        apply_rope(pairs, head_dim, cosine, sine, {&x.data[(b * n + t) * heads * head_dim], 1, heads * head_dim});
      else
        for (std::size_t head = 0; head < heads; ++head)
          apply_rope(pairs, head_dim, cosine, sine, {&x.data[((b * heads + head) * n + t) * head_dim], 1, head_dim});
    }
  return x.data;
}

/// Products of two matrices or of as many on both sides; C added to each row.
Results products(Case& c) {
  const Tensor &a = c.in["a"], &b = c.in["b"], &bias = c.in["c"];
  const bool is_plain =
      c.attribute("alpha", 1) == 1.0 && c.attribute("beta", 1) == 1.0 && c.attribute("transA", 0) == 0.0;
  if (a.shape.rank < 2 || a.shape.rank != b.shape.rank || !is_plain) return {};
  const std::size_t batch = Case::product(a.shape, 0, a.shape.rank - 2);
  if (Case::product(b.shape, 0, b.shape.rank - 2) != batch) return {};
  const bool is_transposed = c.attribute("transB", 0) != 0.0;
  const auto last = [](const Shape& shape, int from_end) {
    return static_cast<std::size_t>(shape.dims[shape.rank - from_end]);
  };
  const std::size_t n = last(a.shape, 2), d = last(a.shape, 1), m = last(b.shape, is_transposed ? 2 : 1);
  if (c.stored["inputs"].items.size() == 3 && bias.data.size() != m) return {};
  Results out(batch * n * m);
  for (std::size_t i = 0; i < batch; ++i) {
    PackedMatrix packed;
    const MatrixView<const float> right(&b.data[i * d * m], is_transposed ? m : d, is_transposed ? d : m);
    EXPECT_EQ(is_transposed ? packed.pack_transposed(right) : packed.pack(right), Status::kOk);
    matmul({&a.data[i * n * d], n, d}, packed, bias.data, {&out[i * n * m], n, m});
  }
  return out;
}

/// Empty where the core has no such operator, or not with these attributes.
Results run(Case& c) {
  const std::string& op = c.stored["op"].text;
  if (op == "Gelu")
    return activation(c, c.stored["attrs"]["approximate"].text == "tanh" ? Activation::kGeluTanh : Activation::kGelu);
  if (op == "Tanh") return activation(c, Activation::kTanh);
  if (op == "Swish") return activation(c, Activation::kSilu);
  if (op == "SwiGLU") return swiglu(c);
  if (op == "LayerNormalization") return norm(c, false);
  if (op == "RMSNormalization") return norm(c, true);
  if (op == "RotaryEmbedding") return rotary(c);
  if (op == "Softmax") return softmax_along(c);
  if (op == "MatMul" || op == "Gemm") return products(c);
  return {};
}

TEST(NnConformance, AgreesWithTheCasesOfOnnx) {
  const std::string source = test::read_file("onnx-nn-ops.json"), bin = test::read_file("onnx-nn-ops.bin");
  if (source.empty()) GTEST_SKIP() << "needs conformance/onnx-nn-ops.json: set ATTN_TEST_DATA";
  const Json file = test::JsonReader(source).value();
  std::map<std::string, int> n_run;
  for (const Json& stored : file["cases"].items) {
    SCOPED_TRACE(stored["name"].text);
    Case c(stored, bin);
    const Results got = run(c);
    if (got.empty()) continue;
    ++n_run[stored["op"].text];
    const Json& output = stored["outputs"].items[0];
    const std::vector<float> want = test::floats(output, bin).data;
    ASSERT_EQ(got.size(), want.size());
    for (std::size_t i = 0; i < want.size(); ++i)
      EXPECT_NEAR(got[i], want[i], output["atol"].number + output["rtol"].number * std::abs(want[i])) << i;
  }
  const std::map<std::string, int> all{{"Gelu", 4},
                                       {"Tanh", 2},
                                       {"Swish", 1},
                                       {"SwiGLU", 2},
                                       {"LayerNormalization", 19},
                                       {"RMSNormalization", 19},
                                       {"RotaryEmbedding", 8},
                                       {"Softmax", 7},
                                       {"MatMul", 3},
                                       {"Gemm", 4}};
  EXPECT_EQ(n_run, all);
}

}  // namespace
}  // namespace attn
