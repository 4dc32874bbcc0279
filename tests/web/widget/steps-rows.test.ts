import { describe, expect, it } from "vitest";
import type { Explanation } from "../../../web/engine/types.ts";
import { strings } from "../../../web/i18n/index.ts";
import { defaults } from "../../../web/engine/options.ts";
import { vectorRows } from "../../../web/widget/views/steps-rows.ts";

const { view } = strings("en");
const none = new Float32Array();
const vector = (...values: number[]) => Float32Array.from(values);
const explanation: Explanation = {
  ...{ layer: 8, head: 8, query: 9, key: 2 },
  vectors: {
    ...{ x_query: vector(1, 2, 3), x_key: vector(3, 2, 1), q: vector(1, 0), k: vector(0, 2), v: vector(5, 5) },
    ...{
      terms: vector(0, 0),
      weighted_value: vector(1, 1),
      context: vector(2, 2),
      residual: none,
      output: vector(9, 1, 4),
    },
  },
  values: { sum: 0, weight: 0.2 },
};
const rows = (changes: Partial<Explanation["vectors"]> = {}, model = true, values: Record<string, number> = {}) => {
  const given = {
    ...explanation,
    vectors: { ...explanation.vectors, ...changes },
    values: { ...explanation.values, ...values },
  };
  const { match, mix } = vectorRows(given, defaults, { query: "it", key: "animal", model }, view);
  return [...match, ...mix];
};
const names = (...given: Parameters<typeof rows>) => rows(...given).map((row) => row.name);

describe("the vectors of a transformer’s steps", () => {
  it("go from the hidden states to the head’s share of the output", () => {
    expect(names()).toEqual(["x_query", "q", "x_key", "k", "terms", "v", "context", "share_output"]);
    expect(rows()[0]?.labels[0]).toMatchObject({ role: "hidden state", token: "it" });
    expect(rows().at(-1)).toMatchObject({ space: "model", drawing: "barcode" });
  });

  it("show q and k before they are normed or turned, on one scale with what comes after", () => {
    const projected = { q_projected: vector(8, 0), k_projected: vector(0, 1) };
    const shown = rows(projected);
    expect(shown.map((row) => row.name).slice(0, 6)).toEqual([
      "x_query",
      "q_projected",
      "q",
      "x_key",
      "k_projected",
      "k",
    ]);
    expect(new Set(shown.filter(({ name }) => /^[qk]/.test(name)).map(({ max }) => max)).size).toBe(1);
  });

  it("say which norm x goes through before it is projected", () => {
    const projected = { q_projected: vector(8, 0), k_projected: vector(0, 1) };
    const textOf = (part: unknown): string => {
      if (Array.isArray(part)) return part.map(textOf).join("");
      return typeof part === "object" && part !== null && "values" in part ? textOf(part.values) : String(part);
    };
    const symbols = (norms?: Explanation["norms"]) =>
      vectorRows(
        { ...explanation, ...(norms && { norms }), vectors: { ...explanation.vectors, ...projected } },
        defaults,
        { query: "it", key: "animal", model: true },
        view,
      ).match.map(({ labels }) => textOf(labels[0]?.math));
    expect(symbols().slice(0, 5)).toEqual(["x", "Wqx", "q", "x", "Wkx"]);
    expect(symbols({ query: "layer", key: null }).slice(0, 5)).toEqual(["x", "WqLN(x)", "q", "x", "Wkx"]);
    expect(symbols({ query: "rms_plus_one", key: "rms" })[4]).toBe("WkRMS(x)");
  });

  it("are those of word vectors otherwise", () => {
    expect(names({}, false)).toEqual(["x_query", "q", "x_key", "k", "terms", "v", "context"]);
    expect(rows({}, false)[0]?.labels[0]?.role).toBe("word vector");
  });
});
