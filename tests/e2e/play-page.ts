/** The page as a person sees and uses it: by labels, roles and the pictures' own data. */
import type { KeyInput, Page } from "puppeteer-core";
import { expect } from "vitest";
import type { Engine, PlayArguments, PlayInput } from "../../web/engine/types.ts";
import type { ViewData } from "../../web/render/view-data.ts";
import { bitsOf } from "./bits.ts";
import type { OpenOptions, TestBrowser, Visit } from "./browsers.ts";

/** What the matrix and the strip draw. */
export interface Shown {
  tokens: string[];
  keyTokens: string[];
  weights: number[];
}

type Picture = HTMLElement & { data: ViewData | null };

export class PlayPage {
  readonly page: Page;
  readonly visit: Visit;

  private constructor(visit: Visit) {
    this.visit = visit;
    this.page = visit.page;
  }

  /** A page that was opened otherwise, perhaps without weights. */
  static of(visit: Visit): PlayPage {
    return new PlayPage(visit);
  }

  /** Opens an address of the page and waits for its first weights. */
  static async open(browser: TestBrowser, url: string, state: Record<string, string> = {}, options?: OpenOptions) {
    const fragment = new URLSearchParams({ v: "1", ...state }).toString();
    const play = new PlayPage(await browser.open(Object.keys(state).length ? `${url}#${fragment}` : url, options));
    await play.weightsAreThere();
    return play;
  }

  async weightsAreThere(): Promise<void> {
    await this.page.waitForFunction(() => (document.querySelector("attn-strip") as Picture | null)?.data);
  }

  shown(): Promise<Shown | null> {
    return this.page.evaluate(() => {
      const data = (document.querySelector("attn-matrix") as Picture | null)?.data;
      if (!data) return null;
      const texts = (tokens: ViewData["tokens"]) => tokens.map((token) => token.text);
      const weights = [...new Uint32Array(data.weights.slice().buffer)];
      return { tokens: texts(data.tokens), keyTokens: texts(data.keyTokens), weights };
    });
  }

  /** Waits until the pictures show exactly what the engine gives in Node. */
  async shows(engine: Engine, text: PlayInput, options: PlayArguments = {}, head = 0): Promise<number[]> {
    const expected = await shownOf(engine, text, options, head);
    await expect.poll(() => this.shown(), { timeout: 10_000 }).toEqual(expected);
    return expected.weights;
  }

  async tokensAre(texts: string[]): Promise<void> {
    await expect.poll(async () => (await this.shown())?.tokens, { timeout: 10_000 }).toEqual(texts);
  }

  get #textSelector(): string {
    return "page-texts textarea";
  }

  async typeInstead(text: string): Promise<void> {
    await this.clearText();
    await this.page.keyboard.type(text);
  }

  async clearText(): Promise<void> {
    await this.page.focus(this.#textSelector);
    await this.press("Control", "a");
    await this.page.keyboard.press("Delete");
  }

  /** Sets a text as if it had been pasted: fast also for long ones. */
  async paste(text: string): Promise<void> {
    await this.page.$eval(
      this.#textSelector,
      (area, text) => {
        (area as HTMLTextAreaElement).value = text;
        area.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertFromPaste" }));
      },
      text,
    );
  }

  text(): Promise<string> {
    return this.page.$eval(this.#textSelector, (area) => (area as HTMLTextAreaElement).value);
  }

  async press(modifier: KeyInput, key: KeyInput): Promise<void> {
    await this.page.keyboard.down(modifier);
    await this.page.keyboard.press(key);
    await this.page.keyboard.up(modifier);
  }

  /** A token of the strip, by its place. */
  token(index: number, side = "other"): string {
    return `attn-strip >>> [role=option][data-index="${index}"][data-side="${side}"]`;
  }

  /** The spoken name of every token: its text and its weight. */
  spokenTokens(): Promise<string[]> {
    return this.page.$$eval("attn-strip >>> [role=option]", (tokens) => tokens.map((token) => token.ariaLabel ?? ""));
  }

  selectedTokens(): Promise<number[]> {
    return this.page.$$eval("attn-strip >>> [role=option][aria-selected=true]", (tokens) =>
      tokens.map((token) => Number((token as HTMLElement).dataset["index"])),
    );
  }

  /** The sentence above the strip. */
  sentence(): Promise<string> {
    return this.page.$eval("page-stage .say", (sentence) => sentence.textContent?.replace(/\s+/g, " ").trim() ?? "");
  }

  /** Opens what is under a part of the formula. */
  async openPart(slot: string): Promise<void> {
    await this.page.click(`button[data-slot="${slot}"]`);
    await this.page.waitForSelector("page-sheet [role=dialog]");
  }

  async closePart(): Promise<void> {
    await this.page.keyboard.press("Escape");
    await this.page.waitForFunction(() => !document.querySelector("page-sheet"));
  }

  /** Keeps a choice of the open part, and takes the pointer away so that nothing is merely tried. */
  async choose(id: string): Promise<void> {
    await this.page.click(`page-sheet [data-choice="${id}"]`);
    await this.page.mouse.move(2, 2);
    await this.page.waitForSelector(`page-sheet [data-choice="${id}"][aria-checked=true]`);
  }

  /** Sets a number or a slider under a part. */
  async setField(id: string, value: number | string): Promise<void> {
    await this.page.$eval(
      `#field-${id}`,
      (field, value) => {
        (field as HTMLInputElement).value = String(value);
        field.dispatchEvent(new InputEvent("input", { bubbles: true }));
      },
      value,
    );
  }

  async clickButton(name: string): Promise<void> {
    const found = await this.page.evaluate((name) => {
      const isShown = (element: HTMLElement) => element.checkVisibility() && element.getClientRects().length > 0;
      const nameOf = (element: Element) => (element.ariaLabel ?? element.textContent ?? "").replace(/\s+/g, " ").trim();
      const button = [...document.querySelectorAll<HTMLElement>("button, [role=menuitem]")].find(
        (element) => isShown(element) && nameOf(element).startsWith(name),
      );
      button?.click();
      return button !== undefined;
    }, name);
    expect(found, `a button "${name}"`).toBe(true);
  }

  /** What the page says about problems, wherever it stands. */
  messages(): Promise<string[]> {
    return this.page.$$eval("[role=alert], .problem, .notice", (elements) =>
      elements.map((element) => element.textContent?.replace(/\s+/g, " ").trim() ?? "").filter((text) => text !== ""),
    );
  }

  async says(message: RegExp): Promise<void> {
    await expect.poll(async () => (await this.messages()).join(" | "), { timeout: 10_000 }).toMatch(message);
  }

  /** The state in the address, by name. */
  async state(): Promise<Record<string, string>> {
    const fragment = await this.page.evaluate(() => location.hash.slice(1));
    return Object.fromEntries(new URLSearchParams(fragment));
  }

  async stateIs(state: Record<string, unknown>): Promise<void> {
    await expect.poll(() => this.state(), { timeout: 5000 }).toMatchObject(state);
  }

  /** Lets a file fall onto the page. */
  async drop(name: string, content: string | number[]): Promise<void> {
    await this.page.evaluate(
      (name, content) => {
        const part = typeof content === "string" ? content : Uint8Array.from(content);
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([part], name));
        for (const type of ["dragenter", "dragover", "drop"])
          document.body.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer }));
      },
      name,
      content,
    );
  }
}

/** What the pictures must show for a run: computed in Node. */
export async function shownOf(engine: Engine, text: PlayInput, options: PlayArguments, head = 0): Promise<Shown> {
  const run = await engine.play(text, options);
  const { weights } = await run.attention({ head });
  const texts = (tokens: { text: string }[]) => tokens.map((token) => token.text);
  return { tokens: texts(run.tokens), keyTokens: texts(run.keyTokens), weights: bitsOf(weights) };
}
