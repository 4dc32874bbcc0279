/** What the page says of transformers, in English: a section per feature. */
export const model = {
  formula: {
    learned: "learned",
    scaled: "scaled dot",
    dot: "dot",
    capped: "capped at {c}",
    shared: "one for {n} heads",
    share: "this head’s share",
    layersHeads: "layers × heads",
    masks: { none: "none", causal: "causal", window: "last {n}" },
    positions: { learned: "learned", sinusoidal: "sinusoidal", rope: "RoPE", relative: "by distance" },
    temperatures: {
      sharper: "Sharper: the strongest keys take more.",
      asTrained: "As the model was trained.",
      flatter: "Flatter: the weights come closer to each other.",
    },
    everyLayer: "Acts in every layer and head; what later layers get changes with it.",
    notes: {
      scaled: "Each head’s q and k have d = {d} numbers. Dividing by √d keeps the scores from growing with them.",
      otherScale: "The sum of {d} products is multiplied by {scale}, the number this model was trained with.",
      unscaled: "The sum of {d} products as it is: this model was trained without a scale.",
      capped: "No score goes beyond ±{c}.",
      positions: {
        learned: "A learned vector for each place is added to the token’s vector, once, before layer 0.",
        sinusoidal: "Sines and cosines of the place are added to the token’s vector, once, before layer 0.",
        rope: "R turns {dims} of {d} numbers in pairs, by angles that grow with the place (θ = {theta}): in q·k only the distance remains.",
        relative: "A learned number for each head and distance is added to the score. Far distances share one.",
      },
      places: "There are {n} places, so no text can be longer.",
      inFull: "In full.",
      projection: "This head’s {rows} rows of {columns} numbers, learned.",
      norms: {
        layer: "LN: each token’s numbers minus their mean, divided by their spread, then scaled, number by number.",
        rms: "RMS: each token’s numbers divided by the root of their mean square, then scaled, number by number.",
      },
      qkNorm: "Every head’s q and k have a norm of their own.",
      shared: "Heads {heads} read the same keys and values.",
      encoder: "The last hidden state of the encoder: keys and values come from the first text.",
      embedding: "{d} numbers per token: its learned vector, with nothing yet of its neighbours.",
      state: "What layers before {layer} made of each token: {d} numbers in which others are already mixed.",
      types: "Which of two texts a token belongs to is added as a learned vector too.",
      heads:
        "{layers} layers, one after the other, each with {heads} heads side by side. A head has q, k and v of {d} numbers.",
      kvHeads: "{heads} heads of queries share {kv} of keys and values.",
      output:
        "The mixture of {d} numbers, times this head’s {d} columns of the output projection, becomes its share of {columns}.",
      sum: "The shares of all heads are added to x.",
      sumNormed: "The shares of all heads are added to x; the sum is normed.",
      causal: "The model’s own: a token sees itself and what came before.",
      window: "The model’s own: a token sees itself and the {before} before it.",
      noMask: "A mask can be added to self-attention only.",
    },
  },
  head: {
    name: "Head {layer}.{head}",
  },
};
