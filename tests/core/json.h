#pragma once

#include <cstdlib>
#include <map>
#include <string>
#include <string_view>
#include <vector>

/// Just enough of JSON for the test data: no escapes but those of one character.
namespace attn::test {

struct Json {
  std::map<std::string, Json, std::less<>> members;
  std::vector<Json> items;
  std::string text;
  double number = 0.0;

  /// A member, or an empty value where there is none.
  const Json& operator[](std::string_view name) const {
    static const Json none;
    const auto found = members.find(name);
    return found == members.end() ? none : found->second;
  }
  bool has(std::string_view name) const { return members.contains(name); }
};

class JsonReader {
 public:
  explicit JsonReader(std::string_view source) : rest_(source) {}

  Json value() {
    skip_blanks();
    Json out;
    if (take('{')) {
      while (!take('}')) {
        std::string name = string();
        take(':');
        out.members[std::move(name)] = value();
        take(',');
      }
    } else if (take('[')) {
      while (!take(']')) {
        out.items.push_back(value());
        take(',');
      }
    } else if (!rest_.empty() && rest_.front() == '"') {
      out.text = string();
    } else {
      const std::string word(rest_.substr(0, rest_.find_first_of(",]} \n\r\t")));
      out.number = word == "true" ? 1.0 : std::strtod(word.c_str(), nullptr);
      rest_.remove_prefix(word.size());
    }
    return out;
  }

 private:
  void skip_blanks() { rest_.remove_prefix(std::min(rest_.find_first_not_of(" \n\r\t"), rest_.size())); }

  bool take(char wanted) {
    skip_blanks();
    if (rest_.empty()) return true;  // a cut file ends every loop
    if (rest_.front() != wanted) return false;
    rest_.remove_prefix(1);
    return true;
  }

  std::string string() {
    std::string out;
    take('"');
    while (!rest_.empty() && rest_.front() != '"') {
      if (rest_.front() == '\\') rest_.remove_prefix(1);
      if (!rest_.empty()) out += rest_.front(), rest_.remove_prefix(1);
    }
    take('"');
    return out;
  }

  std::string_view rest_;
};

}  // namespace attn::test
