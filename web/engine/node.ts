/** The engine in Node: in this process, so that a script which only awaits its runs ends by itself. */
import { pathToFileURL } from "node:url";
import { resolveBase } from "./base-url.ts";
import { readWish } from "./build-wish.ts";
import { connect } from "./client.ts";
import type { Link } from "./link.ts";
import { EngineHost } from "./host.ts";
import { nodePlatform } from "./platform-node.ts";
import type { Engine, EngineOptions } from "./types.ts";
import { findFolder, findPackage } from "../text/model/node-folder.ts";

export * from "./public.ts";

export async function createEngine(options: EngineOptions = {}): Promise<Engine> {
  const wish = readWish(options);
  const base = new URL(resolveBase(options.baseUrl), pathToFileURL(`${process.cwd()}/`)).href;
  return connect(inProcess(new EngineHost(nodePlatform)), base, wish);
}

function inProcess(host: EngineHost): Link {
  return {
    host,
    callback: (callback) => callback,
    address: (source) => source,
    finders: { findFolder, findPackage },
    close: () => host.close(),
  };
}
