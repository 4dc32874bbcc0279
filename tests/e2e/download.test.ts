/** A download that breaks off: said where it can be tried again, and not said to be under way any more. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { serve } from "../../scripts/serve.mjs";
import { useEngine } from "../engine.ts";
import { inEachBrowser } from "./browsers.ts";
import { PlayPage } from "./play-page.ts";
import { site, type Served } from "./site.ts";

inEachBrowser("a download that breaks off", (browser) => {
  const engine = useEngine();
  let served: Served | null = null;
  let server: Server | null = null;
  let isBroken = false;

  /** The site, behind a line that drops long answers after a while. */
  beforeAll(async () => {
    served = await serve(site);
    const { url } = served;
    server = createServer((request, response) => {
      const isDropped = isBroken && request.url?.endsWith(".safetensors");
      void fetch(new URL(request.url?.slice(1) ?? "", url))
        .then(async (answer) => {
          const bytes = new Uint8Array(await answer.arrayBuffer());
          const type = answer.headers.get("content-type") ?? "";
          response.writeHead(answer.status, { "content-type": type, "content-length": bytes.length });
          if (isDropped) response.write(bytes.subarray(0, 200_000), () => setTimeout(() => response.destroy(), 200));
          else response.end(bytes);
        })
        // What is still on its way when the test ends.
        .catch(() => response.destroy());
    });
    await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  });
  afterAll(async () => {
    server?.closeAllConnections();
    server?.close();
    await served?.close();
  });

  it("is said, and works when it is tried again", async () => {
    isBroken = true;
    const { port } = server?.address() as AddressInfo;
    const visit = await browser.open(`http://127.0.0.1:${port}/#v=1&text=I+like+apples`, {
      allowed: /Failed to load|ERR_|NetworkError|Content-Length|partial/i,
    });
    const play = PlayPage.of(visit);
    await play.says(/could not be loaded.*Try again/);
    const meta = () => visit.page.$eval(".inpmeta", (element) => element.textContent?.trim());
    await expect.poll(meta, { timeout: 10_000 }).not.toMatch(/loading/);
    isBroken = false;
    // A request that the broken line still holds, such as the service worker's, may fail once more: a person tries again.
    const retried = async () => {
      if ((await play.messages()).length > 0) await play.clickButton("Try again");
      return play.messages();
    };
    await expect.poll(retried, { timeout: 10_000, interval: 500 }).toEqual([]);
    await play.shows(engine(), "I like apples");
    expect(await play.messages()).toEqual([]);
  });
});
