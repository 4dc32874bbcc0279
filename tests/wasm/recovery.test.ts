/** Traps, cancelled calls and disposal, with a host whose module is wrapped so that it can be made to fail. */
import { beforeEach, describe, expect, it } from "vitest";
import { connect } from "../../web/engine/client.ts";
import type { Link } from "../../web/engine/link.ts";
import { at } from "../../scripts/lib/paths.mjs";
import { EngineHost } from "../../web/engine/host.ts";
import { compileModule } from "../../web/engine/module.ts";
import { nodePlatform } from "../../web/engine/platform-node.ts";
import type { Engine } from "../../web/engine/types.ts";
import type { WasmSession } from "../../web/engine/wasm-session.ts";
import { findFolder } from "../../web/text/model/node-folder.ts";
import { baseUrl } from "../engine.ts";

let trapsLeft: number;
let nInstances: number;
let calls: string[];
let engine: Engine;

/** Throws what a trap throws as often as the test asks for. */
function failing(session: WasmSession, method: "attention" | "addRow"): void {
  const original = session[method].bind(session);
  session[method] = (number: number) => {
    if (trapsLeft > 0) {
      trapsLeft--;
      throw new WebAssembly.RuntimeError("unreachable");
    }
    return original(number);
  };
}

const compile: typeof compileModule = async (platform, base, build) => {
  const instantiate = await compileModule(platform, base, build);
  return async () => {
    const module = await instantiate();
    nInstances++;
    return {
      ...module,
      Session: class {
        constructor() {
          const session = new module.Session();
          failing(session, "attention");
          failing(session, "addRow");
          return session;
        }
      } as typeof module.Session,
      Model: class {
        constructor() {
          const model = new module.Model();
          const call = model.call.bind(model);
          model.call = (...what) => {
            if (trapsLeft === 0) return call(...what);
            trapsLeft--;
            throw new WebAssembly.RuntimeError("unreachable");
          };
          return model;
        }
      } as typeof module.Model,
    };
  };
};

beforeEach(async () => {
  trapsLeft = 0;
  nInstances = 0;
  calls = [];
  const host = new EngineHost(nodePlatform, compile);
  const spied: Link["host"] = {
    call: (name, ...rest) => {
      calls.push(name);
      return host.call(name, ...rest);
    },
    cancel: (id) => host.cancel(id),
  };
  engine = await connect(
    { host: spied, callback: (f) => f, address: (s) => s, finders: { findFolder }, close: () => undefined },
    baseUrl,
  );
});

describe("a trap", () => {
  it("restarts the engine and repeats the run once, with the same numbers", async () => {
    const run = await engine.play("我喜欢吃苹果");
    const before = await run.attention();
    await (await engine.play("I like apples")).attention();
    trapsLeft = 1;
    expect(await run.attention()).toEqual(before);
    expect(nInstances).toBe(2);
  });

  it("is an error when it comes twice, and the engine then works again", async () => {
    const run = await engine.play("I like apples");
    trapsLeft = 2;
    await expect(run.attention()).rejects.toMatchObject({ name: "AttentionError", code: "engine_crashed" });
    expect((await run.attention()).weights).toHaveLength(9);
  });

  it("loads own vectors again", async () => {
    const vectors = await engine.loadVectors(new Blob(["apple 1 2\npear 2 1\n"]));
    const run = await engine.play("apple pear", { vectors });
    const before = await run.attention();
    await (await engine.play("I like apples")).attention();
    trapsLeft = 1;
    expect(await run.attention()).toEqual(before);
    trapsLeft = 1;
    expect((await engine.loadVectors(new Blob(["apple 1 2\n"]))).nWords).toBe(1);
  });

  it("loads a model again, and its run has the same numbers", async () => {
    const model = await engine.loadModel(at("web/models/e5-small"));
    const run = await model.run("I like apples");
    const before = await run.attention({ layer: 11, head: 2 });
    trapsLeft = 1;
    expect(await run.attention({ layer: 11, head: 2 })).toEqual(before);
    expect(nInstances).toBe(2);
  });

  it("does not lose other calls that are under way", async () => {
    const runs = await Promise.all(["I like apples", "我喜欢吃苹果", "do not"].map((text) => engine.play(text)));
    trapsLeft = 1;
    const found = await Promise.all(runs.map((run) => run.attention()));
    expect(found.map(({ nKeys }) => nKeys)).toEqual([3, 4, 2]);
  });
});

describe("an AbortSignal", () => {
  it("rejects with a DOMException AbortError before any work", async () => {
    const aborted = engine.play("apples", { signal: AbortSignal.abort() });
    await expect(aborted).rejects.toBeInstanceOf(DOMException);
    await expect(aborted).rejects.toMatchObject({ name: "AbortError" });
    expect(calls).toEqual(["open"]);
  });

  it("stops a run that was overtaken before it looked at the text", async () => {
    const controller = new AbortController();
    const stale = engine.play("I like apples", { signal: controller.signal });
    controller.abort();
    const fresh = engine.play("我喜欢吃苹果");
    await expect(stale).rejects.toMatchObject({ name: "AbortError" });
    expect((await fresh).tokens).toHaveLength(4);
  });
});

describe("dispose()", () => {
  it("ends calls under way and refuses new ones", async () => {
    const run = await engine.play("apples");
    const underWay = engine.play("我喜欢吃苹果");
    const ended = expect(underWay).rejects.toMatchObject({ code: "disposed" });
    await engine.dispose();
    await ended;
    await expect(run.attention()).rejects.toMatchObject({ code: "disposed" });
    await engine.dispose();
  });
});
