// Names only: what JavaScript calls things. The work is in session.h.
#include <emscripten/bind.h>

#include "attn/parallel.h"
#include "session.h"
#include "views.h"

using emscripten::val;

namespace attn {
namespace {

val stage(Session& s, int slot, std::size_t n_bytes) { return bytes(s.stage(static_cast<Slot>(slot), n_bytes)); }
val table_rows(Session& s, int table) { return bytes(s.table_rows(table)); }
val table_scales(Session& s, int table) { return view(s.table_scales(table)); }
int adopt_table(Session& s, int table) { return static_cast<int>(s.adopt_table(table)); }
int add_row(Session& s, int table) { return static_cast<int>(s.add_row(table)); }
int neighbors(Session& s, int table, int row, int in_table, int count) {
  return static_cast<int>(s.neighbors(table, row, in_table, count));
}
val found(const Session& s) {
  val out = val::array();
  for (const Neighbor& n : s.found()) out.call<void>("push", n.row, n.similarity);
  return out;
}

int start(Session& s, const PlayRequest& request) { return static_cast<int>(s.start(request)); }
int attention(Session& s, int head) { return static_cast<int>(s.attention(head)); }
int trace(Session& s, int name, int head, bool of_keys) { return static_cast<int>(s.trace(name, head, of_keys)); }
int explain(Session& s, int head, int query, int key) { return static_cast<int>(s.explain(head, query, key)); }
int attend_once(Session& s, const AttendRequest& request) { return static_cast<int>(s.attend(request)); }
int colour(Session& s, const PixelRequest& request) { return static_cast<int>(s.colour(request)); }
val pixels(const Session& s) { return view(s.pixels()); }
val result(const Session& s, int which) { return view(s.result(static_cast<Result>(which))); }

val explained_values(const Session& s) { return values_of(s.explanation()); }
val explained_vectors(const Session& s) { return vectors_of(s.explanation()); }

}  // namespace

EMSCRIPTEN_BINDINGS(attn) {
  emscripten::value_object<PlayRequest>("PlayRequest")
      .field("dModel", &PlayRequest::d_model)
      .field("nQueries", &PlayRequest::n_queries)
      .field("nKeys", &PlayRequest::n_keys)
      .field("qkv", &PlayRequest::qkv)
      .field("offsets", &PlayRequest::offsets)
      .field("sigma", &PlayRequest::sigma)
      .field("seed", &PlayRequest::seed)
      .field("nHeads", &PlayRequest::n_heads)
      .field("score", &PlayRequest::score)
      .field("bandwidth", &PlayRequest::bandwidth)
      .field("position", &PlayRequest::position)
      .field("mask", &PlayRequest::mask)
      .field("maskA", &PlayRequest::mask_a)
      .field("maskB", &PlayRequest::mask_b)
      .field("normalizer", &PlayRequest::normalizer)
      .field("temperature", &PlayRequest::temperature)
      .field("topK", &PlayRequest::top_k)
      .field("topP", &PlayRequest::top_p)
      .field("over", &PlayRequest::over)
      .field("residual", &PlayRequest::residual)
      .field("nA", &PlayRequest::n_a);

  emscripten::value_object<AttendRequest>("AttendRequest")
      .field("booleanMask", &AttendRequest::boolean_mask)
      .field("hasLengths", &AttendRequest::has_lengths)
      .field("causal", &AttendRequest::causal)
      .field("hasScale", &AttendRequest::has_scale)
      .field("scale", &AttendRequest::scale)
      .field("softcap", &AttendRequest::softcap)
      .field("leftWindow", &AttendRequest::left_window)
      .field("rightWindow", &AttendRequest::right_window)
      .field("qHeads", &AttendRequest::q_heads)
      .field("kvHeads", &AttendRequest::kv_heads)
      .field("qkOutput", &AttendRequest::qk_output);

  emscripten::value_object<PixelRequest>("PixelRequest")
      .field("of", &PixelRequest::of)
      .field("top", &PixelRequest::top)
      .field("bottom", &PixelRequest::bottom)
      .field("left", &PixelRequest::left)
      .field("right", &PixelRequest::right)
      .field("block", &PixelRequest::block)
      .field("max", &PixelRequest::max)
      .field("isSigned", &PixelRequest::is_signed)
      .field("showsMasks", &PixelRequest::shows_masks)
      .field("masked", &PixelRequest::masked);

  emscripten::class_<Session>("Session")
      .constructor<>()
      .function("stage", &stage)
      .function("createTable", &Session::create_table)
      .function("tableRows", &table_rows)
      .function("tableScales", &table_scales)
      .function("adoptTable", &adopt_table)
      .function("addRow", &add_row)
      .function("removeTable", &Session::remove_table)
      .function("neighbors", &neighbors)
      .function("found", &found)
      .function("start", &start)
      .function("attention", &attention)
      .function("trace", &trace)
      .function("explain", &explain)
      .function("attend", &attend_once)
      .function("colour", &colour)
      .function("pixels", &pixels)
      .function("result", &result)
      .function("nRows", &Session::n_rows)
      .function("nCols", &Session::n_cols)
      .function("explainedValues", &explained_values)
      .function("explainedVectors", &explained_vectors);

#ifdef ATTN_THREADS
  emscripten::function("setThreads", &set_n_threads);
#endif
}

}  // namespace attn
