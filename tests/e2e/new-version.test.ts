/** A page that was kept for use offline, and a host that has a newer one. */
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { serve } from "../../scripts/serve.mjs";
import { inEachBrowser } from "./browsers.ts";
import { PlayPage } from "./play-page.ts";
import { site, type Served } from "./site.ts";

inEachBrowser("a new version", (browser) => {
  let folder = "";
  let served: Served | null = null;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "attention-e2e-"));
    await cp(site, folder, { recursive: true });
    served = await serve(folder);
  });
  afterAll(async () => {
    await served?.close();
    await rm(folder, { recursive: true });
  });

  const rewrite = async (name: string, change: (text: string) => string) => {
    const file = path.join(folder, name);
    const before = await readFile(file, "utf8");
    const after = change(before);
    expect(after).not.toBe(before);
    await writeFile(file, after);
  };

  /** What a build does when index.html changes: its bytes, and its revision in the service worker's list. */
  async function release(): Promise<void> {
    await rewrite("index.html", (html) => html.replace("<body>", '<body data-release="2">'));
    await rewrite("service-worker.js", (script) =>
      script.replace(/(url:"index\.html",revision:")[0-9a-f]+/, "$1aaaaaaaaaaaaaaaa"),
    );
  }

  it("is offered when it is wholly there, and comes with Reload; until then the old one stays", async () => {
    const play = await PlayPage.open(browser, served?.url ?? "", { text: "I like apples" });
    const { page } = play;
    const shownRelease = () => page.evaluate(() => document.body.dataset["release"] ?? "1");
    await page.evaluate(() => navigator.serviceWorker.ready);
    await release();
    await page.reload();
    await play.weightsAreThere();
    expect(await shownRelease()).toBe("1");
    await play.says(/A new version of this page is ready\./);
    await play.clickButton("Reload");
    await expect.poll(shownRelease, { timeout: 10_000 }).toBe("2");
    await play.weightsAreThere();
    expect(await play.text()).toBe("I like apples");
    expect(await play.messages()).toEqual([]);
  });
});
