/** What is asked of an engine before it is open: sent at once, answered when it is, and failing as it does. */
import { describe, expect, it } from "vitest";
import { readWish } from "../../web/engine/build-wish.ts";
import { begin } from "../../web/engine/client.ts";
import { AttentionError } from "../../web/engine/errors.ts";
import { EngineHost } from "../../web/engine/host.ts";
import type { Link } from "../../web/engine/link.ts";
import { compileModule } from "../../web/engine/module.ts";
import { nodePlatform } from "../../web/engine/platform-node.ts";
import type { Host } from "../../web/engine/protocol.ts";
import { baseUrl } from "../engine.ts";

let isClosed = false;
const linkTo = (host: Host): Link => {
  isClosed = false;
  return { host, callback: (f) => f, address: (s) => s, close: () => (isClosed = true) };
};

/** A host whose opening waits until it is allowed to end; it notes what it is asked. */
function slow(host: EngineHost) {
  const asked: string[] = [];
  let open = () => {};
  const allowed = new Promise<void>((resolve) => (open = resolve));
  const spied: Host = {
    call: async (name, ...rest) => {
      asked.push(name);
      const answer = await host.call(name, ...rest);
      if (name === "open") await allowed;
      return answer;
    },
    cancel: (id) => host.cancel(id),
  };
  return { host: spied, asked, open };
}

describe("a call before the engine is open", () => {
  it("is sent behind the opening without waiting for it", async () => {
    const { host, asked, open } = slow(new EngineHost(nodePlatform));
    const { engine, opened } = begin(linkTo(host), baseUrl, readWish({}));
    const run = engine.play("I like apples");
    expect((await run).tokens).toHaveLength(3);
    expect(asked).toEqual(["open", "play"]);
    open();
    await opened;
    expect(engine.info).toMatchObject({ host: "node", threads: 1 });
  });

  it("fails as the opening does, and so do later ones", async () => {
    const compile = () => Promise.reject(new AttentionError("wasm_unavailable", "There is none here."));
    const { engine, opened } = begin(linkTo(new EngineHost(nodePlatform, compile)), baseUrl, readWish({}));
    const early = engine.play("I like apples");
    await expect(opened).rejects.toMatchObject({ code: "wasm_unavailable" });
    await expect(early).rejects.toMatchObject({ code: "wasm_unavailable" });
    await expect(engine.play("I like apples")).rejects.toMatchObject({ code: "wasm_unavailable" });
    expect(isClosed).toBe(true);
  });

  it("does not see that threads that were not asked for cannot start", async () => {
    const builds: number[] = [];
    const compile: typeof compileModule = (platform, base, build) => {
      builds.push(build.threads);
      if (build.threads > 1) return Promise.reject(new AttentionError("threads_unavailable", "None start."));
      return compileModule(platform, base, build);
    };
    const platform = { ...nodePlatform, threads: () => ({ nProcessors: 2, noThreads: null }) };
    const { engine, opened } = begin(linkTo(new EngineHost(platform, compile)), baseUrl, readWish({ threads: "auto" }));
    expect((await engine.play("I like apples")).tokens).toHaveLength(3);
    await opened;
    expect(builds).toEqual([2, 1]);
    expect(engine.info.threads).toBe(1);
  });
});
