/**
 * One harness for both real browsers: `inEachBrowser` runs the same tests in Chromium (DevTools protocol) and in Firefox
 * (WebDriver BiDi). Every page gets a storage of its own, and a test fails if its page wrote an error or a warning to the
 * console (a breach of its Content Security Policy is one), or asked another origin for anything.
 */
import puppeteer, { type Browser, type LaunchOptions, type Page, type Viewport } from "puppeteer-core";
import { afterAll, afterEach, beforeAll, describe, expect } from "vitest";
import { chromiumPath, firefoxPath } from "../../scripts/lib/browsers.mjs";

export type BrowserName = "chromium" | "firefox";
export const browserNames: readonly BrowserName[] = ["chromium", "firefox"];

/** This machine under a name that browsers do not trust without https, as they do localhost. */
export const insecureHost = "insecure.test";

const isRoot = process.getuid?.() === 0;
const launchOptions: Record<BrowserName, () => LaunchOptions> = {
  chromium: () => ({
    browser: "chrome",
    executablePath: required("Chromium", chromiumPath()),
    args: [
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--no-first-run",
      `--host-resolver-rules=MAP ${insecureHost} 127.0.0.1`,
      ...(isRoot ? ["--no-sandbox"] : []),
    ],
  }),
  firefox: () => ({
    browser: "firefox",
    executablePath: required("Firefox", firefoxPath()),
    // As a person's Firefox has it; the profile for automation lets files read each other.
    extraPrefsFirefox: { "security.fileuri.strict_origin_policy": true, "network.dns.localDomains": insecureHost },
  }),
};

function required(name: string, path: string | null): string {
  if (path === null) throw new Error(`${name} is not installed; npm run setup -- --tests installs it.`);
  return path;
}

export const wide: Viewport = { width: 1440, height: 900 };
export const phone: Viewport = { width: 390, height: 844, deviceScaleFactor: 2 };

export interface OpenOptions {
  viewport?: Viewport;
  /** Runs in the page before anything of its own. */
  before?: () => void;
  /** Complaints that this test is about. */
  allowed?: RegExp;
}

/** A page and what it did that it should not have done. */
export interface Visit {
  page: Page;
  problems: string[];
  /** Every address that was asked for, by the page or its workers. */
  requests: string[];
}

export class TestBrowser {
  readonly name: BrowserName;
  #browser: Browser | null = null;
  #visits: Visit[] = [];

  constructor(name: BrowserName) {
    this.name = name;
  }

  async start(): Promise<void> {
    this.#browser = await puppeteer.launch(launchOptions[this.name]());
  }

  async stop(): Promise<void> {
    await this.#browser?.close();
  }

  async open(url: string, { viewport = wide, before, allowed }: OpenOptions = {}): Promise<Visit> {
    if (!this.#browser) throw new Error("the browser was not started");
    const context = await this.#browser.createBrowserContext();
    const page = await context.newPage();
    const visit: Visit = { page, problems: [], requests: [] };
    this.#visits.push(visit);
    watch(visit, new URL(url).origin, allowed);
    await page.setViewport(viewport);
    if (before) await page.evaluateOnNewDocument(before);
    await page.goto(url);
    return visit;
  }

  /** Closes the pages of a test and fails it if one of them had problems. */
  async finish(): Promise<void> {
    const visits = this.#visits.splice(0);
    for (const { page } of visits) await page.browserContext().close();
    expect(visits.flatMap(({ problems }) => problems)).toEqual([]);
  }
}

function watch({ page, problems, requests }: Visit, origin: string, allowed?: RegExp): void {
  const complain = (problem: string) => {
    if (!allowed?.test(problem)) problems.push(problem);
  };
  page.on("console", (message) => {
    if (["error", "warn"].includes(message.type())) complain(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => complain(`error: ${String(error)}`));
  page.on("request", (request) => {
    const url = request.url();
    requests.push(url);
    const isLocal = url.startsWith(origin) || /^(data|blob|about|file):/.test(url);
    if (!isLocal) complain(`request: ${url}`);
  });
}

/** The same tests in Chromium and in Firefox (or in those named). */
export function inEachBrowser(title: string, define: (browser: TestBrowser) => void, names = browserNames): void {
  describe.each(names)(`${title} (%s)`, (name) => {
    const browser = new TestBrowser(name);
    beforeAll(() => browser.start(), 60_000);
    afterAll(() => browser.stop(), 60_000);
    afterEach(() => browser.finish());
    define(browser);
  });
}
