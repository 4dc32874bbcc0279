#include "transformer_params.h"

#include <new>

#include "try.h"

namespace attn {
namespace {

ParamUse use_of(const TransformerDescription& d, const TensorPlace& place) {
  switch (place.tensor) {
    case Tensor::kTokens: {
      const bool read_by_head = place.stack == d.last_stack() || (place.stack == 0 && d.stacks[1].shares_tokens);
      return d.head.tied && read_by_head ? ParamUse::kProduct : ParamUse::kTable;
    }
    case Tensor::kPositions:
    case Tensor::kTypes:
      return ParamUse::kTable;
    case Tensor::kProjection:
    case Tensor::kQ:
    case Tensor::kK:
    case Tensor::kV:
    case Tensor::kOutput:
    case Tensor::kCrossQ:
    case Tensor::kCrossK:
    case Tensor::kCrossV:
    case Tensor::kCrossOutput:
    case Tensor::kGate:
    case Tensor::kUp:
    case Tensor::kDown:
    case Tensor::kHeadTransform:
    case Tensor::kHead:
      return ParamUse::kProduct;
    default:
      return ParamUse::kVector;
  }
}

}  // namespace

// Each stack has a row of places for its own tensors and one for each layer; then the head's.
std::size_t Params::index(int stack, int layer, Tensor tensor) const {
  const int row = stack + (stack == kHeadStack ? first_layer_[2] : first_layer_[stack] + layer + 1);
  return static_cast<std::size_t>(row) * kNTensors + static_cast<std::size_t>(tensor);
}

TensorPlace Params::place_of(std::size_t index) const {
  const int row = static_cast<int>(index / kNTensors);
  const int stack = row < first_layer_[1] + 1 ? 0 : row < first_layer_[2] + 2 ? 1 : 2;
  const int layer = stack == kHeadStack ? -1 : row - stack - first_layer_[stack] - 1;
  return {static_cast<Tensor>(index % kNTensors), stack, layer};
}

Status Params::open(const TransformerDescription& d) {
  first_layer_[1] = d.stacks[0].n_layers;
  first_layer_[2] = first_layer_[1] + d.stacks[1].n_layers;
  n_ = static_cast<std::size_t>(first_layer_[2] + 3) * kNTensors;
  all_.reset(new (std::nothrow) Param[n_]);
  if (!all_) return Status::kOutOfMemory;
  for (std::size_t i = 0; i < n_; ++i) {
    const TensorPlace place = place_of(i);
    all_[i].open(shape_of(d, place), use_of(d, place), d.weights);
  }
  return Status::kOk;
}

Status Params::take(const TensorPlace& place, const StoredBlock& block) {
  const int number = static_cast<int>(place.tensor);
  if (number < 0 || number >= kNTensors || place.stack < 0 || place.stack > kHeadStack) return Status::kBadIndex;
  const int n_layers = place.stack == kHeadStack ? 0 : first_layer_[place.stack + 1] - first_layer_[place.stack];
  if (place.layer < -1 || place.layer >= n_layers) return Status::kBadIndex;
  Param& param = all_[index(place.stack, place.layer, place.tensor)];
  return param.is_open() ? param.take(block, scratch_) : Status::kBadIndex;
}

std::vector<TensorPlace> Params::missing() const {
  std::vector<TensorPlace> out;
  for (std::size_t i = 0; i < n_; ++i)
    if (!all_[i].is_complete()) out.push_back(place_of(i));
  return out;
}

bool Params::is_complete() const {
  for (std::size_t i = 0; i < n_; ++i)
    if (!all_[i].is_complete()) return false;
  return n_ > 0;
}

std::uint64_t Params::bytes() const {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < n_; ++i) sum += all_[i].bytes();
  return sum;
}

}  // namespace attn
