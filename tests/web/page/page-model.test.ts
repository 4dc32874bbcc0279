/** The transformer that the page runs, with an engine that answers when the test says so. */
import { describe, expect, it } from "vitest";
import { AttentionError } from "../../../web/engine/errors.ts";
import type { LoadModelOptions, Model, ModelInfo, ModelSourceInput } from "../../../web/engine/model-types.ts";
import type { KeptModel, ModelOffer } from "../../../web/engine/offer-types.ts";
import type { Engine } from "../../../web/engine/types.ts";
import { PageModel, type WantedModel } from "../../../web/page/model/page-model.ts";

interface Call {
  given: ModelSourceInput;
  options: LoadModelOptions;
  answer: (info?: Partial<ModelInfo>) => void;
  fail: (error: unknown) => void;
}

class FakeEngine {
  readonly loads: Call[] = [];
  readonly looks: ModelSourceInput[] = [];
  readonly disposed: string[] = [];
  kept: KeptModel[] = [];

  loadModel(given: ModelSourceInput, options: LoadModelOptions): Promise<Model> {
    return new Promise((resolve, reject) => {
      const name = typeof given === "string" ? given : "files";
      const dispose = () => Promise.resolve(void this.disposed.push(name));
      const model = (info: Partial<ModelInfo>) =>
        ({ info: { name, hasTokenizer: true, ...info }, dispose }) as unknown as Model;
      this.loads.push({ given, options, answer: (info = {}) => resolve(model(info)), fail: reject });
      options.signal?.addEventListener("abort", () => reject(new DOMException("", "AbortError")));
    });
  }
  inspectModel(given: ModelSourceInput): Promise<ModelOffer> {
    this.looks.push(given);
    if (given === "nothing") return Promise.reject(new AttentionError("model_file_missing", "no", {}));
    return Promise.resolve({ name: "x", fileBytes: 5 } as ModelOffer);
  }
  keptModels = () => Promise.resolve(this.kept);
  forgetModel = (source: string) => {
    this.kept = this.kept.filter((kept) => kept.source !== source);
    return Promise.resolve();
  };
}

const settled = () => new Promise((resolve) => setTimeout(resolve));
const wanted = (source: string): WantedModel => ({ source, weights: "as-stored" });

function start() {
  const engine = new FakeEngine();
  const models = new PageModel(() => Promise.resolve(engine as unknown as Engine));
  const load = async (source: string, given?: ModelSourceInput) => {
    const opening = models.open(wanted(source), given);
    await settled();
    engine.loads.at(-1)!.answer();
    return opening;
  };
  return { engine, models, load };
}

describe("a transformer that a link names", () => {
  it("runs in the engine that is for models", async () => {
    const [engine, ofModels] = [new FakeEngine(), new FakeEngine()];
    const models = new PageModel(
      () => Promise.resolve(engine as unknown as Engine),
      () => Promise.resolve(ofModels as unknown as Engine),
    );
    void models.open(wanted("e5-small"));
    await settled();
    expect([engine.loads.length, ofModels.loads.length]).toEqual([0, 1]);
  });

  it("is loaded at once when it is the site's own", async () => {
    const { engine, models } = start();
    models.want(wanted("e5-small"));
    models.want(wanted("e5-small"));
    await settled();
    expect(engine.loads.map(({ given }) => given)).toEqual(["e5-small"]);
    engine.loads[0]!.answer();
    await settled();
    expect(models.modelFor(wanted("e5-small"))?.info.name).toBe("e5-small");
    expect(models.modelFor({ source: "e5-small", weights: "int8" })).toBeNull();
  });

  it("is not fetched from elsewhere, unless it is kept here as a whole", async () => {
    const { engine, models } = start();
    models.want(wanted("distilgpt2"));
    await settled();
    expect(engine.loads).toEqual([]);
    expect(models.isAbsent(wanted("distilgpt2"))).toBe(true);
    engine.kept = [
      { source: "gpt2", bytes: 1, isComplete: true },
      { source: "half", bytes: 1, isComplete: false },
    ];
    models.want(wanted("half"));
    await settled();
    models.want(wanted("gpt2"));
    await settled();
    expect(engine.loads.map(({ given }) => given)).toEqual(["gpt2"]);
  });

  it("waits for files that only the person has, and is read again from them in this visit", async () => {
    const { engine, models, load } = start();
    models.want(wanted("files:mine"));
    await settled();
    expect(models.isAbsent(wanted("files:mine"))).toBe(true);
    const files = { files: [] };
    await load("files:mine", files);
    expect(models.isAbsent(wanted("files:mine"))).toBe(false);
    await load("e5-small");
    models.want(wanted("files:mine"));
    await settled();
    expect(engine.loads.at(-1)?.given).toBe(files);
  });

  it("does not come by itself after it was cancelled, or failed", async () => {
    const { engine, models } = start();
    models.want(wanted("e5-small"));
    await settled();
    models.cancel();
    models.want(wanted("e5-small"));
    await settled();
    expect(engine.loads.length).toBe(1);
    const opening = models.open(wanted("e5-small"));
    await settled();
    engine.loads[1]!.fail(new AttentionError("fetch_failed", "no", {}));
    expect(await opening).toBe(false);
    models.want(wanted("e5-small"));
    await settled();
    expect(engine.loads.length).toBe(2);
    expect(models.problem).toMatchObject({ code: "fetch_failed", source: "e5-small" });
  });
});

describe("a transformer in place of another", () => {
  it("leaves the former where it is until it is there, and its memory until its pictures are gone", async () => {
    const { engine, models, load } = start();
    await load("a");
    const opening = models.open(wanted("b"));
    await settled();
    expect(models.modelFor(wanted("a"))).not.toBeNull();
    engine.loads.at(-1)!.answer();
    await opening;
    expect(models.modelFor(wanted("a"))).toBeNull();
    expect(engine.disposed).toEqual([]);
    models.releaseReplaced();
    expect(engine.disposed).toEqual(["a"]);
  });

  it("leaves the former when it fails, is cancelled, or cannot read a text", async () => {
    const { engine, models, load } = start();
    await load("a");
    const failing = models.open(wanted("b"));
    await settled();
    engine.loads.at(-1)!.fail(new AttentionError("unknown_family", "no", { family: "mamba" }));
    expect(await failing).toBe(false);
    expect(models.problem?.code).toBe("unknown_family");
    const cancelled = models.open(wanted("c"));
    await settled();
    models.cancel();
    expect(await cancelled).toBe(false);
    expect(models.problem).toBeNull();
    const mute = models.open(wanted("d"));
    await settled();
    engine.loads.at(-1)!.answer({ hasTokenizer: false });
    expect(await mute).toBe(false);
    expect(models.problem?.code).toBe("no_tokenizer");
    expect(engine.disposed).toEqual(["d"]);
    expect(models.modelFor(wanted("a"))).not.toBeNull();
  });

  it("that comes late, after another was asked for, is let go", async () => {
    const { engine, models } = start();
    const first = models.open(wanted("a"));
    await settled();
    const second = models.open(wanted("b"));
    await settled();
    engine.loads[1]!.answer();
    engine.loads[0]!.answer();
    expect(await first).toBe(false);
    expect(await second).toBe(true);
    expect(models.modelFor(wanted("b"))).not.toBeNull();
  });
});

it("that a link names still waits when it was looked up", async () => {
  const { engine, models } = start();
  models.want(wanted("distilgpt2"));
  await settled();
  const looking = models.lookUp("distilgpt2");
  expect(models.isAbsent(wanted("distilgpt2"))).toBe(true);
  await looking;
  models.want(wanted("distilgpt2"));
  await settled();
  expect(models.isAbsent(wanted("distilgpt2"))).toBe(true);
  expect(models.offered).toBe("distilgpt2");
  expect(engine.loads).toEqual([]);
});

it("is looked up before it is loaded; what is no model is said", async () => {
  const { engine, models } = start();
  await models.lookUp("distilgpt2");
  expect(models.offered).toBe("distilgpt2");
  expect(models.offerOf("distilgpt2")).toMatchObject({ fileBytes: 5 });
  expect(engine.loads).toEqual([]);
  await models.lookUp("nothing");
  expect(models.offered).toBeNull();
  expect(models.problem).toMatchObject({ code: "model_file_missing", source: "nothing" });
  models.refuse("a b", new AttentionError("bad_option", "no", { name: "model" }));
  expect(models.problem).toMatchObject({ code: "bad_option", source: "a b" });
  models.dismiss();
  expect(models.problem).toBeNull();
});

it("tells when the browser does not keep it, and deletes what it keeps", async () => {
  const { engine, models } = start();
  engine.kept = [{ source: "gpt2", bytes: 7, isComplete: true }];
  await models.listKept();
  expect(models.kept).toHaveLength(1);
  await models.forget("gpt2");
  expect(models.kept).toEqual([]);
  const opening = models.open(wanted("gpt2"));
  await settled();
  engine.loads[0]!.answer({ kept: false });
  await opening;
  expect(models.unkept).toBe(true);
});
