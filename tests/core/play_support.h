#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <string_view>
#include <vector>

#include "attn/play.h"
#include "support.h"

namespace attn::test {

/// Word vectors of a made-up text: n_tokens random vectors of length about 5, as real ones are.
class Text {
 public:
  Text(std::size_t n_tokens, std::size_t d_model, std::uint32_t stream = 1)
      : values_(n_tokens * d_model, 0, stream, 5.0f / std::sqrt(static_cast<float>(d_model))), n_tokens_(n_tokens) {}
  MatrixView<float> view() { return values_.matrix(n_tokens_); }

 private:
  Vector values_;
  std::size_t n_tokens_;
};

inline std::vector<float> copy(std::span<const float> values) { return {values.begin(), values.end()}; }

inline std::vector<float> traced(Play& play, Trace name, int head = 0, bool of_keys = false) {
  MatrixView<const float> values;
  EXPECT_EQ(play.trace(name, head, of_keys, values), Status::kOk);
  return copy(flat(values));
}

/// One value of an explanation; fails where it is absent.
inline float value_of(const Explanation& explanation, std::string_view name) {
  for (const NamedValue& value : explanation.values())
    if (value.name == name) return value.value;
  ADD_FAILURE() << name << " is absent";
  return kNaN;
}
inline bool has_value(const Explanation& explanation, std::string_view name) {
  for (const NamedValue& value : explanation.values())
    if (value.name == name) return true;
  return false;
}
inline std::span<const float> vector_of(const Explanation& explanation, std::string_view name) {
  for (const NamedVector& vector : explanation.vectors())
    if (vector.name == name) return vector.data;
  ADD_FAILURE() << name << " is absent";
  return {};
}

}  // namespace attn::test
