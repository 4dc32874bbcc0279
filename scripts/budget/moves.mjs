// What a move over the pictures costs the page's main thread.
import { URLSearchParams } from "node:url";
import { categories, longest, mainThread, median } from "./trace.mjs";

const moves = 20;
/** Long enough for a move's frame and for what waits until the pointer rests. */
const betweenMoves = 60;
/** A move is answered in one frame, and what it leads to, the steps' numbers, in the next. */
const twoFrames = 33;
const settling = 1500;
const vocabulary = "the cat and a dog like to eat sweet red apples because they are good for you".split(" ");
const textOf = (nTokens) => Array.from({ length: nTokens }, (_, i) => vocabulary[(i * 7) % 17]).join(" ");
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** A place inside a box, the n-th of a walk that leaves no row or column twice. */
const along = ({ x, y, width, height }, nth) => [
  x + width * (0.1 + (0.8 * nth) / moves),
  y + height * (0.15 + (0.7 * ((nth * 7) % moves)) / moves),
];

/** What is done n-th, by name; `boxes` are those of the pictures. */
const gestures = {
  "a move over the matrix": (page, { matrix }, nth) => page.mouse.move(...along(matrix, nth)),
  "a move over the strip": (page, { strip }, nth) => page.mouse.move(...along(strip, nth)),
  "a step of zooming": (page, _, nth) => page.mouse.wheel({ deltaY: nth < moves / 2 ? -60 : 60 }),
  "a step of panning": (page, { matrix }, nth) => page.mouse.move(matrix.x + 100 + 3 * nth, matrix.y + 100 + 2 * nth),
};
const before = {
  "a step of zooming": async (page, { matrix }) => {
    await page.focus("attn-matrix >>> .picture");
    await page.mouse.move(matrix.x + 100, matrix.y + 100);
  },
  "a step of panning": async (page, { matrix }) => {
    await page.focus("attn-matrix >>> .picture");
    await page.mouse.move(matrix.x + 100, matrix.y + 100);
    for (let i = 0; i < 6; i++) await page.mouse.wheel({ deltaY: -100 });
    await page.mouse.down();
  },
};
const after = { "a step of panning": (page) => page.mouse.up() };

async function boxOf(page, selector) {
  const element = await page.waitForSelector(selector);
  await element.scrollIntoView();
  return element.boundingBox();
}

/** Brings one picture into sight and says where it stands. */
async function boxesOf(page, name) {
  if (name.includes("strip")) return { strip: await boxOf(page, "attn-strip >>> .strip") };
  return { matrix: await boxOf(page, "attn-matrix >>> .picture") };
}

/** Processor time in milliseconds that the page's main thread spent after each event that `gesture` sent, and its longest task. */
function timesIn(trace) {
  const { events, tasks } = mainThread(trace);
  const sent = events.filter(({ name, args }) => name === "EventDispatch" && moveEvents.has(args.data?.type));
  const each = sent.map(({ ts }, nth) => {
    // A move's task begins a little before its event.
    const [from, to] = [ts - 5000, (sent[nth + 1]?.ts ?? Infinity) - 5000];
    return tasks.reduce((sum, task) => sum + (task.ts >= from && task.ts < to ? task.tdur / 1000 : 0), 0);
  });
  return { each: median(each), longest: longest(tasks) };
}

const moveEvents = new Set(["pointermove", "wheel"]);

async function measure(page, name) {
  const boxes = await boxesOf(page, name);
  await page.mouse.move(2, 2);
  await before[name]?.(page, boxes);
  await pause(settling);
  await page.tracing.start({ categories });
  for (let nth = 0; nth < moves; nth++) {
    await gestures[name](page, boxes, nth);
    await pause(betweenMoves);
  }
  const times = timesIn(await page.tracing.stop());
  await after[name]?.(page);
  return times;
}

async function measureAt(browser, url, nTokens) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await page.setViewport({ width: 1440, height: 900 });
  await page.goto(`${url}#${new URLSearchParams({ v: "1", text: textOf(nTokens) })}`);
  await page.waitForSelector("attn-strip >>> [data-index='3']");
  await pause(2 * settling);
  const rows = [];
  for (const name of Object.keys(gestures)) {
    const { each, longest } = await measure(page, name);
    rows.push({ name: `${name}, ${nTokens} tokens`, value: each, limit: twoFrames });
    rows.push({ name: "  its longest task", value: longest, limit: twoFrames });
  }
  await context.close();
  return rows;
}

/** Each time in milliseconds beside its limit. */
export async function moveTimes(browser, url) {
  const rows = [];
  for (const nTokens of [12, 1024]) rows.push(...(await measureAt(browser, url, nTokens)));
  return rows;
}
