// `npm run bench -- --growth [--rounds N]`: what grows with the length of a text, and what the engine's builds cost before they compute.
import { ours } from "../peers/ours.mjs";
import { inNode } from "../places/node.mjs";
import { printAttention } from "./attention.mjs";
import { printEngine } from "./engine.mjs";

/**
 * @param {string} program our bare kernels, to be read
 * @param {string[]} flags that Node needs for relaxed SIMD
 */
export async function printGrowth(program, flags, nRounds) {
  await printAttention(await ours(await inNode.read(program)), inNode, nRounds);
  await printEngine(flags, nRounds);
}
