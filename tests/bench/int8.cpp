#include <memory>

#include "attn/quantized.h"
#include "export.h"

// Products with int8 parameters, as ours.mjs calls them.

using namespace attn;

namespace {

std::size_t size(int n) { return static_cast<std::size_t>(n); }

struct Int8Call {
  PackedInt8Matrix b;
  QuantizedRows rows;
};

}  // namespace

/// Quantises and packs b, [m, d].
ATTN_BENCH_EXPORT(pack_int8) Int8Call* pack_int8(const float* b, int m, int d) {
  auto call = std::make_unique<Int8Call>();
  return call->b.pack_float({b, size(m), size(d)}) == Status::kOk ? call.release() : nullptr;
}
ATTN_BENCH_EXPORT(release_int8) void release_int8(Int8Call* call) { delete call; }

/// out [n, m] = a [n, d] Bᵀ
ATTN_BENCH_EXPORT(multiply_int8) void multiply_int8(const float* a, const Int8Call* call, float* out, int n) {
  matmul({a, size(n), call->b.n_rows()}, call->b, {}, Activation::kNone, {out, size(n), call->b.n_cols()});
}

/// The same, with the rows of a quantised first.
ATTN_BENCH_EXPORT(multiply_quantized) bool multiply_quantized(const float* a, Int8Call* call, float* out, int n) {
  if (call->rows.quantize({a, size(n), call->b.n_rows()}) != Status::kOk) return false;
  matmul(call->rows, call->b, {}, Activation::kNone, {out, size(n), call->b.n_cols()});
  return true;
}
