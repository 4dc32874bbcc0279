// `npm run bench -- --views [--browser firefox]`: every pair of tokens as a line, in a page, beside BertViz's head view.
import { layOut, times } from "../print.mjs";
import { openPage } from "../places/browser.mjs";
import { median } from "../timing.mjs";
import { prepareViews } from "./parts.mjs";

const sizes = [
  ...[64, 128, 256, 512].map((n) => ({ n, nHeads: 1 })),
  ...[64, 128, 256, 512].map((n) => ({ n, nHeads: 12 })),
];
/** Elements that a page is not asked to hold. */
const mostLines = 500_000;
const number = (ms) => ms.toFixed(ms < 20 ? 1 : 0);
const cellsOf = ([ours, theirs]) =>
  theirs === undefined ? [number(ours), "–", "–"] : [number(ours), number(theirs), times(theirs / ours)];

/** @returns medians of milliseconds of drawing and of a move: of ours, and of BertViz where it was tried */
async function measure(page, { n, nHeads }, nRounds) {
  const peers = n * n * nHeads > mostLines ? ["ours"] : ["ours", "bertviz"];
  const all = Object.fromEntries(peers.map((peer) => [peer, { draw: [], move: [] }]));
  for (let round = 0; round < nRounds; round++)
    for (const peer of peers) {
      const { draw, move } = await page.evaluate((...given) => globalThis.views.measure(...given), peer, n, nHeads);
      all[peer].draw.push(draw);
      all[peer].move.push(median(move));
    }
  return ["draw", "move"].map((what) => peers.map((peer) => median(all[peer][what])));
}

export async function printViews({ browser, rounds }, log = console.log) {
  await prepareViews();
  const place = await openPage(browser ?? "chromium", "tests/bench/views/page.html");
  try {
    await place.page.waitForFunction(() => globalThis.views); // a module that fetches goes on after the page has loaded
    const { heads, row } = layOut(
      ["lines of all pairs", "draw: ms", "BertViz", "÷ ours", "point at a token: ms", "BertViz", "÷ ours"],
      26,
    );
    log(`${place.name}, medians of ${rounds} rounds, time on the wall until it was painted`);
    log(heads);
    for (const size of sizes) {
      const [draw, move] = await measure(place.page, size, rounds);
      const name = `${size.n} tokens, ${size.nHeads === 1 ? "1 head" : `${size.nHeads} heads`}`;
      log(row([name, ...cellsOf(draw), ...cellsOf(move)]));
    }
    log(`BertViz is not asked for more than ${mostLines.toLocaleString("en")} lines, each an element of the page.`);
  } finally {
    await place.close();
  }
}
