// How long a visitor waits for the bundled transformer that the browser keeps already, and how long the page is blocked meanwhile.
import { URLSearchParams } from "node:url";
import { categories, longest, mainThread, median } from "./trace.mjs";

const loads = 5;
const text = "The animal did not cross the street because it was too tired";
const fragment = new URLSearchParams({ v: "1", text, model: "e5-small", layer: "8", head: "8" });
/** Grid, steps and what waits for an idle moment. */
const settling = 1500;
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** A load from the first byte of the page to the model's weights, and the longest task until all is drawn. */
async function loadOnce(page, url, firstWeights) {
  await page.goto("about:blank");
  await page.tracing.start({ categories });
  await page.goto(`${url}#${fragment}`);
  const time = await page.evaluate(firstWeights);
  await pause(settling);
  return { time, longest: longest(mainThread(await page.tracing.stop()).tasks) };
}

/** Each time in milliseconds beside its limit. */
export async function modelTimes(browser, url, firstWeights) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await page.setViewport({ width: 1440, height: 900 });
  await loadOnce(page, url, firstWeights); // after this the browser keeps it
  const found = [];
  for (let i = 0; i < loads; i++) found.push(await loadOnce(page, url, firstWeights));
  await context.close();
  return [
    {
      name: `first weights of e5-small, kept, median of ${loads}`,
      value: median(found.map(({ time }) => time)),
      limit: 1000,
    },
    { name: "  its longest task", value: median(found.map((each) => each.longest)), limit: 50 },
  ];
}
