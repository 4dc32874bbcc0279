/** Begins an engine in a browser. */
import * as Comlink from "comlink";
import { badInput } from "./arguments.ts";
import { resolveBase } from "./base-url.ts";
import { BrowserHost } from "./browser-host.ts";
import { readWish } from "./build-wish.ts";
import { begin, type Begun } from "./client.ts";
import type { EngineOptions } from "./types.ts";

interface BegunInBrowser extends Begun {
  /** Settles when the worker runs, or cannot. */
  started: Promise<void>;
}

/** @throws AttentionError `bad_option` */
export function beginEngine(options: EngineOptions = {}): BegunInBrowser {
  const wish = readWish(options);
  const baseUrl = new URL(resolveBase(options.baseUrl), document.baseURI).href;
  const host = new BrowserHost();
  const link = { host, address, callback: Comlink.proxy, close: () => host.close() };
  return { ...begin(link, baseUrl, wish), started: host.started };
}

function address(source: string): string {
  try {
    return new URL(source, document.baseURI).href;
  } catch {
    throw badInput("source", "an address");
  }
}
