#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "attn/play.h"
#include "attn/word_vectors.h"

/// The cases of tests/parity/README.md, derived from their number alone.
namespace attn::parity {

inline constexpr int kNCases = 3 * 4 * 7 * 9 * 5;
inline constexpr int kNWords = 24;
inline constexpr int kDModel = 12;

struct Case {
  PlayOptions options;
  std::vector<int> a;  ///< words of the text
  std::vector<int> b;  ///< words of the second text, or none
  bool cross = false;  ///< the second text holds the keys; otherwise it follows the first
  std::vector<std::int32_t> cells;
};

inline std::vector<float> word(int w) {
  std::vector<float> vector;
  for (int d = 0; d < kDModel; ++d)
    vector.push_back(static_cast<float>((w * 31 + d * 17 + w * w * 7 + d * d * 13) % 509 - 254) / 64.0f);
  return vector;
}

inline void set_mask(Case& c, int i) {
  PlayOptions& options = c.options;
  if (options.mask == Mask::kWindow) options.mask_a = i % 3;
  if (options.mask == Mask::kPrefix) options.mask_a = i % 4;
  if (options.mask == Mask::kDilated) {
    options.mask_a = 1 + i % 4;
    options.mask_b = 1 + i % 3;
  }
  if (options.mask == Mask::kCells) c.cells = {0, 0, 1, i % 2, i % 5, 1};
}

inline Case make_case(int i) {
  Case c;
  PlayOptions& options = c.options;
  options.qkv = static_cast<Qkv>(i % 3);
  options.position = static_cast<Position>(i / 3 % 4);
  options.score = static_cast<Score>(i / 12 % 7);
  options.mask = static_cast<Mask>(i / 84 % 9);
  options.normalizer = static_cast<Normalizer>(i / 756);

  const bool between_texts = options.mask == Mask::kAToB || options.mask == Mask::kBToA;
  c.cross = i % 13 == 5 && !between_texts;
  for (int t = 0; t < 2 + i % 8; ++t) c.a.push_back((i * 7 + t * (1 + i % 5)) % kNWords);
  if (c.cross || between_texts)
    for (int t = 0; t < 2 + i / 3 % 8; ++t) c.b.push_back((i * 5 + 3 + t * (1 + i % 7)) % kNWords);
  if (between_texts) options.n_a = static_cast<int>(c.a.size());

  options.seed = static_cast<std::uint32_t>(i);
  options.offsets = i % 19 == 0 ? Offsets::kShared : Offsets::kSeparate;
  options.n_heads = std::vector{1, 1, 2, 3}[static_cast<std::size_t>(i / 5 % 4)];
  options.bandwidth = i % 4 == 1 ? 1.5f : 0.0f;
  options.temperature = std::vector{1.0f, 0.5f, 2.0f}[static_cast<std::size_t>(i % 17 % 3)];
  options.top_k = 1 + i % 4;
  options.top_p = std::vector{0.5f, 0.75f, 0.9f}[static_cast<std::size_t>(i / 2 % 3)];
  options.over = static_cast<Over>(i % 11 % 3);
  options.residual = i % 2 == 1 && !c.cross;
  set_mask(c, i);
  return c;
}

/// The word vectors of the cases, and the views of a case that Play takes.
class Words {
 public:
  Words() {
    ready_ = vectors_.reserve(kNWords, kDModel) == Status::kOk;
    for (int w = 0; w < kNWords; ++w) ready_ = ready_ && vectors_.add_row(word(w)) == Status::kOk;
  }
  bool ready() const { return ready_; }

  /// Views into this object: until the next call.
  PlayInput input(const Case& c) {
    std::vector<int> first = c.a;
    if (!c.cross) first.insert(first.end(), c.b.begin(), c.b.end());
    return {.e_queries = embed(first, queries_),
            .cross = c.cross,
            .e_keys = c.cross ? embed(c.b, keys_) : MatrixView<const float>(),
            .given_offsets = {},
            .blocked_cells = c.cells};
  }

 private:
  MatrixView<const float> embed(const std::vector<int>& words, std::vector<float>& out) {
    out.resize(words.size() * kDModel);
    for (std::size_t t = 0; t < words.size(); ++t)
      ready_ = ready_ && vectors_.lookup(words[t], std::span(out).subspan(t * kDModel, kDModel)) == Status::kOk;
    return {out.data(), words.size(), kDModel};
  }

  WordVectors vectors_;
  std::vector<float> queries_;
  std::vector<float> keys_;
  bool ready_ = false;
};

}  // namespace attn::parity
