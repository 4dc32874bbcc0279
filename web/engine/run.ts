/** A run as its caller sees it: knows the recipe and asks the host for numbers. */
import { requireNames, requireSide } from "./arguments.ts";
import type { Ask } from "./link.ts";
import { AttentionError } from "./errors.ts";
import type { PlayOptions } from "./options.ts";
import type { Planned, Recipe } from "./protocol.ts";
import { toRunJson } from "./run-json.ts";
import {
  type Attention,
  type AttentionRun,
  type Explanation,
  type PixelOptions,
  type Pixels,
  type RunJson,
  type Tensor,
  type Token,
  type TraceName,
  traceNames,
} from "./types.ts";

const pixelOptions = ["table", "layer", "head", "of", "rows", "columns", "block", "max", "signed", "masked"];

export class Run implements AttentionRun {
  readonly tokens: Token[];
  readonly keyTokens: Token[];
  readonly nLayers = 1;
  readonly nHeads: number;
  readonly dModel: number;
  readonly headDim: number;
  readonly options: PlayOptions;
  readonly #ask: Ask;
  readonly #recipe: Recipe;
  readonly #text: string | null;

  constructor(ask: Ask, { recipe, tokens, keyTokens }: Planned, text: string | null) {
    this.#ask = ask;
    this.#recipe = recipe;
    this.#text = text;
    this.tokens = tokens;
    this.keyTokens = keyTokens ?? tokens;
    this.nHeads = recipe.options.nHeads;
    this.dModel = recipe.dModel;
    this.headDim = recipe.dModel / this.nHeads;
    this.options = recipe.options;
  }

  async attention(at: { layer?: number; head?: number } = {}): Promise<Attention> {
    requireNames("attention()'s argument", at, ["layer", "head"]);
    const { layer = 0, head = 0 } = at;
    this.#checkPlace(layer, head);
    return this.#ask("attention", { recipe: this.#recipe, head });
  }

  async trace(name: TraceName, at: { layer?: number; head?: number; of?: "queries" | "keys" } = {}): Promise<Tensor> {
    requireNames("trace()'s second argument", at, ["layer", "head", "of"]);
    const { layer = 0, head, of = "queries" } = at;
    requireSide(of);
    this.#checkPlace(layer, head ?? 0);
    if (!traceNames.includes(name))
      throw new AttentionError("no_trace", `There is no trace ${String(name)}; there are ${traceNames.join(", ")}.`, {
        name,
        names: traceNames,
      });
    return this.#ask("trace", { recipe: this.#recipe, name, head: head ?? null, ofKeys: of === "keys" });
  }

  async explain(at: { layer?: number; head?: number; query: number; key: number }): Promise<Explanation> {
    requireNames("explain()'s argument", at, ["query", "key", "layer", "head"]);
    const { layer = 0, head = 0, query, key } = at;
    this.#checkPlace(layer, head);
    checkIndex("query", query, this.tokens.length);
    checkIndex("key", key, this.keyTokens.length);
    return this.#ask("explain", { recipe: this.#recipe, head, query, key });
  }

  async pixels(options: PixelOptions): Promise<Pixels> {
    requireNames("pixels()'s argument", options, pixelOptions);
    const { layer = 0, head = 0 } = options;
    this.#checkPlace(layer, head);
    return this.#ask("pixels", { recipe: this.#recipe, head, options });
  }

  async toJSON(): Promise<RunJson> {
    const heads: Attention[] = [];
    for (let head = 0; head < this.nHeads; head++) heads.push(await this.attention({ head }));
    return toRunJson(this, heads, this.#text);
  }

  #checkPlace(layer: number, head: number): void {
    checkIndex("layer", layer, this.nLayers);
    checkIndex("head", head, this.nHeads);
  }
}

function checkIndex(name: string, got: number, count: number): void {
  if (Number.isInteger(got) && got >= 0 && got < count) return;
  const wanted = count === 1 ? "0" : `a whole number from 0 to ${count - 1}`;
  throw new AttentionError("bad_index", `${name} must be ${wanted}, not ${String(got)}.`, { name, got, count });
}
