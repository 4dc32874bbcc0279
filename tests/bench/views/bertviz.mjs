// BertViz's head view as a peer: its own script, which wants d3 and jQuery by require.js and its data written into it.
/* global d3, jQuery, MouseEvent, fetch */
import { tokensOf } from "./attention.mjs";

const source = await (await fetch("/build/bench-views/head_view.js")).text();
const show = new Function("given", source.replace("PYTHON_PARAMS", "given"));
globalThis.require = { config: () => undefined };
globalThis.requirejs = (_names, run) => run(jQuery, d3);

export function drawBertViz(parent, heads, n) {
  const tokens = tokensOf(n);
  const rows = (weights) => tokens.map((_, i) => [...weights.subarray(i * n, (i + 1) * n)]);
  const attention = [{ name: null, attn: [heads.map(rows)], left_text: tokens, right_text: tokens }];
  const params = {
    attention,
    default_filter: "0",
    root_div_id: "bertviz",
    layer: null,
    heads: null,
    include_layers: [0],
  };
  parent.innerHTML = `<div id="bertviz"><span>Layer: <select id="layer"></select></span><div id="vis"></div></div>`;
  show(params);
  const left = [...parent.querySelectorAll("#left text")];
  return {
    isDrawn: () => parent.querySelectorAll("#attention line").length === heads.length * n * n,
    pointAt: (token) => left[token].dispatchEvent(new MouseEvent("mouseover", { bubbles: true })),
  };
}
