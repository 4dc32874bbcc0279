import { describe, expect, it } from "vitest";
import { maskNames } from "../../../web/engine/options.ts";
import { strings } from "../../../web/i18n/index.ts";
import { equations, isPart, unbroken, type Part, type PartId } from "../../../web/page/formula/equations.ts";
import { formatCells, parseCells } from "../../../web/page/formula/mask-fields.ts";
import { parseOffsets } from "../../../web/page/formula/fields.ts";
import { headCounts, sheetFor, type SheetFacts } from "../../../web/page/formula/sheets.ts";
import { tracesOf } from "../../../web/page/formula/traces.ts";
import { defaultOptions, type FormulaOptions } from "../../../web/page/state/play-state.ts";

const { page } = strings("en");
const partIds = Object.keys(page.choices) as PartId[];

function parts(changes: Partial<FormulaOptions> = {}): Part[] {
  const options = { ...defaultOptions, ...changes };
  return equations({ options, vectors: null }, page).flatMap((equation) => equation.items.filter(isPart));
}
const slots = (changes?: Partial<FormulaOptions>) => parts(changes).map((part) => part.slot);
const values = (changes?: Partial<FormulaOptions>) => Object.fromEntries(parts(changes).map((p) => [p.slot, p.value]));
const sheet = (part: PartId, facts: Partial<SheetFacts> = {}) =>
  sheetFor(part, { options: defaultOptions, second: "none", dModel: 100, role: "q", ...facts }, page);

describe("the line", () => {
  it("has a place for every part", () => {
    expect(new Set(parts().map((part) => part.part))).toEqual(new Set(partIds));
  });

  it("marks nothing as changed at the start", () => {
    expect(parts().filter((part) => part.changed)).toEqual([]);
  });

  it("shows ALiBi inside the softmax, before the mask", () => {
    const order = slots({ position: "alibi" });
    expect(order.indexOf("alibi")).toBe(order.indexOf("score") + 1);
    expect(order.indexOf("alibi")).toBeLessThan(order.indexOf("mask"));
  });

  it("shows RoPE at q and k, not at v", () => {
    expect(slots({ position: "rope" }).filter((slot) => slot.startsWith("rope"))).toEqual(["rope-q", "rope-k"]);
  });

  it("greys p out unless it is added to x", () => {
    const p = (position: FormulaOptions["position"]) => parts({ position }).find((part) => part.slot === "position");
    expect(p("sinusoidal")?.off).toBe(false);
    expect([p("none")?.off, p("rope")?.off, p("alibi")?.off]).toEqual([true, true, true]);
  });

  it("writes present values under the parts", () => {
    expect(values({ normalizer: "top_k", topK: 5 })["normalizer"]).toBe("k = 5");
    expect(values({ normalizer: "top_p", temperature: 2 })["normalizer"]).toBe("p = 0.9, τ = 2");
    expect(values({ mask: { window: 3 } })["mask"]).toBe("window ± 3");
    expect(values({ mask: { cells: [[0, 1]] } })["mask"]).toBe("1 cell");
    expect(values({ over: "queries" })["over"]).toContain("mistake");
    expect(values({ score: "general" })["score"]).toContain("untrained");
    expect(values({ nHeads: 4 })["heads"]).toBe("4 heads");
  });

  it("keeps brackets with the part beside them", () => {
    const [weights] = equations({ options: { ...defaultOptions, position: "alibi" }, vectors: null }, page);
    const groups = unbroken(weights!.items).map((group) => group.map((item) => (isPart(item) ? item.slot : "")));
    expect(groups).toEqual([[""], [""], ["normalizer"], ["over"], ["", "score"], ["alibi"], [""], ["mask", ""]]);
  });

  it("names the vectors that were opened", () => {
    const line = equations({ options: defaultOptions, vectors: { name: "glove.txt", hash: "ab" } }, page);
    const source = line.flatMap(({ items }) => items.filter(isPart)).find((part) => part.slot === "source");
    expect(source).toMatchObject({ value: "glove.txt", changed: true });
  });
});

describe("what opens under a part", () => {
  it.each(partIds.filter((part) => part !== "source"))("offers %s with the present choice among them", (part) => {
    const { choices, current, title, hint } = sheet(part);
    expect(choices.map((choice) => choice.id)).toContain(current);
    expect(title && hint).toBeTruthy();
    for (const choice of choices) expect(choice.name && choice.why).toBeTruthy();
  });

  it("offers every kind of mask", () => {
    const ids = sheet("mask").choices.map((choice) => choice.id);
    expect(ids).toEqual(expect.arrayContaining([...maskNames, "window", "dilated", "prefix", "cells"]));
  });

  it("says why a choice is not possible", () => {
    const blocked = (part: PartId, second: SheetFacts["second"]) =>
      sheet(part, { second })
        .choices.filter((choice) => choice.blocked)
        .map((choice) => choice.id);
    expect(blocked("mask", "none")).toEqual(["a_to_b", "b_to_a"]);
    expect(blocked("mask", "pair")).toEqual([]);
    expect(blocked("residual", "against")).toEqual(["on"]);
    expect(blocked("residual", "none")).toEqual([]);
  });

  it("keeps a mask's numbers when its kind is the present one", () => {
    const options = { ...defaultOptions, mask: { window: 7 } };
    const window = sheet("mask", { options }).choices.find((choice) => choice.id === "window");
    expect(window?.change).toEqual({ mask: { window: 7 } });
  });

  it("refines the chosen kind with its own numbers only", () => {
    const fields = (part: PartId, changes: Partial<FormulaOptions>) =>
      sheet(part, { options: { ...defaultOptions, ...changes } }).fields.map((field) => field.id);
    expect(fields("normalizer", {})).toEqual(["temperature"]);
    expect(fields("normalizer", { normalizer: "top_p" })).toEqual(["topP", "temperature"]);
    expect(fields("score", {})).toEqual([]);
    expect(fields("score", { score: "gaussian" })).toEqual(["bandwidth"]);
    expect(fields("score", { score: "additive" })).toEqual(["seed"]);
    expect(fields("mask", { mask: { dilated: [4, 2] } })).toEqual(["dilated-window", "dilated-step"]);
    expect(fields("mask", { mask: { cells: [] } })).toEqual(["cells", "paint"]);
    expect(fields("qkv", {})).toEqual(["offsets", "sigma", "seed"]);
    expect(fields("qkv", { qkv: "identity" })).toEqual([]);
    expect(fields("source", {})).toEqual(["segmenter", "punctuation"]);
  });

  it("offers head counts that divide the vector", () => {
    expect(headCounts(100, 1)).toEqual([1, 2, 4, 5, 10, 20]);
    expect(headCounts(7, 1)).toEqual([1]);
  });
});

describe("typed cells and offsets", () => {
  it("reads cells in either comma, and writes them back", () => {
    expect(parseCells("0-1， 2-3,4-0")).toEqual([[0, 1], [2, 3], [4, 0]]); // prettier-ignore
    expect(parseCells("")).toEqual([]);
    expect(parseCells(formatCells([[1, 2], [3, 4]]))).toEqual([[1, 2], [3, 4]]); // prettier-ignore
  });

  it.each(["a", "1", "1-", "1-2-3", "-1-2"])("refuses %j as cells", (text) => expect(parseCells(text)).toBeNull());

  it("reads three vectors of the right length", () => {
    const given = { q: [1, 2], k: [3, 4], v: [5, 6] };
    expect(parseOffsets(JSON.stringify(given), 2)).toEqual(given);
    expect(parseOffsets(JSON.stringify(given), 3)).toBeNull();
    expect(parseOffsets('{"q": [1e999, 0], "k": [0, 0], "v": [0, 0]}', 2)).toBeNull();
    expect(parseOffsets("q = 1", 2)).toBeNull();
  });
});

it("shows the vectors and matrices that a part is made of", () => {
  const names = (part: PartId, changes: Partial<FormulaOptions>, role: "q" | "k" | "v" = "q") =>
    tracesOf(part, { ...defaultOptions, ...changes }, role).map((trace) => trace.name);
  expect(names("source", {})).toEqual(["x"]);
  expect(names("source", { position: "sinusoidal" })).toEqual(["e", "x"]);
  expect(names("qkv", {}, "k")).toEqual(["u_k", "k"]);
  expect(names("qkv", { qkv: "projection" }, "v")).toEqual(["w_v", "v"]);
  expect(names("score", { score: "additive" })).toEqual(["additive_w", "additive_w_q", "additive_w_k"]);
  expect(names("mask", {})).toEqual([]);
});
