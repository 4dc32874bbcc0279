#include "attn/normalizers.h"

#include <algorithm>
#include <cmath>

#include "math.h"

namespace attn {
namespace {

float largest(std::span<const float> scores) {
  const auto step = [](Batch best, Batch x) { return larger(x, best); };
  const Batch best = fold(Batch(-kInfinity), -kInfinity, step, scores);
  return larger(larger(lane(best, 0), lane(best, 1)), larger(lane(best, 2), lane(best, 3)));
}

GroupFacts all_masked(std::span<float> weights) {
  std::fill(weights.begin(), weights.end(), 0.0f);
  return {.max = -kInfinity};
}

/// Hands out the indices of the scores above `low`, best first, equal ones by index. It is a heap: who stops early has
/// not sorted the rest.
class Ranking {
  auto worse() const {
    return [scores = scores_](std::uint32_t a, std::uint32_t b) {
      return scores[a] < scores[b] || (scores[a] == scores[b] && a > b);
    };
  }

 public:
  Ranking(float low, std::span<const float> scores, std::span<std::uint32_t> order) : scores_(scores) {
    assert(order.size() >= scores.size());
    std::size_t n = 0;
    for (std::size_t j = 0; j < scores.size(); ++j) {
      order[n] = static_cast<std::uint32_t>(j);  // overwritten by the next one if this one is too low
      n += scores[j] > low;
    }
    left_ = order.first(n);
  }
  std::size_t size() const { return left_.size(); }

  /// To be called once before next().
  void begin() { std::ranges::make_heap(left_, worse()); }
  std::uint32_t next() {
    std::ranges::pop_heap(left_, worse());
    const std::uint32_t best = left_.back();
    left_ = left_.first(left_.size() - 1);
    return best;
  }

  /// The n-th best, n < size(), without an order among the others.
  std::uint32_t at(std::size_t n) {
    const auto place = left_.begin() + static_cast<std::ptrdiff_t>(n);
    std::ranges::nth_element(left_, place, [&](std::uint32_t a, std::uint32_t b) { return worse()(b, a); });
    return *place;
  }

 private:
  std::span<const float> scores_;
  std::span<std::uint32_t> left_;
};

/// softmax over the scores that rank no lower than `last`: what kept() says, four at a time.
GroupFacts softmax_down_to(std::uint32_t last, std::span<const float> scores, std::span<float> weights) {
  const float least = scores[last];
  const Batch low(least), blocked(-kInfinity);
  map_to(weights.first(last + 1), [&](Batch x) { return select(x >= low, x, blocked); }, scores.first(last + 1));
  map_to(weights.subspan(last + 1), [&](Batch x) { return select(x > low, x, blocked); }, scores.subspan(last + 1));
  GroupFacts facts = softmax(weights, weights);
  facts.least_kept = least;
  facts.least_index = last;
  return facts;
}

}  // namespace

GroupFacts softmax(std::span<const float> scores, std::span<float> weights) {
  const float max = largest(scores);
  if (max == -kInfinity) return all_masked(weights);
  map_to(weights, [&](Batch x) { return math::exp(x - Batch(max)); }, scores);
  const float total = sum_of([](Batch e) { return e; }, weights);
  map_to(weights, [&](Batch e) { return e / Batch(total); }, weights);
  return {.max = max, .total = total};
}

GroupFacts sparsemax(std::span<const float> scores, std::span<std::uint32_t> order, std::span<float> weights) {
  const float max = largest(scores);
  if (max == -kInfinity) return all_masked(weights);
  double sum = 0.0;
  double threshold = 0.0;  // of scores less max: no digits are lost to their size
  double n = 0.0;
  Ranking ranking(max - 1.0f, scores, order);  // whatever is lower weighs 0
  ranking.begin();
  while (ranking.size() > 0) {
    const std::uint32_t j = ranking.next();
    const double z = double{scores[j]} - double{max};
    sum += z;
    n += 1.0;
    if (1.0 + n * z <= sum) break;
    threshold = (sum - 1.0) / n;
  }
  const auto kappa = static_cast<float>(threshold);
  map_to(weights, [&](Batch x) { return larger((x - Batch(max)) - Batch(kappa), Batch(0.0f)); }, scores);
  return {.max = max, .threshold = static_cast<float>(threshold + double{max})};
}

GroupFacts entmax15(std::span<const float> scores, std::span<std::uint32_t> order, std::span<float> weights) {
  const float max = largest(scores);
  if (max == -kInfinity) return all_masked(weights);
  double sum = 0.0;
  double sum_squares = 0.0;
  double threshold = 0.0;
  double n = 0.0;
  Ranking ranking(max - 2.0f, scores, order);  // whatever is lower weighs 0
  ranking.begin();
  while (ranking.size() > 0) {
    const std::uint32_t j = ranking.next();
    const double z = (double{scores[j]} - double{max}) / 2.0;
    sum += z;
    sum_squares += z * z;
    n += 1.0;
    const double mean = sum / n;
    const double spread = sum_squares - sum * mean;
    const double candidate = mean - std::sqrt(std::max(0.0, (1.0 - spread) / n));
    if (candidate > z) break;
    threshold = candidate;
  }
  const auto kappa = static_cast<float>(threshold);
  const auto weight = [&](Batch x) {
    const Batch above = larger((x - Batch(max)) * Batch(0.5f) - Batch(kappa), Batch(0.0f));
    return above * above;
  };
  map_to(weights, weight, scores);
  return {.max = max, .threshold = static_cast<float>(threshold + double{max} / 2.0)};
}

GroupFacts top_k(std::span<const float> scores, std::size_t k, std::span<std::uint32_t> order,
                 std::span<float> weights) {
  assert(k >= 1);
  Ranking ranking(-kInfinity, scores, order);
  if (ranking.size() == 0) return all_masked(weights);
  return softmax_down_to(ranking.at(std::min(k, ranking.size()) - 1), scores, weights);
}

GroupFacts top_p(std::span<const float> scores, float p, std::span<std::uint32_t> order, std::span<float> weights) {
  Ranking ranking(-kInfinity, scores, order);
  if (ranking.size() == 0) return all_masked(weights);
  const float max = largest(scores);
  const auto add_exp = [&](Batch total, Batch x) { return total + math::exp(x - Batch(max)); };
  const float total = sum_lanes(fold(Batch(0.0f), -kInfinity, add_exp, scores));
  const double wanted = double{p} * double{total};
  double sum = 0.0;
  std::uint32_t last = 0;
  ranking.begin();
  while (ranking.size() > 0 && sum < wanted) {
    last = ranking.next();
    sum += double{math::exp(scores[last] - max)};
  }
  return softmax_down_to(last, scores, weights);
}

bool kept(const GroupFacts& facts, float score, std::size_t index) {
  return score > facts.least_kept || (score == facts.least_kept && index <= facts.least_index);
}

GroupFacts normalize(const NormalizerRule& rule, std::span<const float> scores, std::span<std::uint32_t> order,
                     std::span<float> weights) {
  map_to(weights, [&](Batch x) { return x / Batch(rule.temperature); }, scores);
  switch (rule.kind) {
    case Normalizer::kSoftmax:
      break;
    case Normalizer::kSparsemax:
      return sparsemax(weights, order, weights);
    case Normalizer::kEntmax15:
      return entmax15(weights, order, weights);
    case Normalizer::kTopK:
      return top_k(weights, static_cast<std::size_t>(rule.top_k), order, weights);
    case Normalizer::kTopP:
      return top_p(weights, rule.top_p, order, weights);
  }
  return softmax(weights, weights);
}

std::size_t group_count(Over over, std::size_t n_queries, std::size_t n_keys) {
  return over == Over::kKeys ? n_queries : over == Over::kQueries ? n_keys : 1;
}

std::size_t group_of(Over over, std::size_t i, std::size_t j) {
  return over == Over::kKeys ? i : over == Over::kQueries ? j : 0;
}

std::size_t index_in_group(Over over, std::size_t i, std::size_t j, std::size_t n_keys) {
  return over == Over::kKeys ? j : over == Over::kQueries ? i : i * n_keys + j;
}

namespace {

GroupFacts normalize_column(const NormalizerRule& rule, std::size_t j, MatrixView<const float> scores,
                            std::span<float> column, std::span<std::uint32_t> order, MatrixView<float> weights) {
  for (std::size_t i = 0; i < column.size(); ++i) column[i] = scores(i, j);
  const GroupFacts facts = normalize(rule, column, order, column);
  for (std::size_t i = 0; i < column.size(); ++i) weights(i, j) = column[i];
  return facts;
}

template <class T>
std::span<T> whole(MatrixView<T> matrix) {
  assert(matrix.stride() == matrix.n_cols());
  return {matrix.data(), matrix.n_rows() * matrix.n_cols()};
}

}  // namespace

void normalize_matrix(const NormalizerRule& rule, Over over, MatrixView<const float> scores, std::span<float> column,
                      std::span<std::uint32_t> order, MatrixView<float> weights, std::span<GroupFacts> facts) {
  assert(facts.size() == group_count(over, scores.n_rows(), scores.n_cols()));
  if (over == Over::kAll) {
    facts[0] = normalize(rule, whole(scores), order, whole(weights));
    return;
  }
  for (std::size_t group = 0; group < facts.size(); ++group)
    facts[group] = over == Over::kKeys ? normalize(rule, scores.row(group), order, weights.row(group))
                                       : normalize_column(rule, group, scores, column, order, weights);
}

}  // namespace attn
