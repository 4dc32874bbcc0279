import { describe, expect, it } from "vitest";
import type { ErrorCode } from "../../web/engine/errors.ts";
import { createEngine } from "../../web/engine/node.ts";
import type { AttendOptions, PlayArguments, PlayInput, Tensor, TraceName } from "../../web/engine/types.ts";
import { baseUrl, errorOf, useEngine } from "../engine.ts";

const engine = useEngine();

describe("play() refuses", () => {
  const cases: [ErrorCode, PlayInput, PlayArguments & Record<string, unknown>, RegExp][] = [
    ["empty_text", "", {}, /is empty/],
    ["empty_text", " \n\t ", {}, /is empty/],
    ["empty_text", { tokens: [] }, {}, /is empty/],
    ["empty_text", "…!", { punctuation: false }, /only punctuation/],
    ["empty_text", "apples", { against: "" }, /text of against/],
    ["empty_text", "apples", { pair: " " }, /text of pair/],
    ["too_long", "apples ".repeat(20_000), {}, /20000 tokens, and 4096/],
    ["too_long", "a ".repeat(4000), { pair: "b ".repeat(97) }, /4097/],
    ["too_long", "a", { against: "b ".repeat(4097) }, /4097/],
    ["bad_heads", "apples", { nHeads: 3 }, /possible are 1, 2, 4, 5, 10, 20, 25, 50, 100/],
    ["odd_head_dim", "apples", { nHeads: 4, position: "rope" }, /choose nHeads 1, 2, 5, 10, 25, 50/],
    ["unknown_option", "apples", { heads: 2 }, /no option "heads"/],
    ["bad_option", "apples", { temperature: 0 }, /temperature must be a number over 0/],
    ["bad_option", "apples", { temperature: 1e-320 }, /temperature must be a number over 0/],
    ["bad_option", "apples", { mask: { window: -1 } }, /mask must be/],
    ["bad_option", "apples", { offsets: { q: [1], k: [1], v: [1] } }, /offsets.q must have 100 numbers, not 1/],
    ["bad_option", { tokens: ["a", ""] }, {}, /not empty/],
    ["bad_option", null as never, {}, /text must be/],
    ["bad_option", "a", { against: "b", pair: "c" }, /against or pair/],
    ["needs_pair", "apples", { mask: "b_to_a" }, /needs a second text/],
    ["residual_against", "a", { against: "b", residual: true }, /no value among the keys/],
  ];
  it.each(cases)("%s, case %#", async (code, text, options, message) => {
    const error = await errorOf(engine().play(text, options));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
  });

  it("with the numbers in details", async () => {
    expect((await errorOf(engine().play("a ".repeat(5000)))).details).toEqual({ limit: 4096, got: 5000 });
    expect((await errorOf(engine().play("a", { nHeads: 3 }))).details).toMatchObject({
      possible: [1, 2, 4, 5, 10, 20, 25, 50, 100],
    });
  });
});

const vector = (value: number) => new Array<number>(100).fill(value);

describe("callers without types get an AttentionError", () => {
  const load = (options: object) => engine().loadVectors(new Blob(["cat 1 0\n"]), options);
  const calls: [string, () => Promise<unknown>, RegExp][] = [
    ["attend()", () => engine().attend(undefined as never), /inputs must be/],
    ["attend(…, null)", () => engine().attend({} as never, null as never), /options must be/],
    ["loadVectors()", () => engine().loadVectors(undefined as never), /source must be/],
    ["play(…, null)", () => engine().play("a", null as never), /options must be/],
    [
      "play(…, a signal that is none)",
      () => engine().play("a", { signal: 1 as never }),
      /signal must be an AbortSignal/,
    ],
    ["play(…, a bigint)", () => engine().play("a", { seed: 1n as never }), /seed must be .*, not 1/],
    ["play(…, NaN)", () => engine().play("a", { temperature: NaN }), /temperature must be .*, not NaN/],
    ["play(…, -Infinity)", () => engine().play("a", { sigma: -Infinity }), /sigma must be .*, not -Infinity/],
    ["neighbors(…, null)", () => engine().neighbors("a", 1, null as never), /options must be/],
    ["loadVectors(…, a callback that is none)", () => load({ onProgress: 1 }), /onProgress must be a function/],
    ["loadVectors(…, a name that is none)", () => load({ name: 1 }), /name must be a text/],
    [
      "preload(…, a callback that is none)",
      () => engine().preload(["en"], 1 as never),
      /onProgress must be a function/,
    ],
    [
      "explain()",
      async () => (await engine().play("a")).explain(undefined as never),
      /must be \{ query, key, layer, head \}/,
    ],
    ["attention(null)", async () => (await engine().play("a")).attention(null as never), /must be \{ layer, head \}/],
    [
      "trace(…, null)",
      async () => (await engine().play("a")).trace("q", null as never),
      /must be \{ layer, head, of \}/,
    ],
    ["loadModel()", () => engine().loadModel(undefined as never), /must be a model's name/],
    ["inspectModel(an address that is none)", () => engine().inspectModel("http://"), /an address that can be read/],
    ["createEngine() on half a thread", () => createEngine({ threads: 1.5 }), /threads must be "auto" or .*, not 1\.5/],
    ["createEngine() fast by word", () => createEngine({ fast: "yes" as never }), /fast must be .*, not "yes"/],
    ["createEngine(null)", () => createEngine(null as never), /options must be an object/],
  ];
  it.each(calls)("%s", async (_, call, message) => {
    const error = await errorOf(call());
    expect(error.code).toBe("bad_option");
    expect(error.message).toMatch(message);
  });

  const run = () => engine().play("I eat");
  const table = new Uint8ClampedArray(1024);
  const misspelt: [string, () => Promise<unknown>, RegExp][] = [
    ["createEngine()", () => createEngine({ baseUrl, thread: 2 } as never), /"thread"; there are/],
    ["attention()", async () => (await run()).attention({ Head: 0 } as never), /"Head"; there are layer, head\./],
    ["trace()", async () => (await run()).trace("q", { side: "keys" } as never), /"side"; there are layer, head, of\./],
    [
      "explain()",
      async () => (await run()).explain({ query: 0, key: 0, heads: 1 } as never),
      /"heads"; there are query, key, layer, head\./,
    ],
    ["pixels()", async () => (await run()).pixels?.({ table, colour: 1 } as never), /"colour"; there are table/],
    ["loadVectors()", () => load({ title: "mine" }), /"title"; there are name, onProgress, signal\./],
    ["neighbors()", () => engine().neighbors("a", 1, { vector: 1 } as never), /"vector"; there are vectors\./],
    ["loadModel()", () => engine().loadModel("e5-small", { weight: "int8" } as never), /"weight"; there are weights/],
    ["inspectModel()", () => engine().inspectModel("e5-small", { weights: "int8" } as never), /"weights"; there are/],
  ];
  it.each(misspelt)("of a misspelt option of %s", async (_, call, message) => {
    const error = await errorOf(call());
    expect(error.code).toBe("unknown_option");
    expect(error.message).toMatch(message);
  });

  it("of a side that is none", async () => {
    const error = await errorOf((await run()).trace("q", { of: "key" as never }));
    expect([error.code, error.message]).toEqual(["bad_option", 'of must be "queries" or "keys".']);
  });

  it("that is short though what was given is long", async () => {
    const offsets = { q: vector(1), k: vector(Number.NaN), v: vector(1) };
    expect((await errorOf(engine().play("a", { offsets }))).message.length).toBeLessThan(200);
  });
});

describe("a run refuses", () => {
  it("not_finite: scores beyond float32", async () => {
    const run = await engine().play("I eat", { offsets: { q: vector(3e38), k: vector(3e38), v: vector(0) } });
    const error = await errorOf(run.attention());
    expect([error.code, error.message]).toEqual(["not_finite", expect.stringMatching(/float32/)]);
  });

  it.each([
    ["attention", { head: 1 }],
    ["attention", { layer: 1 }],
    ["attention", { head: 0.5 }],
    ["explain", { query: 2, key: 0 }],
    ["explain", { query: 0, key: -1 }],
    ["explain", { query: NaN, key: 0 }],
  ] as const)("bad_index: %s(%j)", async (method, at) => {
    const run = await engine().play("I eat");
    const error = await errorOf((run[method] as (at: object) => Promise<unknown>)(at));
    expect(error.code).toBe("bad_index");
  });

  it.each(["w_q", "p", "general_w", "nonsense"] as TraceName[])("no_trace: %s", async (name) => {
    const run = await engine().play("I eat");
    expect((await errorOf(run.trace(name))).code).toBe("no_trace");
  });
});

describe("attend() refuses", () => {
  const tensor = (shape: number[], value = 1): Tensor => ({
    data: new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(value),
    shape,
  });
  const good = { q: tensor([1, 1, 2, 4]), k: tensor([1, 1, 3, 4]), v: tensor([1, 1, 3, 4]) };
  const cases: [ErrorCode, Record<string, unknown>, AttendOptions, RegExp][] = [
    ["bad_tensor", { q: undefined }, {}, /q is missing/],
    ["bad_tensor", { q: null }, {}, /q is missing/],
    ["bad_tensor", { mask: null }, {}, /mask is null: leave it out/],
    ["bad_tensor", { q: { data: [1, 2], shape: [2] } }, {}, /Float32Array/],
    ["bad_tensor", { q: { data: new Float32Array(7), shape: [1, 1, 2, 4] } }, {}, /has 7 numbers/],
    ["bad_tensor", { q: { data: new Float32Array(8), shape: [1, 1, 2.5, 4] } }, {}, /whole numbers/],
    ["bad_tensor", { mask: { data: new Float64Array(3), shape: [3] } }, {}, /Uint8Array/],
    ["bad_tensor", { kvLengths: [3] }, {}, /Int32Array/],
    ["shape_mismatch", { k: tensor([1, 1, 3, 5]) }, {}, /k \[1, 1, 3, 5\].* one size, not 4 and 5\.$/],
    ["shape_mismatch", { q: tensor([1, 2, 4]), k: tensor([1, 3, 4]), v: tensor([1, 3, 4]) }, {}, /give qHeads/],
    ["shape_mismatch", { pastKey: tensor([1, 1, 2, 4]) }, {}, /pastKey/],
    ["not_finite", { v: tensor([1, 1, 3, 4], NaN) }, {}, /must be finite/],
    ["not_finite", { mask: tensor([3], Infinity) }, {}, /−Infinity only/],
    ["bad_index", { kvLengths: Int32Array.of(4) }, {}, /kvLength/],
    ["unknown_option", { attnMask: tensor([3]) }, {}, /no "attnMask"/],
    ["unknown_option", {}, { isCausal: true } as AttendOptions, /it has causal/],
    ["not_finite", { v: tensor([1, 1, 3, 4], 3e38) }, {}, /outgrew float32/],
    ["bad_option", {}, { softcap: -1 }, /softcap/],
    ["bad_option", {}, { softcap: 1e39 }, /softcap must be a finite number from 0 that float32 can hold, not 1e\+39/],
    ["bad_option", {}, { scale: null as never }, /scale must be .*, not null/],
    ["bad_option", {}, { causal: 1 as never }, /causal must be true or false, not 1/],
    ["bad_option", {}, { leftWindow: 1.5 }, /leftWindow/],
    ["bad_option", {}, { qkOutput: "all" as never }, /raw, capped, masked, weights/],
  ];
  it.each(cases)("%s, case %#", async (code, change, options, message) => {
    const error = await errorOf(engine().attend({ ...good, ...change }, options));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
  });

  it("takes a mask that forbids everything, and gives zeros", async () => {
    const { output } = await engine().attend({ ...good, mask: tensor([3], -Infinity) });
    expect(output.data).toEqual(new Float32Array(8));
  });
});

describe("the engine says why it cannot start", () => {
  it("fetch_failed where its file is not", async () => {
    const error = await errorOf(createEngine({ baseUrl: new URL("nowhere/", baseUrl) }));
    expect(error.code).toBe("fetch_failed");
    expect(error.message).toMatch(/attn\.wasm/);
  });

  it("wasm_unavailable where WebAssembly is blocked", async () => {
    const { compile } = WebAssembly;
    WebAssembly.compile = () => Promise.reject(new WebAssembly.CompileError("violates the Content Security Policy"));
    try {
      const error = await errorOf(createEngine({ baseUrl }));
      expect(error.code).toBe("wasm_unavailable");
      expect(error.message).toMatch(/wasm-unsafe-eval/);
    } finally {
      WebAssembly.compile = compile;
    }
  });

  it("wasm_unavailable where there is none", async () => {
    const everything = WebAssembly;
    Reflect.deleteProperty(globalThis, "WebAssembly");
    try {
      expect((await errorOf(createEngine({ baseUrl }))).code).toBe("wasm_unavailable");
    } finally {
      globalThis.WebAssembly = everything;
    }
  });
});
