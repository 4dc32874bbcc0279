#include <cstddef>
#include <cstdlib>
#include <memory>
#include <vector>

#include "attn/attend.h"
#include "attn/matmul.h"
#include "attn/parallel.h"
#include "export.h"

// What ours.mjs calls. Memory and packing come before the clock starts.

using namespace attn;

namespace {

std::size_t size(int n) { return static_cast<std::size_t>(n); }

void require(Status status) {
  if (status != Status::kOk) std::abort();
}

/// One call of attend() with memory of its own: [1, heads, n, head_dim].
struct AttentionCall {
  Shape shape;
  AttendOptions options;
  std::vector<float> inputs[3], output, weights, scratch;

  AttendInputs views() const {
    return {.q = {inputs[0], shape},
            .k = {inputs[1], shape},
            .v = {inputs[2], shape},
            .mask = {},
            .past_key = {},
            .past_value = {},
            .kv_lengths = {}};
  }
};

}  // namespace

#ifdef ATTN_THREADS
/// Before anything is prepared: working memory is that of so many.
ATTN_BENCH_EXPORT(set_threads) void set_threads(int n) { set_n_threads(size(n)); }
#endif

ATTN_BENCH_EXPORT(allocate) float* allocate(int n) { return new float[size(n)]; }
ATTN_BENCH_EXPORT(release) void release(float* memory) { delete[] memory; }

ATTN_BENCH_EXPORT(repack) void repack(PackedMatrix* packed, const float* b, int d, int m) {
  require(packed->pack({b, size(d), size(m)}));
}
ATTN_BENCH_EXPORT(pack) PackedMatrix* pack(const float* b, int d, int m) {
  auto packed = std::make_unique<PackedMatrix>();
  repack(packed.get(), b, d, m);
  return packed.release();
}
ATTN_BENCH_EXPORT(release_packed) void release_packed(PackedMatrix* packed) { delete packed; }

/// out [n, m] = a [n, d] · packed
ATTN_BENCH_EXPORT(multiply) void multiply(const float* a, const PackedMatrix* packed, float* out, int n) {
  matmul({a, size(n), packed->n_rows()}, *packed, {}, {out, size(n), packed->n_cols()});
}

ATTN_BENCH_EXPORT(prepare_attention)
AttentionCall* prepare_attention(int heads, int n, int head_dim, bool is_causal, bool wants_weights, float softcap) {
  auto call = std::make_unique<AttentionCall>();
  call->shape = {4, {1, heads, n, head_dim}};
  call->options.causal = is_causal;
  call->options.softcap = softcap;
  call->options.qk_output = wants_weights ? QkOutput::kWeights : QkOutput::kNone;
  const auto n_numbers = size(heads) * size(n) * size(head_dim);
  for (std::vector<float>* memory : {&call->inputs[0], &call->inputs[1], &call->inputs[2], &call->output})
    memory->resize(n_numbers);
  AttendSizes sizes;
  require(attend_sizes(call->views(), call->options, sizes));
  if (wants_weights) call->weights.resize(static_cast<std::size_t>(sizes.qk_size()));
  call->scratch.resize(static_cast<std::size_t>(sizes.scratch_size()));
  return call.release();
}
ATTN_BENCH_EXPORT(attention_input) float* attention_input(AttentionCall* call, int which) {
  return call->inputs[which].data();
}
ATTN_BENCH_EXPORT(attention_output) float* attention_output(AttentionCall* call) { return call->output.data(); }
ATTN_BENCH_EXPORT(attention_weights) float* attention_weights(AttentionCall* call) { return call->weights.data(); }
ATTN_BENCH_EXPORT(run_attention) void run_attention(AttentionCall* call) {
  require(attend(
      call->views(), call->options,
      {.output = call->output, .qk = call->weights, .present_key = {}, .present_value = {}, .scratch = call->scratch}));
}
ATTN_BENCH_EXPORT(release_attention) void release_attention(AttentionCall* call) { delete call; }
