#include "tensor_choices.h"

#include <array>
#include <climits>
#include <cstring>
#include <limits>

#include "attn/random.h"

namespace attn::fuzz {
namespace {

/// Small numbers of a type, as a file has them.
std::vector<std::byte> numbers(StoredType type, std::size_t n, std::uint32_t seed) {
  std::vector<float> values(n);
  Random(5, seed).fill_normal(values, 0.4f);
  const std::size_t size = element_size(type);
  std::vector<std::byte> bytes(n * size);
  for (std::size_t i = 0; i < n; ++i) {
    std::uint32_t bits = 0;
    std::memcpy(&bits, &values[i], sizeof(bits));
    // The first bits of a float32, or bits of a half whose exponent is small.
    if (type == StoredType::kBf16) bits >>= 16;
    if (type == StoredType::kF16) bits = (bits >> 16 & 0x8000u) | (bits & 0x3bffu);
    std::memcpy(&bytes[i * size], &bits, size);
  }
  return bytes;
}

std::size_t any_size(Choices& choices, std::size_t old) {
  const std::array sizes = {std::size_t{0}, std::size_t{1}, std::size_t{2},   old + 1,          old - 1,
                            2 * old,        SIZE_MAX,       SIZE_MAX / 2 + 2, SIZE_MAX / 4 + 2, std::size_t{INT_MAX}};
  const std::size_t which = choices.below(sizes.size() + 1);
  return which < sizes.size() ? sizes[which] : choices.word();
}

void spoil_place(Choices& choices, TensorPlace& place) {
  constexpr std::array kNumbers = {-2, -1, 0, 1, 2, 3, INT_MAX, INT_MIN};
  const int number = kNumbers[choices.below(kNumbers.size())];
  switch (choices.below(3)) {
    case 0:
      place.tensor = static_cast<Tensor>(choices.one_in(4) ? number : static_cast<int>(choices.below(kNTensors + 1)));
      return;
    case 1:
      place.stack = number;
      return;
    default:
      place.layer = number;
  }
}

void spoil_bytes(Choices& choices, std::vector<std::byte>& bytes) {
  if (bytes.empty() || choices.one_in(3)) {
    bytes.resize(bytes.size() + 1 + choices.below(8));
    return;
  }
  if (choices.one_in(2)) {
    bytes.resize(bytes.size() - 1 - choices.below(bytes.size() < 9 ? bytes.size() : 8));
    return;
  }
  // Infinity or NaN in whatever type it is.
  const std::size_t at = choices.word() % bytes.size();
  for (std::size_t i = at; i < bytes.size() && i < at + 4; ++i) bytes[i] = static_cast<std::byte>(0xff);
}

}  // namespace

ChosenBlock right_block(Choices& choices, const TensorPlace& place, TensorShape shape, std::size_t first,
                        std::size_t end) {
  const auto type = static_cast<StoredType>(choices.below(4));
  const bool transposed = choices.one_in(4);
  const std::size_t n_rows = transposed ? shape.n_cols : end - first;
  const std::size_t n_columns = transposed ? end - first : shape.n_cols;
  ChosenBlock chosen{.place = place,
                     .block = {.type = type,
                               .n_columns = n_columns,
                               .n_block_rows = n_rows,
                               .n_block_columns = n_columns,
                               .transposed = transposed,
                               .to_row = first},
                     .bytes = numbers(type, n_rows * n_columns, choices.byte()),
                     .scales = {}};
  if (type == StoredType::kI8) chosen.scales.assign(n_rows, 0.01f);
  return chosen;
}

void spoil(Choices& choices, ChosenBlock& chosen) {
  StoredBlock& b = chosen.block;
  const std::array sizes = {&b.n_columns,       &b.from_row, &b.from_column, &b.n_block_rows,
                            &b.n_block_columns, &b.to_row,   &b.to_column};
  switch (choices.below(6)) {
    case 0:
      return spoil_place(choices, chosen.place);
    case 1:
    case 2: {
      std::size_t& size = *sizes[choices.below(sizes.size())];
      size = any_size(choices, size);
      return;
    }
    case 3:
      return spoil_bytes(choices, chosen.bytes);
    case 4:
      b.type = static_cast<StoredType>(choices.below(4));
      b.transposed = choices.one_in(2);
      return;
    default:
      chosen.scales.resize(choices.below(8), choices.one_in(2) ? 1e38f : std::numeric_limits<float>::quiet_NaN());
  }
}

}  // namespace attn::fuzz
