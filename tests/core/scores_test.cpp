#include "attn/scores.h"

#include <gtest/gtest.h>

#include "scores_ref.h"
#include "support.h"

namespace attn {
namespace {

using test::difference;
using test::Vector;

constexpr std::size_t kQueries = 6;  // a tile and two more
constexpr std::size_t kKeys = 13;    // a panel and five more
constexpr double kTolerance = 1e-5;

/// Queries, keys and room for scores of one head_dim, with a zero query and a zero key among them.
struct Head {
  Head(std::size_t head_dim, std::size_t misalignment)
      : q(kQueries * head_dim, misalignment, 1),
        k(kKeys * head_dim, misalignment, 2),
        w(head_dim, misalignment, 3),
        scores(kQueries * kKeys, misalignment, 4),
        want(kQueries * kKeys) {
    std::ranges::fill(q.matrix(kQueries).row(1), 0.0f);
    std::ranges::fill(k.matrix(kKeys).row(2), 0.0f);
    q_double = q.as_double();
    k_double = k.as_double();
  }
  MatrixView<const float> qs() { return q.matrix(kQueries); }
  MatrixView<const float> ks() { return k.matrix(kKeys); }
  const PackedMatrix& packed() {
    EXPECT_EQ(packed_k.pack_transposed(ks()), Status::kOk);
    return packed_k;
  }
  MatrixView<float> out() { return scores.matrix(kQueries); }
  MatrixView<const double> ref_q() const { return test::matrix_of(q_double, kQueries); }
  MatrixView<const double> ref_k() const { return test::matrix_of(k_double, kKeys); }
  MatrixView<double> ref_out() { return {want.data(), kQueries, kKeys}; }
  void expect_equal(double tolerance = kTolerance) const {
    EXPECT_LT(difference(scores.span(), want), tolerance) << w.span().size();
    EXPECT_TRUE(scores.guards_intact());
  }

  Vector q, k, w, scores;
  PackedMatrix packed_k;
  std::vector<double> q_double, k_double, want;
};

TEST(Scores, DotAgreesWithFloat64) {
  test::sweep([](std::size_t head_dim, std::size_t misalignment) {
    Head head(head_dim, misalignment);
    dot_scores(head.qs(), head.packed(), 0.25f, head.out());
    ref::dot_scores(head.ref_q(), head.ref_k(), 0.25, head.ref_out());
    head.expect_equal();
  });
}

TEST(Scores, CosineAgreesWithFloat64AndIsZeroForAZeroVector) {
  test::sweep([](std::size_t head_dim, std::size_t misalignment) {
    Head head(head_dim, misalignment);
    Vector q_norms(kQueries, 0, 5);
    Vector k_norms(kKeys, 0, 6);
    row_norms(head.qs(), q_norms.span());
    row_norms(head.ks(), k_norms.span());
    cosine_scores(head.qs(), head.packed(), q_norms.span(), k_norms.span(), head.out());
    ref::cosine_scores(head.ref_q(), head.ref_k(), head.ref_out());
    head.expect_equal();
    EXPECT_EQ(head.out()(1, 0), 0.0f);
    EXPECT_EQ(head.out()(0, 2), 0.0f);
  });
}

TEST(Scores, EuclideanAgreesWithFloat64) {
  test::sweep([](std::size_t head_dim, std::size_t misalignment) {
    Head head(head_dim, misalignment);
    euclidean_scores(head.qs(), head.packed(), head.out());
    ref::euclidean_scores(head.ref_q(), head.ref_k(), head.ref_out());
    head.expect_equal();
  });
}

TEST(Scores, GaussianAgreesWithFloat64) {
  test::sweep([](std::size_t head_dim, std::size_t misalignment) {
    Head head(head_dim, misalignment);
    gaussian_scores(head.qs(), head.packed(), 1.5f, head.out());
    ref::gaussian_scores(head.ref_q(), head.ref_k(), 1.5, head.ref_out());
    head.expect_equal();
  });
}

TEST(Scores, AdditiveAgreesWithFloat64AndIsTheSumOfItsTerms) {
  test::sweep([](std::size_t head_dim, std::size_t misalignment) {
    Head head(head_dim, misalignment);
    additive_scores(head.qs(), head.ks(), head.w.span(), head.out());
    ref::additive_scores(head.ref_q(), head.ref_k(), head.w.as_double(), head.ref_out());
    head.expect_equal();
    Vector terms(head_dim, misalignment, 5);
    additive_terms(head.qs().row(0), head.ks().row(1), head.w.span(), terms.span());
    EXPECT_NEAR(ref::sum(terms.as_double()), head.want[1], kTolerance * std::sqrt(head_dim));
  });
}

TEST(Scores, OneSumHasTheBitsOfAllOfThem) {
  test::sweep([](std::size_t head_dim, std::size_t misalignment) {
    Head head(head_dim, misalignment);
    const auto expect_same = [&](auto sum_of_pair) {
      for (std::size_t i = 0; i < kQueries; ++i)
        for (std::size_t j = 0; j < kKeys; ++j)
          EXPECT_EQ(head.out()(i, j), sum_of_pair(head.qs().row(i), head.ks().row(j)));
    };
    dot_scores(head.qs(), head.packed(), 1.0f, head.out());
    expect_same(dot_in_order);
    euclidean_scores(head.qs(), head.packed(), head.out());
    expect_same([](auto q, auto k) { return -std::sqrt(squared_distance_in_order(q, k)); });
  });
}

TEST(Scores, AVectorIsNearestToItself) {
  Head head(8, 0);
  std::ranges::copy(head.qs().row(0), head.k.matrix(kKeys).row(3).begin());
  euclidean_scores(head.qs(), head.packed(), head.out());
  EXPECT_EQ(head.out()(0, 3), 0.0f);
  gaussian_scores(head.qs(), head.packed(), 1.0f, head.out());
  EXPECT_EQ(head.out()(0, 3), 0.0f);
}

}  // namespace
}  // namespace attn
