#include <cmath>
#include <cstdlib>
#include <memory>
#include <vector>

#include "../../core/src/attend_head.h"
#include "attn/linear.h"
#include "attn/matmul.h"
#include "attn/norms.h"
#include "attn/quantized.h"
#include "export.h"

// An encoder layer as BERT has it (attention, add and norm, feed-forward with GELU, add and norm) from the core's
// parts.

using namespace attn;

namespace {

std::size_t size(int n) { return static_cast<std::size_t>(n); }

void require(Status status) {
  if (status != Status::kOk) std::abort();
}

/// A dense layer with float32 parameters, or with int8 ones whose inputs are quantised too.
struct Dense {
  std::size_t d, m;
  std::vector<float> params, bias;  // [d, m], [m]
  PackedMatrix packed;
  PackedInt8Matrix packed_int8;

  Dense(std::size_t n_rows, std::size_t n_cols) : d(n_rows), m(n_cols), params(d * m), bias(m) {}
  void pack(bool is_int8) {
    if (!is_int8) return require(packed.pack({params.data(), d, m}));
    require(packed_int8.resize(m, d));
    packed_int8.set_columns(0, {params.data(), d, m});
  }
};

struct LayerCall {
  std::size_t n, d_model, n_heads, d_mlp;
  bool is_int8;
  Dense qkv, projection, up, down;
  std::vector<float> x, gamma1, beta1, gamma2, beta2, heads, context, sum, middle, mlp, output, scratch;
  QuantizedRows rows;

  LayerCall(std::size_t tokens, std::size_t d, std::size_t h, std::size_t mlp_size, bool int8)
      : n(tokens),
        d_model(d),
        n_heads(h),
        d_mlp(mlp_size),
        is_int8(int8),
        qkv(d, 3 * d),
        projection(d, d),
        up(d, d_mlp),
        down(d_mlp, d),
        heads(n * 3 * d),
        mlp(n * d_mlp),
        scratch(heads_of_layer().scratch_size()) {
    for (auto* memory : {&x, &context, &sum, &middle, &output}) memory->resize(n * d);
    for (auto* memory : {&gamma1, &beta1, &gamma2, &beta2}) memory->resize(d);
  }

  ManyHeads heads_of_layer() const { return {n_heads, n, n, d_model / n_heads, d_model / n_heads}; }

  void apply(Dense& dense, const std::vector<float>& from, Activation activation, std::vector<float>& to) {
    const MatrixView<const float> a(from.data(), n, dense.d);
    const MatrixView<float> out(to.data(), n, dense.m);
    if (!is_int8) return matmul(a, dense.packed, dense.bias, activation, out);
    require(rows.quantize(a));
    matmul(rows, dense.packed_int8, dense.bias, activation, out);
  }

  void add_and_norm(const std::vector<float>& residual, const std::vector<float>& gamma, const std::vector<float>& beta,
                    std::vector<float>& out) {
    const MatrixView<float> total(sum.data(), n, d_model);
    add(total, {residual.data(), n, d_model}, total);
    layer_norm(total, gamma, beta, 1e-12f, {out.data(), n, d_model});
  }

  void run() {
    apply(qkv, x, Activation::kNone, heads);
    const std::size_t head_dim = d_model / n_heads;
    const MatrixView<const float> all(heads.data(), n, 3 * d_model);
    const HeadRules rules{.scale = 1.0f / std::sqrt(static_cast<float>(head_dim))};
    require(heads_of_layer().attend(scratch, [&](std::size_t number, AttendHead& head, HeadRules& own) {
      const std::size_t at = number * head_dim;
      own = rules;
      head = {.q = all.columns(at, head_dim),
              .k = all.columns(d_model + at, head_dim),
              .v = all.columns(2 * d_model + at, head_dim),
              .context = MatrixView<float>(context.data(), n, d_model).columns(at, head_dim)};
    }));
    apply(projection, context, Activation::kNone, sum);
    add_and_norm(x, gamma1, beta1, middle);
    apply(up, middle, Activation::kGelu, mlp);
    apply(down, mlp, Activation::kNone, sum);
    add_and_norm(middle, gamma2, beta2, output);
  }
};

}  // namespace

ATTN_BENCH_EXPORT(prepare_layer) LayerCall* prepare_layer(int n, int d_model, int n_heads, int d_mlp, bool is_int8) {
  return std::make_unique<LayerCall>(size(n), size(d_model), size(n_heads), size(d_mlp), is_int8).release();
}
/// In the order of `layerTensors` in cases.mjs.
ATTN_BENCH_EXPORT(layer_tensor) float* layer_tensor(LayerCall* call, int which) {
  float* const tensors[] = {call->x.data(),
                            call->qkv.params.data(),
                            call->qkv.bias.data(),
                            call->projection.params.data(),
                            call->projection.bias.data(),
                            call->gamma1.data(),
                            call->beta1.data(),
                            call->up.params.data(),
                            call->up.bias.data(),
                            call->down.params.data(),
                            call->down.bias.data(),
                            call->gamma2.data(),
                            call->beta2.data()};
  return tensors[which];
}
ATTN_BENCH_EXPORT(pack_layer) void pack_layer(LayerCall* call) {
  for (Dense* dense : {&call->qkv, &call->projection, &call->up, &call->down}) dense->pack(call->is_int8);
}
ATTN_BENCH_EXPORT(run_layer) float* run_layer(LayerCall* call) {
  call->run();
  return call->output.data();
}
ATTN_BENCH_EXPORT(release_layer) void release_layer(LayerCall* call) { delete call; }
