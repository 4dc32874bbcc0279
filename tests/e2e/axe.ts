/** The rules of accessibility that can be checked by machine. */
import { readFileSync } from "node:fs";
import type { AxeResults, RunOptions } from "axe-core";
import type { Page } from "puppeteer-core";
import { at } from "./site.ts";

const axe = readFileSync(at("node_modules/axe-core/axe.min.js"), "utf8");

declare global {
  interface Window {
    axe: { run(options: RunOptions): Promise<AxeResults> };
  }
}

/** The rules that are broken, each with the elements that break it. */
export async function violations(page: Page): Promise<Record<string, string[]>> {
  await page.evaluate(axe);
  const found = await page.evaluate(async () => (await window.axe.run({ resultTypes: ["violations"] })).violations);
  return Object.fromEntries(found.map(({ id, nodes }) => [id, nodes.map(({ target }) => target.flat().join(" "))]));
}
