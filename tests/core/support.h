#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <vector>

#include "attn/matrix.h"
#include "attn/random.h"

/// What the kernel tests share: the lengths and misalignments every kernel is swept over, and how results are compared.
namespace attn::test {

inline constexpr std::size_t kLengths[] = {1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 64, 100, 129, 300};
inline constexpr std::size_t kMisalignments[] = {0, 1, 2, 3};
inline constexpr float kInf = std::numeric_limits<float>::infinity();
inline constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

/// Calls test(length, misalignment) for all of them.
template <class Test>
void sweep(Test test) {
  for (const std::size_t length : kLengths)
    for (const std::size_t misalignment : kMisalignments) test(length, misalignment);
}

/// Random numbers that begin `misalignment` floats into their memory, with guards on both sides.
class Vector {
 public:
  Vector(std::size_t n, std::size_t misalignment, std::uint32_t stream, float sigma = 1.0f)
      : memory_(n + misalignment + kGuards, kGuard), n_(n), misalignment_(misalignment) {
    Random(7, stream).fill_normal(span(), sigma);
  }
  std::span<float> span() { return std::span(memory_).subspan(misalignment_, n_); }
  std::span<const float> span() const { return std::span(memory_).subspan(misalignment_, n_); }
  MatrixView<float> matrix(std::size_t n_rows) { return {span().data(), n_rows, n_ / n_rows}; }
  float& operator[](std::size_t i) { return span()[i]; }
  std::vector<double> as_double() const { return {span().begin(), span().end()}; }

  /// Whether nothing was written before or after the numbers.
  bool guards_intact() const {
    const auto is_guard = [](float x) { return x == kGuard; };
    return std::all_of(memory_.begin(), memory_.begin() + static_cast<std::ptrdiff_t>(misalignment_), is_guard) &&
           std::all_of(memory_.end() - kGuards, memory_.end(), is_guard);
  }

 private:
  static constexpr float kGuard = 12345.0f;
  static constexpr int kGuards = 8;
  std::vector<float> memory_;
  std::size_t n_;
  std::size_t misalignment_;
};

/// |got − want| / max(1, |want|), the largest; infinite where sizes or infinities disagree.
inline double difference(std::span<const float> got, std::span<const double> want) {
  if (got.size() != want.size()) return std::numeric_limits<double>::infinity();
  double worst = 0.0;
  for (std::size_t i = 0; i < got.size(); ++i) {
    if (std::isinf(want[i]) && double{got[i]} == want[i]) continue;
    const double error = std::abs(double{got[i]} - want[i]) / std::max(1.0, std::abs(want[i]));
    if (!(error <= worst)) worst = error;  // a NaN stays
  }
  return worst;
}

inline MatrixView<const double> matrix_of(const std::vector<double>& values, std::size_t n_rows) {
  return {values.data(), n_rows, values.size() / n_rows};
}

inline std::span<const float> flat(MatrixView<const float> m) { return {m.data(), m.n_rows() * m.n_cols()}; }

}  // namespace attn::test
