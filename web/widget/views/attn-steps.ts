import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { defaults, type PlayOptions } from "../../engine/options.ts";
import type { Explanation } from "../../engine/types.ts";
import type { Segment } from "../../render/barcode.ts";
import { css, signedColour, textOn, weightColour } from "../../render/colours.ts";
import { strongestOfAll } from "../../render/full-shade.ts";
import { formatNumber, formatWeight } from "../../render/numbers.ts";
import { shownWeights, type Mark, type Pair, type Shown, type ViewData } from "../../render/view-data.ts";
import { chainTable, chainTemplate } from "./steps-chain.ts";
import { dimensionText, telling, type Dimension } from "./steps-dimension.ts";
import { markOf, movedBy, partOf, placeOf, sliderOf } from "./steps-links.ts";
import { lookAt, paintShares, paintVector, placeHair, type Look } from "./steps-painter.ts";
import { rowTemplate, vectorRows, type RowGroups, type StepsOf, type VectorRow } from "./steps-rows.ts";
import { stepsStyle } from "./steps-style.ts";
import { textLang, visibleText } from "./text.ts";
import { titleStyle } from "./title-style.ts";
import { tokens } from "./tokens.ts";
import { AttnView } from "./view.ts";

const small = 560;
/** Below this the chain takes more than one line. */
const tiny = 400;
/** Below this a step that changes nothing is left out. */
const snug = 700;
/** What every transformer does that the engine runs. */
const ofModels = { score: "scaled_dot", qkv: "projection", normalizer: "softmax", over: "keys" } as const;

/**
 * Every number between one query and one key: vectors as barcodes, their terms as bars, the chain from sum to weight,
 * the row's shares, and the values that they mix.
 *
 * @slot heading - The title; by default "Why 0.12? it → not"
 * @fires attn-hover - A share of the row is pointed at, or none: `{ pair: Pair | null }`
 * @fires attn-pin - A share of the row was clicked: `{ pair: Pair }`
 * @fires attn-mark - A step is pointed at or focused that stands for a row, a column or a cell, or none any more:
 *   `{ mark: "query" | "key" | "pair" | null }`
 * @fires attn-show - A number of the chain was chosen for the matrix: `{ show: "weights" | "scores" | "masked_scores" }`
 * @csspart base - The whole view
 * @csspart chain - The numbers from sum to weight
 */
export class AttnSteps extends AttnView {
  static override styles = [tokens, titleStyle, stepsStyle];
  static override properties = {
    explanation: { attribute: false },
    data: { attribute: false },
    options: { attribute: false },
    model: { type: Boolean },
    dimension: { state: true },
  };
  declare explanation: Explanation | null;
  /** The matrix that the pair is in: its tokens and the row's shares. */
  declare data: ViewData | null;
  /** The run's options; what is left out has its default. */
  declare options: Partial<PlayOptions>;
  /** The numbers are those of a transformer's head. */
  declare model: boolean;
  declare protected dimension: Dimension | null;

  #rows: RowGroups = { match: [], mix: [] };
  #look: Look | null = null;
  #place = "";
  #segments: Segment[] = [];
  /** The row whose slider the Tab key enters. */
  #stop = "x_query";

  constructor() {
    super();
    this.explanation = null;
    this.data = null;
    this.options = {};
    this.model = false;
    this.dimension = null;
  }

  get #options(): PlayOptions {
    return { ...defaults, ...this.options, ...(this.model && ofModels) };
  }

  get #of(): StepsOf {
    const text = (list: ViewData["tokens"] | undefined, index: number) => visibleText(list?.[index]?.text ?? "");
    const { query = 0, key = 0 } = this.explanation ?? {};
    return { query: text(this.data?.tokens, query), key: text(this.data?.keyTokens, key), model: this.model };
  }

  protected override willUpdate(): void {
    if (this.explanation) this.#rows = vectorRows(this.explanation, this.#options, this.#of, this.strings.view);
  }

  protected override render(): TemplateResult {
    const { explanation } = this;
    const { view } = this.strings;
    const limits = { tiny, small, snug };
    const sizes = Object.entries(limits).flatMap(([name, limit]) => (this.width < limit ? [name] : []));
    const base = ["base", this.shownTheme, ...sizes].join(" ");
    if (!explanation || !this.data)
      return html`<div part="base" class=${base}><p class="empty">${view.stepsEmpty}</p></div>`;
    return html`<div
      part="base"
      class=${base}
      @pointerover=${this.#onMark}
      @pointerleave=${this.#onUnmark}
      @focusin=${this.#onMark}
      @focusout=${this.#onUnmark}
      @keydown=${this.#onKey}
    >
      ${this.#renderHeader(explanation)} ${this.#renderRows(this.#rows.match, explanation)}
      ${chainTemplate(explanation, this.#options, this.strings, (show) => this.tell<{ show: Shown }>("attn-show", { show }))}
      ${this.#renderShare(explanation)} ${this.#renderRows(this.#rows.mix, explanation)} ${this.behind}
    </div>`;
  }

  #renderRows(rows: readonly VectorRow[], explanation: Explanation): TemplateResult {
    return html`<div @pointermove=${this.#onPoint} @pointerleave=${this.#onLeave}>
      ${rows.map((row) => {
        const slider = sliderOf(row, this.dimension, explanation, this.#options, this.strings);
        return rowTemplate(row, slider, row.name === this.#stop);
      })}
    </div>`;
  }

  #renderHeader(explanation: Explanation): TemplateResult {
    const { view } = this.strings;
    const { query, key } = this.#of;
    const at = this.dimension ?? telling(explanation);
    const text = dimensionText(at, explanation, this.#options, this.strings);
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
    const { view } = this.strings;
    const { over } = this.#options;
    const label = { keys: view.shareOfRow, queries: view.shareOfColumn, all: view.shareOfAll }[over];
    const { total } = values;
    return html`<div class="row share" data-mark=${over === "queries" ? "key" : "query"}>
      <span class="label"><span class="role">${label}</span></span>
      <span class="bar" @pointermove=${this.#onShare} @pointerleave=${this.#onShareLeave} @click=${this.#onShareClick}
        ><canvas aria-hidden="true"></canvas
      ></span>
      <span class="note">${total === undefined ? "Σ 1" : view.total(formatNumber(total))}</span>
    </div>`;
  }

  protected override table(): TemplateResult | typeof nothing {
    return this.explanation ? chainTable(this.explanation, this.#options, this.strings) : nothing;
  }

  protected override readout(): string {
    const { explanation } = this;
    if (!explanation || !this.dimension) return "";
    return dimensionText(this.dimension, explanation, this.#options, this.strings);
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    const { explanation, data } = this;
    const base = this.renderRoot.querySelector<HTMLElement>(".base");
    if (!explanation || !data || !base || this.width === 0) return;
    const onlyPointed = changed.size === 1 && changed.has("dimension" as keyof AttnSteps);
    const onlyAnother = changed.size === 1 && changed.has("explanation") && this.#place === this.placeKey;
    if (!onlyAnother || !this.#look) this.#look = lookAt(base);
    this.#place = this.placeKey;
    if (!onlyPointed) this.#paint(explanation, data, base, this.#look);
    for (const element of this.renderRoot.querySelectorAll<HTMLElement>(".row[data-name]")) {
      const row = this.#vector(element.dataset["name"] ?? "");
      if (row) placeHair(element, row, placeOf(row, this.dimension, explanation, this.#options.qkv));
    }
  }

  #paint(explanation: Explanation, data: ViewData, base: HTMLElement, { width, ...look }: Look): void {
    const theme = this.shownTheme;
    for (const vector of [...this.#rows.match, ...this.#rows.mix]) {
      const canvas = this.renderRoot.querySelector<HTMLCanvasElement>(`.row[data-name="${vector.name}"] canvas`);
      if (canvas) paintVector(canvas, width, vector, theme, look.inks);
    }
    base.style.setProperty("--plus", css(signedColour(theme, 0.85)));
    base.style.setProperty("--minus", css(signedColour(theme, -0.85)));
    const max = strongestOfAll(data);
    const shade = weightColour(theme, max > 0 ? (explanation.values["weight"] ?? 0) / max : 0);
    // Not as properties of the base: all within would be styled again.
    const number = this.renderRoot.querySelector<HTMLElement>(".number.weight b");
    if (number) [number.style.backgroundColor, number.style.color] = [css(shade), textOn(shade)];
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
    this.dimension = { space: vector.space, index, part: partOf(vector.name) };
  };

  readonly #onMark = (event: Event): void => this.tell<{ mark: Mark | null }>("attn-mark", { mark: markOf(event) });
  readonly #onUnmark = (): void => this.tell<{ mark: Mark | null }>("attn-mark", { mark: null });

  /** ← → follow another dimension, ↑ ↓ another vector. */
  readonly #onKey = (event: KeyboardEvent): void => {
    const rows = [...this.#rows.match, ...this.#rows.mix];
    const name =
      event.target instanceof Element ? event.target.closest<HTMLElement>("[data-name]")?.dataset["name"] : "";
    const row = name ? this.#vector(name) : undefined;
    if (!row || !this.explanation || event.altKey || event.ctrlKey || event.metaKey) return;
    const { index, count } = sliderOf(row, this.dimension, this.explanation, this.#options, this.strings);
    const moved = movedBy(event.key, index, count);
    const next = rows[rows.indexOf(row) + ({ ArrowUp: -1, ArrowDown: 1 }[event.key] ?? 0)] ?? row;
    if (moved !== null) this.dimension = { space: row.space, index: moved, part: partOf(row.name) };
    else if (next === row) return;
    this.#stop = next.name;
    this.requestUpdate();
    this.renderRoot.querySelector<HTMLElement>(`[data-name="${next.name}"] .bar`)?.focus();
    event.preventDefault();
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
