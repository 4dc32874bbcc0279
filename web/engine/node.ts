/** The engine in Node: in this process, so that a script which only awaits its runs ends by itself. */
import { pathToFileURL } from "node:url";
import { resolveBase } from "./base-url.ts";
import { type Link, connect } from "./client.ts";
import { EngineHost } from "./host.ts";
import { nodePlatform } from "./platform-node.ts";
import type { Engine, EngineOptions } from "./types.ts";
import { findFolder, findPackage } from "../text/model/node-folder.ts";

export * from "./public.ts";

export async function createEngine({ baseUrl }: EngineOptions = {}): Promise<Engine> {
  const base = new URL(resolveBase(baseUrl), pathToFileURL(`${process.cwd()}/`)).href;
  return connect(inProcess(new EngineHost(nodePlatform)), base);
}

function inProcess(host: EngineHost): Link {
  return {
    host,
    callback: (callback) => callback,
    address: (source) => source,
    finders: { findFolder, findPackage },
    close: () => undefined,
  };
}
