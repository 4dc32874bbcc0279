/** A transformer in the playground element: what its attributes ask, which heads can be chosen, one model for all. */
import { describe, expect, it } from "vitest";
import { formatHeadScale, parseHeadScale } from "../../../web/engine/head-scale-text.ts";
import type { Model } from "../../../web/engine/model-types.ts";
import type { Engine, Progress } from "../../../web/engine/types.ts";
import { headChoices, layerChoices } from "../../../web/widget/head-selects.ts";
import { readModelRequest } from "../../../web/widget/model/model-attributes.ts";
import { isTaken, onTaken, takeModel } from "../../../web/widget/model/shared-models.ts";

describe("scaled heads as text", () => {
  it("are read as they are written", () => {
    const scales = [
      { layer: 4, head: 0, scale: 0 },
      { layer: 1, head: 10, scale: 0.5, kind: "cross" as const },
    ];
    expect(formatHeadScale(scales)).toBe("4.0=0,cross:1.10=0.5");
    expect(parseHeadScale("4.0=0, cross:1.10=.5")).toEqual(scales);
  });
  it.each(["", "4=0", "4.0", "4.0=3", "4.0=-1", "odd:4.0=1", "4.0=0,"])("are not %j", (text) =>
    expect(parseHeadScale(text)).toBeNull(),
  );
});

describe("the attributes of a transformer", () => {
  const read = (attributes: Record<string, string>) => readModelRequest("it is", (name) => attributes[name] ?? null);

  it("leave the model and its run as they are when there are none", () =>
    expect(read({})).toEqual({
      input: "it is",
      changes: {},
      kind: "self",
      heads: { combine: "head", picks: [] },
      taken: [],
      lens: { words: false, hide: "none", part: "all" },
    }));
  it("say what is changed and how it is seen", () =>
    expect(
      read({
        ...{ pair: "b", temperature: "0.5", mask: "causal", "head-scale": "1.2=0" },
        ...{ kind: "cross", words: "", hide: "sink", "pair-part": "ab" },
        ...{ combine: "mean", picks: "4.0, 7.8", taken: "5, 9", truncate: "" },
      }),
    ).toEqual({
      input: { text: "it is", pair: "b" },
      changes: { temperature: 0.5, mask: "causal", headScale: [{ layer: 1, head: 2, scale: 0 }], truncate: true },
      kind: "cross",
      heads: {
        combine: "mean",
        picks: [
          { layer: 4, head: 0 },
          { layer: 7, head: 8 },
        ],
      },
      taken: [5, 9],
      lens: { words: true, hide: "sink", part: "ab" },
    }));
  it("have what a decoder writes", () =>
    expect(read({ target: "c" }).input).toEqual({ text: "it is", decoderText: "c" }));
  it.each([
    [{ kind: "other" }, /kind must be self, decoder, cross/],
    [{ hide: "all" }, /hide must be/],
    [{ words: "no" }, /words must be true or false/],
    [{ truncate: "512" }, /truncate must be true or false/],
    [{ "head-scale": "all" }, /head-scale must be LAYER\.HEAD=SCALE/],
    [{ temperature: "0" }, /temperature must be/],
    [{ combine: "all" }, /combine must be/],
    [{ picks: "4" }, /picks must be/],
    [{ taken: "a" }, /taken must be/],
  ])("are refused where they say nothing: %o", (attributes, message) =>
    expect(() => read(attributes as Record<string, string>)).toThrow(message),
  );
});

describe("the heads to choose from", () => {
  const heads = [0, 1].flatMap((layer) => [0, 1, 2].map((head) => ({ layer, head })));

  it("keep the head's number in another layer", () => {
    expect(layerChoices(heads, 4)).toEqual([
      { place: 1, layer: 0, head: 1, isShown: false },
      { place: 4, layer: 1, head: 1, isShown: true },
    ]);
    expect(headChoices(heads, 4).map(({ place, isShown }) => [place, isShown])).toEqual([[3, false], [4, true], [5, false]]); // prettier-ignore
  });
  it("are those of a run that holds some only", () => {
    const some = [{ layer: 2, head: 5 }, { layer: 7, head: 1 }]; // prettier-ignore
    expect(layerChoices(some, 0).map(({ place, layer }) => [place, layer])).toEqual([[0, 2], [1, 7]]); // prettier-ignore
    expect(headChoices(some, 1)).toEqual([{ place: 1, layer: 7, head: 1, isShown: true }]);
  });
});

describe("one model for all elements of an engine", () => {
  function slowEngine() {
    const loads: { settle: (model: Model) => void; fail: (error: Error) => void; tell: (p: Progress) => void }[] = [];
    const engine = {
      loadModel: (_: string, { onProgress }: { onProgress: (progress: Progress) => void }) =>
        new Promise<Model>((settle, fail) => loads.push({ settle, fail, tell: onProgress })),
    } as unknown as Engine;
    return { engine, loads };
  }
  const progress = { name: "m", loaded: 1, total: 2 };

  it("is loaded once, and everyone hears how far it is", async () => {
    const { engine, loads } = slowEngine();
    const heard: string[] = [];
    const both = ["a", "b"].map((who) => takeModel(engine, "m", () => heard.push(who)));
    expect(loads).toHaveLength(1);
    loads[0]!.tell(progress);
    loads[0]!.settle({} as Model);
    const [first, second] = await Promise.all(both);
    expect(first).toBe(second);
    expect(heard).toEqual(["a", "b"]);
    expect(isTaken(engine, "m")).toBe(true);
    expect(isTaken(slowEngine().engine, "m")).toBe(false);
  });

  it("is tried again after it failed", async () => {
    const { engine, loads } = slowEngine();
    const failing = takeModel(engine, "m", () => undefined);
    loads[0]!.fail(new Error("no network"));
    await expect(failing).rejects.toThrow("no network");
    expect(isTaken(engine, "m")).toBe(false);
    void takeModel(engine, "m", () => undefined);
    expect(loads).toHaveLength(2);
  });

  it("lets go on who waits for it, and nobody who has stopped waiting", () => {
    const { engine } = slowEngine();
    const gone: string[] = [];
    onTaken("waited", () => gone.push("a"));
    onTaken("waited", () => gone.push("b"))();
    onTaken("other", () => gone.push("c"));
    void takeModel(engine, "waited", () => undefined);
    expect(gone).toEqual(["a"]);
  });
});
