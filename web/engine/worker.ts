/** The host in a worker. */
import * as Comlink from "comlink";
import { EngineHost } from "./host.ts";
import { webPlatform } from "./platform-web.ts";
import type { CallName, Calls, Host, OnEvent } from "./protocol.ts";
import { buffersOf } from "./transfer.ts";

const host = new EngineHost(webPlatform("worker"));

const exposed: Host = {
  async call<K extends CallName>(name: K, id: number, input: Calls[K]["in"], onEvent?: OnEvent<K>) {
    const unheard = new Set<Promise<unknown>>();
    const tell = (event: Parameters<OnEvent<K>>[0]) => {
      const heard = Promise.resolve(onEvent?.(event)).finally(() => unheard.delete(heard));
      unheard.add(heard);
    };
    const answer = await host.call(name, id, input, onEvent && tell);
    await Promise.allSettled(unheard); // news have a port of their own, and the answer would overtake them
    return Comlink.transfer(answer, buffersOf(answer));
  },
  cancel: (id) => host.cancel(id),
};
Comlink.expose(exposed);
postMessage("ready");
