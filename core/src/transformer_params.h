#pragma once

#include <memory>
#include <vector>

#include "attn/transformer_description.h"
#include "transformer_param.h"

namespace attn {

/// All tensors of a model, each found by its place.
class Params {
 public:
  /// Makes an empty place for every tensor of a complete description. @return kOutOfMemory
  Status open(const TransformerDescription& description);
  /// @return kBadIndex if the description has no such tensor; as Param::take()
  Status take(const TensorPlace& place, const StoredBlock& block);
  /// Tensors that are not complete yet, in order.
  std::vector<TensorPlace> missing() const;
  bool is_complete() const;
  std::uint64_t bytes() const;

  /// Of a stack, a layer (not open where the model has none) or the head (stack 2).
  const Param& of(int stack, int layer, Tensor tensor) const { return all_[index(stack, layer, tensor)]; }
  std::span<const float> vector(int stack, int layer, Tensor tensor) const { return of(stack, layer, tensor).vector(); }

 private:
  std::size_t index(int stack, int layer, Tensor tensor) const;
  TensorPlace place_of(std::size_t index) const;

  int first_layer_[3] = {};  ///< how many layer places lie before the stack's own
  std::unique_ptr<Param[]> all_;
  std::size_t n_ = 0;
  Buffer<float> scratch_;
};

}  // namespace attn
