// Names only, as bindings.cpp. The work is in model.h.
#include <emscripten/bind.h>

#include "model.h"
#include "views.h"

using emscripten::val;

namespace attn {
namespace {

double call(Model& m, int what, double a, double b, double c, double d, double e, double f) {
  return m.call(what, std::array{a, b, c, d, e, f});
}
val stage(Model& m, int slot, std::size_t n_bytes) { return bytes(m.stage(slot, n_bytes)); }
val result(const Model& m, int which) { return view(m.result(which)); }
val explained_values(const Model& m) { return values_of(m.explanation()); }
val explained_vectors(const Model& m) { return vectors_of(m.explanation()); }

}  // namespace

EMSCRIPTEN_BINDINGS(model) {
  emscripten::class_<Model>("Model")
      .constructor<>()
      .function("call", &call)
      .function("stage", &stage)
      .function("result", &result)
      .function("explainedValues", &explained_values)
      .function("explainedVectors", &explained_vectors);
}

}  // namespace attn
