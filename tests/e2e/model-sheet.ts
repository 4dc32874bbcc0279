/** What a person does under the formula's part for the source of a transformer. */
import { expect } from "vitest";
import type { PlayPage } from "./play-page.ts";

/** Presses a button that stands there, as soon as it does. */
export const press = (play: PlayPage, name: string): Promise<void> =>
  expect
    .poll(
      () =>
        play.page.evaluate((name) => {
          const all = document.querySelectorAll<HTMLElement>("page-sheet button, page-vector-status button");
          const button = [...all].find(
            (each) => each.checkVisibility() && (each.ariaLabel ?? each.textContent ?? "").trim().startsWith(name),
          );
          button?.click();
          return button !== undefined;
        }, name),
      { timeout: 20_000 },
    )
    .toBe(true);

/** Types a name or an address, and asks what it is. */
export async function lookUp(play: PlayPage, name: string): Promise<void> {
  await play.page.waitForSelector("#model-name");
  await play.page.$eval(
    "#model-name",
    (input, name) => {
      (input as HTMLInputElement).value = name;
      input.dispatchEvent(new InputEvent("input", { bubbles: true }));
    },
    name,
  );
  await press(play, "Look up");
}

export const sheetSays = (play: PlayPage, words: RegExp): Promise<void> =>
  expect.poll(() => play.page.$eval("page-sheet", (sheet) => sheet.textContent), { timeout: 20_000 }).toMatch(words);

/** Addresses that were asked for and have this in them. */
export const asked = ({ visit }: PlayPage, part: string): string[] =>
  visit.requests.filter((url) => url.includes(part));
