/** The formula's parts and their choices in English: a name, and one line that explains. */
export const choices = {
  normalizer: {
    title: "Normaliser",
    hint: "turns a row of scores s into weights that sum to 1",
    of: {
      softmax: { name: "softmax", why: "Every token gets some weight; 1 more in score is 2.7 × the weight." },
      sparsemax: { name: "sparsemax", why: "One threshold κ for the row: weak tokens get exactly 0." },
      entmax15: { name: "entmax 1.5", why: "Half way between the two: real zeros, softer edges." },
      top_k: { name: "top-k", why: "Softmax over the k best keys; the rest are dropped." },
      top_p: { name: "top-p", why: "Softmax over the fewest keys that hold the share p; the rest are dropped." },
    },
  },
  over: {
    title: "What sums to 1",
    hint: "the axis that is normalised",
    of: {
      keys: { name: "over keys", why: "Each row sums to 1: every query shares its attention out. This is attention." },
      queries: {
        name: "over queries",
        why: "The classic mistake: softmax along the wrong axis. Columns sum to 1, rows do not.",
      },
      all: {
        name: "over everything",
        why: "The classic mistake: softmax of the flattened matrix. Only the whole sums to 1.",
      },
    },
  },
  score: {
    title: "Similarity",
    hint: "how well a query matches a key",
    of: {
      scaled_dot: { name: "scaled dot product", why: "The Transformer’s choice: the size no longer grows with d." },
      dot: { name: "dot product", why: "Long vectors win; rows become nearly one-hot." },
      cosine: { name: "cosine", why: "Direction only, between −1 and 1, so rows stay flat." },
      euclidean: { name: "Euclidean", why: "The nearer, the larger; 0 at the same point." },
      gaussian: { name: "Gaussian", why: "Attention as kernel regression (Nadaraya–Watson) of width h." },
      additive: { name: "additive", why: "A one-layer network scores the pair (Bahdanau 2015). Random matrices." },
      general: { name: "general", why: "A matrix between query and key (Luong 2015). A random one." },
    },
  },
  mask: {
    title: "Mask",
    hint: "which pairs may meet at all; a masked score is −∞",
    of: {
      none: { name: "none", why: "Every token sees every token." },
      causal: { name: "causal", why: "A token sees itself and what came before, as in a language model." },
      not_self: { name: "not itself", why: "No token sees itself." },
      window: { name: "window", why: "Only the neighbours on both sides." },
      dilated: { name: "dilated window", why: "Neighbours further apart: every other one, or every third." },
      prefix: { name: "prefix", why: "The first tokens are seen by all; after them, causal." },
      a_to_b: { name: "A → B", why: "Tokens of the first text see only the second." },
      b_to_a: { name: "B → A", why: "Tokens of the second text see only the first." },
      cells: { name: "cells", why: "Block single pairs: paint them on the matrix or type them." },
    },
    needsPair: "Needs a second sentence as one sequence.",
  },
  residual: {
    title: "Output",
    hint: "what is made of the weights",
    of: {
      off: { name: "mixture only", why: "The weighted sum of the values." },
      on: { name: "add the value back", why: "The article’s last step, a residual: the token keeps its own value." },
    },
    needsSelf: "Not with cross attention: a query has no value among the keys.",
  },
  source: {
    title: "Source of x",
    hint: "where a token’s vector comes from",
    of: {},
  },
  position: {
    title: "Position",
    hint: "how word order gets in",
    of: {
      none: { name: "none", why: "A bag of words: order does not matter." },
      sinusoidal: { name: "sinusoidal", why: "Adds waves of many lengths to x." },
      rope: { name: "RoPE", why: "Turns q and k by their position: only distance matters." },
      alibi: { name: "ALiBi", why: "Takes a penalty per step of distance off the score." },
    },
  },
  qkv: {
    title: "From x to q, k, v",
    hint: "what makes a query differ from a key",
    of: {
      offset: { name: "fixed offset", why: "Adds one fixed vector per role: the article’s way." },
      identity: { name: "identity", why: "q = k = v = x: pure similarity of the words." },
      projection: { name: "projection", why: "A matrix per role, as in a Transformer; random and orthogonal here." },
    },
  },
  heads: {
    title: "Heads",
    hint: "x is cut into slices, each with an attention of its own",
    of: {},
    one: { name: "1 head", why: "One attention over all {d} dimensions." },
    many: { name: "{n} heads", why: "{n} slices of {d} dimensions each." },
  },
};
