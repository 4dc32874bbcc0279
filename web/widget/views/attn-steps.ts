import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { defaults, type PlayOptions } from "../../engine/options.ts";
import type { Explanation } from "../../engine/types.ts";
import type { Segment } from "../../render/barcode.ts";
import { css, signedColour, textOn, weightColour } from "../../render/colours.ts";
import type { Inks } from "../../render/matrix-scene.ts";
import { formatNumber, formatWeight } from "../../render/numbers.ts";
import { largestWeight, shownWeights, type Pair, type Shown, type ViewData } from "../../render/view-data.ts";
import { inksAt } from "./inks.ts";
import { chainTable, chainTemplate } from "./steps-chain.ts";
import { dimensionText, otherSpace, telling, type Dimension } from "./steps-dimension.ts";
import { paintShares, paintVector } from "./steps-painter.ts";
import { rowTemplate, vectorRows, type RowGroups, type VectorRow } from "./steps-rows.ts";
import { stepsStyle } from "./steps-style.ts";
import { textLang, visibleText } from "./text.ts";
import { tokens } from "./tokens.ts";
import { AttnView } from "./view.ts";

interface Look {
  inks: Inks;
  fontFamily: string;
  /** Of every drawing, in pixels. */
  width: number;
}

const small = 560;
/** Below this a step that changes nothing is left out. */
const snug = 700;

/**
 * Every number between one query and one key: vectors as barcodes, their terms as bars, the chain from sum to weight,
 * the row's shares, and the values that they mix.
 *
 * @slot heading - The title; by default "Why 0.12? it → not"
 * @fires attn-hover - A share of the row is pointed at, or none: `{ pair: Pair | null }`
 * @fires attn-pin - A share of the row was clicked: `{ pair: Pair }`
 * @fires attn-show - A number of the chain was chosen for the matrix: `{ show: "weights" | "scores" | "masked_scores" }`
 * @csspart base - The whole view
 * @csspart chain - The numbers from sum to weight
 */
export class AttnSteps extends AttnView {
  static override styles = [tokens, stepsStyle];
  static override properties = {
    explanation: { attribute: false },
    data: { attribute: false },
    options: { attribute: false },
    dimension: { state: true },
  };
  declare explanation: Explanation | null;
  /** The matrix that the pair is in: its tokens and the row's shares. */
  declare data: ViewData | null;
  /** The run's options; what is left out has its default. */
  declare options: Partial<PlayOptions>;
  declare protected dimension: Dimension | null;

  #rows: RowGroups = { match: [], mix: [] };
  #look: Look | null = null;
  #place = "";
  #segments: Segment[] = [];

  constructor() {
    super();
    this.explanation = null;
    this.data = null;
    this.options = {};
    this.dimension = null;
  }

  get #options(): PlayOptions {
    return { ...defaults, ...this.options };
  }

  get #names(): { query: string; key: string } {
    const text = (list: ViewData["tokens"] | undefined, index: number) => visibleText(list?.[index]?.text ?? "");
    const { query = 0, key = 0 } = this.explanation ?? {};
    return { query: text(this.data?.tokens, query), key: text(this.data?.keyTokens, key) };
  }

  protected override willUpdate(): void {
    if (this.explanation) this.#rows = vectorRows(this.explanation, this.#options, this.#names, this.words.view);
  }

  protected override render(): TemplateResult {
    const { explanation } = this;
    const { view } = this.words;
    const size = this.width < small ? "small snug" : this.width < snug ? "snug" : "";
    const base = `base ${this.shownTheme} ${size}`;
    if (!explanation || !this.data)
      return html`<div part="base" class=${base}><p class="empty">${view.stepsEmpty}</p></div>`;
    return html`<div part="base" class=${base}>
      ${this.#renderHeader(explanation)}
      <div @pointermove=${this.#onPoint} @pointerleave=${this.#onLeave}>${this.#rows.match.map(rowTemplate)}</div>
      ${chainTemplate(explanation, this.#options, this.words, (show) => this.tell<{ show: Shown }>("attn-show", { show }))}
      ${this.#renderShare(explanation)}
      <div @pointermove=${this.#onPoint} @pointerleave=${this.#onLeave}>${this.#rows.mix.map(rowTemplate)}</div>
      ${this.behind}
    </div>`;
  }

  #renderHeader(explanation: Explanation): TemplateResult {
    const { view } = this.words;
    const { query, key } = this.#names;
    const at = this.dimension ?? telling(explanation);
    const text = dimensionText(at, explanation, this.#options, this.words);
    const weight = formatWeight(explanation.values["weight"] ?? 0);
    return html`<div class="header">
      <slot name="heading"
        ><span class="title"
          >${view.why(weight)}
          <span class="pair" lang=${textLang(query + key) ?? "en"}
            ><span class="name">${query}</span> → <span class="name">${key}</span></span
          ></span
        ></slot
      >
      <span class="dimension">${this.dimension ? "" : view.largest}${text}</span>
    </div>`;
  }

  #renderShare({ values }: Explanation): TemplateResult {
    const { view } = this.words;
    const { over } = this.#options;
    const label = { keys: view.shareOfRow, queries: view.shareOfColumn, all: view.shareOfAll }[over];
    const { total } = values;
    return html`<div class="row share">
      <span class="label"><span class="role">${label}</span></span>
      <span class="bar" @pointermove=${this.#onShare} @pointerleave=${this.#onShareLeave} @click=${this.#onShareClick}
        ><canvas aria-hidden="true"></canvas
      ></span>
      <span class="note">${total === undefined ? "Σ 1" : view.total(formatNumber(total))}</span>
    </div>`;
  }

  protected override table(): TemplateResult | typeof nothing {
    return this.explanation ? chainTable(this.explanation, this.#options, this.words) : nothing;
  }

  protected override readout(): string {
    const { explanation } = this;
    if (!explanation || !this.dimension) return "";
    return dimensionText(this.dimension, explanation, this.#options, this.words);
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    const { explanation, data } = this;
    const base = this.renderRoot.querySelector<HTMLElement>(".base");
    if (!explanation || !data || !base || this.width === 0) return;
    const onlyPointed = changed.size === 1 && changed.has("dimension" as keyof AttnSteps);
    const onlyAnother = changed.size === 1 && changed.has("explanation") && this.#place === this.placeKey;
    if (!onlyAnother || !this.#look) this.#look = this.#lookAt(base);
    this.#place = this.placeKey;
    if (!onlyPointed) this.#paint(explanation, data, base, this.#look);
    for (const row of this.renderRoot.querySelectorAll<HTMLElement>(".row[data-name]"))
      this.#placeHair(row, explanation);
  }

  /** What the drawings take from the style and the layout; read anew unless only the pair changed. */
  #lookAt(base: HTMLElement): Look {
    const width = base.querySelector(".bar")?.clientWidth ?? 0;
    return { inks: inksAt(base), fontFamily: getComputedStyle(base).fontFamily, width };
  }

  #paint(explanation: Explanation, data: ViewData, base: HTMLElement, { width, ...look }: Look): void {
    const theme = this.shownTheme;
    for (const vector of [...this.#rows.match, ...this.#rows.mix]) {
      const canvas = this.renderRoot.querySelector<HTMLCanvasElement>(`.row[data-name="${vector.name}"] canvas`);
      if (canvas) paintVector(canvas, width, vector, theme, look.inks);
    }
    base.style.setProperty("--plus", css(signedColour(theme, 0.85)));
    base.style.setProperty("--minus", css(signedColour(theme, -0.85)));
    const max = largestWeight(data);
    const shade = weightColour(theme, max > 0 ? (explanation.values["weight"] ?? 0) / max : 0);
    base.style.setProperty("--shade", css(shade));
    base.style.setProperty("--on-shade", textOn(shade));
    const canvas = this.renderRoot.querySelector<HTMLCanvasElement>(".share canvas");
    if (!canvas) return;
    const byColumn = this.#options.over === "queries";
    this.#segments = paintShares(canvas, width, {
      weights: shownWeights(data, byColumn ? "by" : "to", [byColumn ? explanation.key : explanation.query]),
      labelOf: (index) => visibleText((byColumn ? data.tokens : data.keyTokens)[index]?.text ?? ""),
      chosen: byColumn ? explanation.query : explanation.key,
      ...{ max, theme, ...look },
    });
  }

  #placeHair(row: HTMLElement, explanation: Explanation): void {
    const hair = row.querySelector<HTMLElement>(".hair");
    const vector = this.#vector(row.dataset["name"] ?? "");
    if (!hair || !vector) return;
    const { dimension } = this;
    const index =
      dimension?.space === vector.space
        ? dimension.index
        : dimension && otherSpace(dimension, explanation, this.#options.qkv);
    hair.hidden = index === null;
    if (index !== null) hair.style.left = `${((index + 0.5) / vector.values.length) * 100}%`;
  }

  #vector(name: string): VectorRow | undefined {
    return [...this.#rows.match, ...this.#rows.mix].find((row) => row.name === name);
  }

  readonly #onPoint = (event: PointerEvent): void => {
    const bar = event.target instanceof Element ? event.target.closest(".bar") : null;
    const vector = this.#vector(bar?.closest<HTMLElement>(".row")?.dataset["name"] ?? "");
    if (!bar || !vector) return;
    const box = bar.getBoundingClientRect();
    const place = Math.floor(((event.clientX - box.left) / box.width) * vector.values.length);
    const index = Math.max(0, Math.min(vector.values.length - 1, place));
    this.dimension = { space: vector.space, index, part: this.#rows.mix.includes(vector) ? "mix" : "match" };
  };

  readonly #onLeave = (): void => {
    this.dimension = null;
  };

  #shareAt(event: MouseEvent): Pair | null {
    const { explanation } = this;
    const x = event.clientX - (event.currentTarget as Element).getBoundingClientRect().left;
    const segment = this.#segments.find((one) => x >= one.x && x < one.x + one.width);
    if (!segment || !explanation) return null;
    return this.#options.over === "queries"
      ? { query: segment.index, key: explanation.key }
      : { query: explanation.query, key: segment.index };
  }

  readonly #onShare = (event: PointerEvent): void => {
    if (event.pointerType !== "touch") this.tell<{ pair: Pair | null }>("attn-hover", { pair: this.#shareAt(event) });
  };
  readonly #onShareLeave = (): void => this.tell<{ pair: Pair | null }>("attn-hover", { pair: null });
  readonly #onShareClick = (event: MouseEvent): void => {
    const pair = this.#shareAt(event);
    if (pair) this.tell<{ pair: Pair }>("attn-pin", { pair });
  };
}
