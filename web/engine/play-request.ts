/** A recipe in the core's terms: enums by their order, checked against the length of the vectors. */
import { AttentionError } from "./errors.ts";
import type { Core } from "./core.ts";
import { maskNumbers } from "./mask-numbers.ts";
import { type PlayOptions, normalizerKinds, overKinds, positionKinds, qkvKinds, scoreKinds } from "./options.ts";
import type { Recipe } from "./protocol.ts";
import type { PlayRequest } from "./wasm-session.ts";

/** @throws AttentionError `bad_heads`, `odd_head_dim`, `bad_option` */
export function checkAgainst(dModel: number, { nHeads, position, offsets }: PlayOptions): void {
  const counts = Array.from({ length: dModel }, (_, i) => i + 1).filter((count) => dModel % count === 0);
  if (!counts.includes(nHeads))
    throw new AttentionError(
      "bad_heads",
      `nHeads ${nHeads} does not divide d_model ${dModel}; possible are ${counts.join(", ")}.`,
      { nHeads, dModel, possible: counts },
    );
  const headDim = dModel / nHeads;
  if (position === "rope" && headDim % 2 === 1) {
    const possible = counts.filter((count) => (dModel / count) % 2 === 0);
    const hint = possible.length > 0 ? `choose nHeads ${possible.join(", ")}` : "choose another position";
    throw new AttentionError("odd_head_dim", `RoPE turns pairs, and head_dim ${headDim} is odd: ${hint}.`, {
      headDim,
      nHeads,
      possible,
    });
  }
  if (typeof offsets === "object") {
    const wrong = Object.entries(offsets).find(([, vector]) => vector.length !== dModel);
    if (wrong)
      throw new AttentionError(
        "bad_option",
        `offsets.${wrong[0]} must have ${dModel} numbers, not ${wrong[1].length}.`,
        {
          name: `offsets.${wrong[0]}`,
          wanted: dModel,
          got: wrong[1].length,
        },
      );
  }
}

/** Hands the recipe to the core. @returns its status */
export function startRun(core: Core, recipe: Recipe, places: ReadonlyMap<number, number>): number {
  const { options, keys } = recipe;
  core.put("queries", placed(recipe.queries, places));
  if (keys) core.put("keys", placed(keys, places));
  if (typeof options.offsets === "object") {
    const { q, k, v } = options.offsets;
    core.put("offsets", Float32Array.from([...q, ...k, ...v]));
  }
  const nQueries = recipe.queries.length / 2;
  const nKeys = keys ? keys.length / 2 : nQueries;
  if (typeof options.mask === "object" && "cells" in options.mask)
    core.put("cells", Int32Array.from(options.mask.cells.filter(([i, j]) => i < nQueries && j < nKeys).flat()));
  return core.start({
    ...numbersOf(options),
    dModel: recipe.dModel,
    nQueries,
    nKeys: keys ? nKeys : 0,
    nA: recipe.nFirst,
  });
}

/** The same pairs with the core's own numbers of the tables. */
const placed = (pairs: Int32Array, places: ReadonlyMap<number, number>) =>
  pairs.map((value, at) => (at % 2 === 0 && value >= 0 ? (places.get(value) ?? -1) : value));

function numbersOf(options: PlayOptions): Omit<PlayRequest, "dModel" | "nQueries" | "nKeys" | "nA"> {
  const { offsets, sigma, seed, nHeads, temperature, topK, topP, residual } = options;
  return {
    qkv: qkvKinds.indexOf(options.qkv),
    offsets: offsets === "separate" ? 0 : offsets === "shared" ? 1 : 2,
    sigma,
    seed,
    nHeads,
    score: scoreKinds.indexOf(options.score),
    bandwidth: options.bandwidth ?? 0,
    position: positionKinds.indexOf(options.position),
    ...maskNumbers(options.mask),
    normalizer: normalizerKinds.indexOf(options.normalizer),
    temperature,
    topK,
    topP,
    over: overKinds.indexOf(options.over),
    residual,
  };
}
