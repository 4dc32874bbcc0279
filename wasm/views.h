#pragma once

#include <emscripten/val.h>
#include <emscripten/wire.h>

#include <cstddef>
#include <cstdint>
#include <span>

#include "attn/play.h"

/// The core's memory as JavaScript sees it. A view dies with the next call into the module: JavaScript reads or fills
/// it in the same expression.
namespace attn {

template <class T>
emscripten::val view(std::span<T> memory) {
  return emscripten::val(emscripten::typed_memory_view(memory.size(), memory.data()));
}
inline emscripten::val bytes(std::span<std::byte> memory) {
  return view(std::span(reinterpret_cast<std::uint8_t*>(memory.data()), memory.size()));
}

inline emscripten::val values_of(const Explanation& explanation) {
  emscripten::val out = emscripten::val::object();
  for (const NamedValue& named : explanation.values()) out.set(named.name, named.value);
  return out;
}
inline emscripten::val vectors_of(const Explanation& explanation) {
  emscripten::val out = emscripten::val::object();
  for (const NamedVector& named : explanation.vectors()) out.set(named.name, view(named.data));
  return out;
}

}  // namespace attn
