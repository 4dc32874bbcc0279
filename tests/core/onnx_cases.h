#pragma once

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "attend_support.h"
#include "json.h"

/// The stored cases of ONNX's operators, from $ATTN_TEST_DATA or ../shared/data beside the sources.
namespace attn::test {

inline std::string read_file(const std::string& name) {
  const char* given = std::getenv("ATTN_TEST_DATA");
  const std::string folder = given ? given : ATTN_SOURCE_DIR "/../shared/data";
  std::ifstream file(folder + "/conformance/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline Shape shape_of(const Json& stored) {
  Shape shape{.rank = static_cast<int>(stored["shape"].items.size()), .dims = {}};
  for (int axis = 0; axis < shape.rank; ++axis)
    shape.dims[axis] = static_cast<std::int64_t>(stored["shape"].items[static_cast<std::size_t>(axis)].number);
  return shape;
}

template <class T>
std::vector<T> elements(const Json& stored, const std::string& bin) {
  std::vector<T> out(static_cast<std::size_t>(shape_of(stored).size()));
  std::memcpy(out.data(), bin.data() + static_cast<std::size_t>(stored["offset"].number), out.size() * sizeof(T));
  return out;
}

inline float from_half(std::uint16_t bits) {
  const float sign = bits & 0x8000 ? -1.0f : 1.0f;
  const int exponent = (bits >> 10) & 31, fraction = bits & 1023;
  if (exponent == 31) return fraction ? NAN : sign * INFINITY;
  if (exponent == 0) return sign * std::ldexp(static_cast<float>(fraction), -24);
  return sign * std::ldexp(1024.0f + static_cast<float>(fraction), exponent - 25);
}

inline Tensor floats(const Json& stored, const std::string& bin) {
  Tensor tensor{.data = {}, .shape = shape_of(stored)};
  if (stored["dtype"].text == "float32") tensor.data = elements<float>(stored, bin);
  if (stored["dtype"].text == "float16")
    for (const std::uint16_t bits : elements<std::uint16_t>(stored, bin)) tensor.data.push_back(from_half(bits));
  return tensor;
}

}  // namespace attn::test
