/** The most tokens that one run may have: the core's kMaxTokens (core/include/attn/play_options.h). */
export const mostTokens = 4096;
