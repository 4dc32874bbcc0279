// How long a visitor waits, measured in headless Chromium on localhost.
/* global PerformanceObserver, interactions -- these run in the page */
import puppeteer from "puppeteer-core";
import { chromiumPath } from "../lib/browsers.mjs";
import { serve } from "../serve.mjs";
import { modelTimes } from "./models.mjs";
import { moveTimes } from "./moves.mjs";
import { median } from "./trace.mjs";

const loads = 10;
const keyPresses = 20;
const words = "the cat and the dog like to eat apples because they are sweet and good for you ";

const percentile = (values, share) => values.toSorted((a, b) => a - b)[Math.ceil(values.length * share) - 1];

/** Runs in the page (page.waitForFunction would be blocked by its policy): the time of its own mark. */
const firstWeights = () =>
  new Promise((resolve) => {
    new PerformanceObserver((list) => {
      const [mark] = list.getEntriesByName("first-weights");
      if (mark) resolve(mark.startTime);
    }).observe({ type: "mark", buffered: true });
  });

/** Milliseconds from navigation to the first weights; a context of its own means an empty cache. */
async function timeOfFirstWeights(browser, url) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await page.goto(url);
  const time = await page.evaluate(firstWeights);
  await context.close();
  return time;
}

/** Remembers the longest event of each interaction, as interaction to next paint does. */
function observeInteractions() {
  globalThis.interactions = new Map();
  new PerformanceObserver((list) => {
    for (const { interactionId, duration } of list.getEntries()) {
      if (interactionId) interactions.set(interactionId, Math.max(duration, interactions.get(interactionId) ?? 0));
    }
  }).observe({ type: "event", durationThreshold: 16 });
}

/** Milliseconds of each key press into a text of 64 tokens; below 16 Event Timing does not tell them apart. */
async function timesOfKeyPresses(browser, url) {
  const page = await browser.newPage();
  await page.goto(url);
  await page.evaluate(firstWeights);
  const text = await page.waitForSelector(">>> textarea");
  await text.click({ count: 3 });
  await page.keyboard.sendCharacter(words.repeat(4).trim());
  await new Promise((resolve) => setTimeout(resolve, 1000));
  await page.evaluate(observeInteractions);
  for (let i = 0; i < keyPresses; i++) {
    await page.keyboard.press("abcde "[i % 6]);
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
  const slow = await page.evaluate(() => [...interactions.values()]);
  await page.close();
  return [...slow, ...Array(Math.max(0, keyPresses - slow.length)).fill(16)];
}

/** Each time in milliseconds beside its limit. */
export async function times() {
  const { url, close } = await serve();
  const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const browser = await puppeteer.launch({ executablePath: chromiumPath(), args });
  try {
    const starts = [];
    for (let i = 0; i < loads; i++) starts.push(await timeOfFirstWeights(browser, url));
    const keys = await timesOfKeyPresses(browser, url);
    return [
      { name: `first weights, median of ${loads}`, value: median(starts), limit: 1000 },
      { name: `key press to next paint, 98th percentile of ${keyPresses}`, value: percentile(keys, 0.98), limit: 100 },
      ...(await modelTimes(browser, url, firstWeights)),
      ...(await moveTimes(browser, url)),
    ];
  } finally {
    await browser.close();
    await close();
  }
}
