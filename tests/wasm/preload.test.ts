import { expect, it } from "vitest";
import { connect } from "../../web/engine/client.ts";
import { AttentionError } from "../../web/engine/errors.ts";
import { EngineHost } from "../../web/engine/host.ts";
import { nodePlatform } from "../../web/engine/platform-node.ts";
import type { Platform } from "../../web/engine/platform.ts";
import type { Progress } from "../../web/engine/types.ts";
import { baseUrl, useEngine } from "../engine.ts";

const engine = useEngine();

it("preload() loads a language's files once and tells how far it is", async () => {
  const seen: Progress[] = [];
  await engine().preload(["zh"], (progress) => seen.push(progress));
  expect(new Set(seen.map(({ name }) => name))).toEqual(new Set(["zh.safetensors", "zh.vocab.tsv"]));
  expect(seen.every(({ loaded, total }) => loaded === total)).toBe(true);
  seen.length = 0;
  await engine().preload(["zh"], (progress) => seen.push(progress));
  expect(seen).toEqual([]);
});

it("preload() refuses a language that is not bundled", async () => {
  await expect(engine().preload(["fr" as never])).rejects.toMatchObject({ code: "bad_option" });
});

it("a failed load is tried again by the next call", async () => {
  let failures = 1;
  const flaky: Platform = {
    ...nodePlatform,
    readAsset: (url, options) => {
      if (!url.endsWith("en.vocab.tsv") || failures-- <= 0) return nodePlatform.readAsset(url, options);
      return Promise.reject(new AttentionError("fetch_failed", "offline"));
    },
  };
  const host = new EngineHost(flaky);
  const second = await connect({ host, callback: (f) => f, address: (s) => s, close: () => undefined }, baseUrl);
  await expect(second.play("apples")).rejects.toMatchObject({ code: "fetch_failed" });
  expect((await second.play("apples")).tokens[0]!.known).toBe(true);
});
