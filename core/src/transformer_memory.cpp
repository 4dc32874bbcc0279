#include "transformer_state.h"

namespace attn {

std::uint64_t Transformer::run_bytes(std::size_t n_encoder, std::size_t n_decoder, Keep keep) const {
  std::uint64_t n_floats = 0;
  for (int stack = 0; stack < 2; ++stack) {
    if (!state_->description.has(stack)) continue;
    const StackDescription& s = state_->stack(stack);
    const std::uint64_t n_layers = static_cast<std::uint64_t>(s.n_layers),
                        n_heads = static_cast<std::uint64_t>(s.n_heads), width = static_cast<std::uint64_t>(s.d_model),
                        n_keys = n_encoder, n = stack == 1 && state_->description.has(0) ? n_decoder : n_encoder;
    n_floats += (n_layers + 1) * n * width + 2 * n_layers * n * s.kv_dim() + n_layers * n_heads * n * n;
    if (s.final_norm) n_floats += n * width;
    if (s.positions == Positions::kRelative) n_floats += n_heads * n * n;
    if (s.cross_attention) n_floats += 2 * n_layers * n_keys * s.kv_dim() + n_layers * n_heads * n * n_keys;
    if (keep == Keep::kAll) n_floats += n_layers * n * (s.cross_attention ? 4 * s.q_dim() + width : 2 * s.q_dim());
    n_floats += n * (3 * width + 2 * s.q_dim() + s.kv_dim() + (s.gated ? 2 : 1) * static_cast<std::uint64_t>(s.d_ff));
  }
  return n_floats * sizeof(float);
}

}  // namespace attn
