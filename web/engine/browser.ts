/** The engine in a browser: in a worker, or in the page where a worker cannot start. */
import * as Comlink from "comlink";
import { badInput } from "./arguments.ts";
import { resolveBase } from "./base-url.ts";
import { readWish } from "./build-wish.ts";
import { connect } from "./client.ts";
import type { Link } from "./link.ts";
import { AttentionError } from "./errors.ts";
import type { Host } from "./protocol.ts";
import type { Engine, EngineOptions } from "./types.ts";

export * from "./public.ts";

export async function createEngine(options: EngineOptions = {}): Promise<Engine> {
  const wish = readWish(options);
  const link = await linkToWorker().catch(linkToMain);
  return connect(link, new URL(resolveBase(options.baseUrl), document.baseURI).href, wish);
}

function address(source: string): string {
  try {
    return new URL(source, document.baseURI).href;
  } catch {
    throw badInput("source", "an address");
  }
}

/** Fails where the script comes from another origin, and where workers are forbidden. */
async function linkToWorker(): Promise<Link> {
  // Firefox would write an error to the console before it throws.
  if (new URL(import.meta.url).origin !== location.origin) throw new Error("the script comes from another origin");
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
  await new Promise<void>((resolve, reject) => {
    worker.addEventListener("message", () => resolve(), { once: true });
    worker.addEventListener("error", (event) => reject(new Error(event.message)), { once: true });
  });
  const host = Comlink.wrap<Host>(worker);
  return {
    host: host as unknown as Host,
    callback: (callback) => Comlink.proxy(callback),
    address,
    close: () => worker.terminate(),
  };
}

async function linkToMain(reason: unknown): Promise<Link> {
  try {
    const [{ EngineHost }, { webPlatform }] = await Promise.all([import("./host.ts"), import("./platform-web.ts")]);
    const host = new EngineHost(webPlatform("main"));
    return { host, callback: (callback) => callback, address, close: () => undefined };
  } catch (error) {
    const message = `The engine cannot start in a worker (${String(reason)}) nor in the page (${String(error)}).`;
    throw new AttentionError("worker_unavailable", message);
  }
}
