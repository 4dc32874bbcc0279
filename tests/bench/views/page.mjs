// The part of the bench of views that runs in the page.
/* global document, requestAnimationFrame */
import { weightsOf } from "./attention.mjs";
import { drawBertViz } from "./bertviz.mjs";
import { drawOurs } from "./ours.mjs";

const peers = { ours: drawOurs, bertviz: drawBertViz };
const moves = 12;

const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));

/** Until what `act` changed was painted: the frame after the one that it is in begins when that one is on the screen. */
async function timed(act) {
  await frame();
  const begun = performance.now();
  act();
  await frame();
  await frame();
  return performance.now() - begun;
}

/** @returns milliseconds of drawing all lines, and of each move of the pointer to another token */
async function measure(peer, n, nHeads) {
  const heads = Array.from({ length: nHeads }, (_, head) => weightsOf(n, head));
  const parent = document.createElement("div");
  document.body.replaceChildren(parent);
  let view;
  const draw = await timed(() => (view = peers[peer](parent, heads, n)));
  if (!view.isDrawn()) throw new Error(`${peer} has not drawn ${nHeads} heads of ${n} tokens.`);
  const move = [];
  for (let i = 0; i < moves; i++) move.push(await timed(() => view.pointAt(Math.floor(((i + 0.5) * n) / moves))));
  document.body.replaceChildren();
  await frame();
  return { draw, move };
}

globalThis.views = { measure };
