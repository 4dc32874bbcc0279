/** The host in a worker. */
import * as Comlink from "comlink";
import { EngineHost } from "./host.ts";
import { webPlatform } from "./platform-web.ts";
import type { CallName, Calls, Host, OnProgress } from "./protocol.ts";
import { buffersOf } from "./transfer.ts";

const host = new EngineHost(webPlatform("worker"));

const exposed: Host = {
  async call<K extends CallName>(name: K, id: number, input: Calls[K]["in"], onProgress?: OnProgress) {
    const answer = await host.call(name, id, input, onProgress);
    return Comlink.transfer(answer, buffersOf(answer));
  },
  cancel: (id) => host.cancel(id),
};
Comlink.expose(exposed);
postMessage("ready");
