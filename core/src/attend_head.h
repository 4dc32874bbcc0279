#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>

#include "attn/matrix.h"
#include "attn/parallel.h"
#include "attn/status.h"

/// Attention of one head: what attend() and every transformer come down to. Nothing is copied and nothing is allocated:
/// q, k, v and what is written may be heads beside each other (columns of a wider matrix) or one after the other,
/// several heads may share their keys, and the keys may be the filled rows of a cache that has room for more.
namespace attn {

/// A mask of one head, row by row. At most one of the two pointers is set.
struct HeadMask {
  const float* additive = nullptr;        ///< added to the scores; −∞ forbids. Neither NaN nor +∞
  const std::uint8_t* allowed = nullptr;  ///< 0 forbids
  std::size_t stride = 0;                 ///< from a query's row to the next; 0: one row for all
  std::size_t n_keys = 0;                 ///< keys from there on are forbidden
};

/// What a head does with q · k, and which keys its queries see.
struct HeadRules {
  float scale = 1.0f;
  float softcap = 0.0f;             ///< c > 0: scores become c · tanh(score / c); 0 = none
  bool causal = false;              ///< a query sees no key after its own position
  int left_window = -1;             ///< keys before the query's position that it may see; −1 = all
  int right_window = -1;            ///< keys after it; −1 = all
  std::int64_t first_position = 0;  ///< of query 0 among the keys: with a cache, the keys that were there before
  std::int64_t position_step = 1;   ///< from a query to the next; 0: all stand at one position, as heads of a group do
  std::size_t n_real_keys = SIZE_MAX;  ///< keys from there on are forbidden: padding
  HeadMask mask = {};
  bool checks_numbers = false;  ///< q, k and v may hold infinity or NaN: kNotFinite then
};

/// What a head reads and writes. A matrix without rows is not wanted.
struct AttendHead {
  MatrixView<const float> q = {};  ///< [n_queries, head_dim]
  MatrixView<const float> k = {};  ///< [n_keys, head_dim]
  MatrixView<const float> v = {};  ///< [n_keys, v_head_dim]
  MatrixView<float> context = {};  ///< [n_queries, v_head_dim]
  MatrixView<float> raw = {};      ///< [n_queries, n_keys], as are the next three: scale · q · k
  MatrixView<float> capped = {};   ///< after softcap
  MatrixView<float> masked = {};   ///< after the mask; −∞ where a key is forbidden
  MatrixView<float> weights = {};  ///< after softmax; a row that sees nothing is 0
};

/// Working memory of attend_head(), in floats: O(n_keys), whatever is wanted.
std::size_t head_scratch_size(std::size_t n_keys, std::size_t head_dim, std::size_t v_head_dim);

/// All queries of one head; attend() in attn/attend.h has the formulas. A row's numbers do not depend on the rows
/// beside it: a query alone (as in generation) gets the same bits as among others. Shapes must agree: a wrong one is a
/// programmer's mistake and asserts. q, k and v must be finite, unless rules.checks_numbers.
/// @param scratch  [≥ head_scratch_size()]
/// @return kNotFinite where rules.checks_numbers; kOverflow if a score exceeds float32, and where rules.checks_numbers
/// also if the context does. What is written is then unspecified
Status attend_head(const AttendHead& head, const HeadRules& rules, std::span<float> scratch);

/// Restricts a head to queries first … first + n − 1.
void cut_queries(std::size_t first, std::size_t n, AttendHead& head, HeadRules& rules);

/// Several heads of one size, on all threads.
struct ManyHeads {
  std::size_t n_heads, n_queries, n_keys, head_dim, v_head_dim;

  std::size_t scratch_size() const { return n_threads() * head_scratch_size(n_keys, head_dim, v_head_dim); }

  /// @param describe  (h, head, rules): what head h reads, writes and does
  /// @param scratch   [≥ scratch_size()]
  /// @return as attend_head()
  template <class Describe>
  Status attend(std::span<float> scratch, const Describe& describe) const {
    const std::size_t own_scratch = scratch.size() / n_threads(), n_cut = std::min(n_heads, n_threads());
    const std::size_t part_size = queries_of_part(n_cut), n_whole = n_heads - n_cut;
    const std::size_t n_parts = n_threads() == 1 ? 1 : (n_queries + part_size - 1) / part_size;
    const std::uint64_t n_operations = std::uint64_t{2} * n_heads * n_queries * n_keys * (head_dim + v_head_dim);
    std::atomic<Status> status = Status::kOk;
    parallel_for(n_whole + n_cut * n_parts, n_operations, [&](std::size_t i, std::size_t thread) {
      if (status.load(std::memory_order_relaxed) != Status::kOk) return;
      AttendHead head;
      HeadRules rules;
      describe(i < n_whole ? i : n_whole + (i - n_whole) % n_cut, head, rules);
      if (n_threads() > 1 && n_parts > 1 && i >= n_whole) {
        const std::size_t first = (i - n_whole) / n_cut * part_size;
        cut_queries(first, std::min(part_size, n_queries - first), head, rules);
      }
      const Status own = attend_head(head, rules, scratch.subspan(thread * own_scratch, own_scratch));
      if (own != Status::kOk) status.store(own, std::memory_order_relaxed);
    });
    return status;
  }

 private:
  /// The last heads are cut, whole panels each, so that no thread waits long for another. Each part packs the keys of
  /// its head anew: it must not be small.
  std::size_t queries_of_part(std::size_t n_cut) const {
    if (n_threads() == 1) return n_queries;
    constexpr std::size_t kPartsPerThread = 4, kLeast = 64, kPanel = 8;
    const std::size_t n_parts = (kPartsPerThread * n_threads() + n_cut - 1) / n_cut;
    const std::size_t size = (n_queries + n_parts - 1) / n_parts;
    return std::max(kLeast, (size + kPanel - 1) / kPanel * kPanel);
  }
};

}  // namespace attn
