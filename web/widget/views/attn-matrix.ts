import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import * as Frame from "../../render/matrix-frame.ts";
import type { MatrixFrame, MatrixWindow } from "../../render/matrix-frame.ts";
import type { MatrixScene } from "../../render/matrix-scene.ts";
import { colourDomain, type ColourDomain } from "../../render/matrix-values.ts";
import { formatExactWeight } from "../../render/numbers.ts";
import type { Direction, Domain, Mark, Pair, Shown, ViewData } from "../../render/view-data.ts";
import { inksAt } from "./inks.ts";
import { MatrixInput } from "./matrix-input.ts";
import { layOut, type MatrixLabels } from "./matrix-layout.ts";
import { MatrixPainter, paintRamp } from "./matrix-painter.ts";
import { matrixFooter, matrixHeader, matrixTip, pairTexts } from "./matrix-parts.ts";
import { matrixStyle } from "./matrix-style.ts";
import { matrixTable } from "./matrix-table.ts";
import { isChinese } from "./text.ts";
import { titleStyle } from "./title-style.ts";
import { tokens } from "./tokens.ts";
import { AttnView } from "./view.ts";

type Look = Pick<MatrixScene, "theme" | "inks" | "fontFamily">;
const leastHeader = 440;

/**
 * A heat map of all pairs: rows are queries, columns keys. Arrow keys move the cell, + − 0 zoom, Enter pins, Esc lets go;
 * the wheel zooms with Ctrl or once the matrix has the focus, dragging pans what is zoomed.
 *
 * @slot heading - The title; by default "All pairs"
 * @fires attn-hover - A cell is pointed at, or none: `{ pair: Pair | null }`
 * @fires attn-pin - A cell was clicked, tapped or moved to by keyboard: `{ pair: Pair }`
 * @fires attn-show - Other numbers were chosen: `{ show: "weights" | "scores" | "masked_scores" }`
 * @fires attn-domain - "Scale to this row" was switched: `{ domain: "matrix" | "row" }`
 * @fires attn-escape - Esc was pressed
 * @csspart base - The whole view
 * @csspart header - Title, numbers shown and legend
 * @csspart picture - Cells and labels
 * @csspart footer - What rows and columns are, and the zoom
 * @csspart tip - The exact value of the cell pointed at
 */
export class AttnMatrix extends AttnView {
  static override styles = [tokens, titleStyle, matrixStyle];
  static override properties = {
    data: { attribute: false },
    pair: { attribute: false },
    mark: { attribute: false },
    direction: {},
    show: {},
    domain: {},
    tallest: { type: Number },
  };
  declare data: ViewData | null;
  declare pair: Pair | null;
  /** What of the pair stands out because a step of it is pointed at. */
  declare mark: Mark | null;
  /** Which line of the pair stands out: its row ("to") or its column ("by"). */
  declare direction: Direction;
  declare show: Shown;
  declare domain: Domain;
  /** The tallest the cells together may be, in pixels; 0: as many tokens need. */
  declare tallest: number;

  #frame: MatrixFrame | null = null;
  #window: MatrixWindow = Frame.wholeWindow;
  #labels: MatrixLabels = { rows: [], columns: [] };
  #colours: ColourDomain = { max: 0, beyond: null };
  #look: Look | null = null;
  #place = "";
  #pointed: Pair | null = null;
  readonly #painter = new MatrixPainter();
  readonly #input = new MatrixInput(this, {
    hover: (at) => this.#hover(at && this.#cellAt(at.x, at.y)),
    pin: (at) => this.#pin(this.#cellAt(at.x, at.y)),
    zoom: (factor, at) => this.#zoom(factor, at),
    pan: (dx, dy) => this.#setWindow((window, frame) => Frame.panBy(window, frame, dx, dy)),
    reset: () => this.#setWindow(() => Frame.wholeWindow),
    move: (rows, columns) => this.#move(rows, columns),
    pinPair: () => this.#pin(this.pair),
    escape: () => this.tell("attn-escape", null),
    isZoomed: () => this.#window.zoom > 1,
    isFocused: () => this.renderRoot.querySelector(".picture:focus") !== null,
  });

  constructor() {
    super();
    this.data = null;
    this.pair = null;
    this.mark = null;
    this.direction = "to";
    this.show = "weights";
    this.domain = "matrix";
    this.tallest = 0;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const { data } = this;
    if (!data) return;
    if (changed.has("data")) this.#keepPlace(changed.get("data") ?? null, data);
    const { domain, direction, pair } = this;
    this.#colours = colourDomain(data, { show: this.#shown, domain, direction, pair });
    const place = this.placeKey;
    if (changed.has("data") || changed.has("tallest") || place !== this.#place) this.#layOut(data);
    this.#place = place;
  }

  /** A matrix of the same size keeps its zoom; nothing is pointed at in new numbers. */
  #keepPlace(before: ViewData | null, data: ViewData): void {
    this.#pointed = null;
    if (before?.nQueries !== data.nQueries || before.nKeys !== data.nKeys) this.#window = Frame.wholeWindow;
  }

  #layOut(data: ViewData): void {
    const { labels, frame } = layOut(data, { width: this.width, tallest: this.tallest, fontFamily: this.#fontFamily });
    this.#labels = labels;
    if (JSON.stringify(frame) !== JSON.stringify(this.#frame)) this.#frame = frame;
    this.#window = Frame.clampWindow(this.#window, frame);
  }

  get #shown(): Shown {
    return this.data?.scoreless ? "weights" : this.show;
  }

  get #fontFamily(): string {
    return getComputedStyle(this.renderRoot.querySelector(".base") ?? this).fontFamily;
  }

  protected override render(): TemplateResult {
    const { data } = this;
    const { view } = this.strings;
    if (!data) return html`<div part="base" class="base ${this.shownTheme}"></div>`;
    const chinese = data.tokens.some((token) => isChinese(token.text));
    return html`<div part="base" class="base ${this.shownTheme}">
      ${this.#renderHeader()}
      <div
        part="picture"
        class="picture ${this.#window.zoom > 1 ? "zoomed" : ""}"
        role="application"
        aria-roledescription=${view.matrixRole}
        aria-label=${view.matrixLabel(data.nQueries, data.nKeys)}
        tabindex="0"
        @pointerdown=${this.#input.down}
        @pointermove=${this.#input.move}
        @pointerup=${this.#input.up}
        @pointercancel=${this.#input.up}
        @pointerleave=${this.#input.leave}
        @click=${this.#input.click}
        @wheel=${this.#input.wheel}
        @keydown=${this.#input.key}
        @focus=${() => this.requestUpdate()}
        @blur=${() => this.requestUpdate()}
      >
        <canvas class="cells" aria-hidden="true"></canvas>
        <canvas class="overlay" aria-hidden="true" lang=${chinese ? "zh-CN" : "en"}></canvas>
        ${matrixTip(data, this.direction, this.#tipPair, this.strings)}
      </div>
      ${this.#renderFooter(data)} ${this.behind}
    </div>`;
  }

  #renderHeader(): TemplateResult {
    const { domain, direction } = this;
    const scoreless = this.data?.scoreless ?? false;
    const onShow = (kind: Shown) => {
      this.show = kind;
      this.tell<{ show: Shown }>("attn-show", { show: kind });
    };
    const onDomain = () => {
      this.domain = domain === "row" ? "matrix" : "row";
      this.tell<{ domain: Domain }>("attn-domain", { domain: this.domain });
    };
    return matrixHeader(
      { show: this.#shown, scoreless, domain, direction, ...this.#colours, onShow, onDomain },
      this.strings,
    );
  }

  #renderFooter({ over }: ViewData): TemplateResult {
    const largestZoom = this.#frame ? Frame.largestZoom(this.#frame) : 1;
    const onZoom = (factor: number) => this.#zoom(factor, null);
    const onReset = () => this.#setWindow(() => Frame.wholeWindow);
    return matrixFooter(
      { show: this.#shown, over, ...this.#colours, zoom: this.#window.zoom, largestZoom, onZoom, onReset },
      this.strings,
    );
  }

  /** What the tip tells about: the cell pointed at, or the pair while the matrix has the keyboard. */
  get #tipPair(): Pair | null {
    return this.#pointed ?? (this.renderRoot.querySelector(".picture:focus-visible") ? this.pair : null);
  }

  protected override table(): TemplateResult | typeof nothing {
    return this.data ? matrixTable(this.data, this.#shown, this.direction, this.pair, this.strings) : nothing;
  }

  protected override readout(): string {
    const { data, pair } = this;
    if (!data || !pair) return "";
    const { query, key } = pairTexts(data, pair, this.strings.view);
    const weight = formatExactWeight(data.weights[pair.query * data.nKeys + pair.key] ?? 0);
    return this.strings.view.attendsTo(query, key, weight);
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    const picture = this.renderRoot.querySelector<HTMLElement>(".picture");
    if (!this.data || !this.#frame || !picture) return;
    const outer = Math.max(this.#frame.outerWidth, leastHeader);
    picture.parentElement?.style.setProperty("--picture-width", `${outer}px`);
    picture.style.width = `${this.#frame.outerWidth}px`;
    picture.style.height = `${this.#frame.outerHeight + 4}px`;
    const onlyPair = changed.has("pair") && changed.size === 1;
    if (!onlyPair || !this.#look) this.#look = this.#lookAt(picture);
    const scene = this.#scene(this.data, this.#frame, this.#look);
    this.#painter.paint(this.renderRoot, scene);
    const ramp = this.renderRoot.querySelector<HTMLCanvasElement>(".ramp");
    if (ramp) paintRamp(ramp, this.shownTheme, this.#shown);
    this.#placeTip(this.#frame);
  }

  /** What the drawings take from the style; read anew unless only the pair changed. */
  #lookAt(picture: Element): Look {
    return { theme: this.shownTheme, inks: inksAt(picture), fontFamily: this.#fontFamily };
  }

  #scene(data: ViewData, frame: MatrixFrame, look: Look): MatrixScene {
    const { direction, pair, mark } = this;
    const show = this.#shown;
    const labels = { rowLabels: this.#labels.rows, columnLabels: this.#labels.columns };
    return {
      data,
      show,
      direction,
      pair,
      mark,
      max: this.#colours.max,
      frame,
      window: this.#window,
      ...labels,
      ...look,
    };
  }

  #placeTip(frame: MatrixFrame): void {
    const tip = this.renderRoot.querySelector<HTMLElement>(".tip");
    const at = this.#tipPair;
    if (!tip || !at) return;
    const { x, y, side } = Frame.cellBox(this.#window, frame, at.query, at.key);
    // Its own width counts in percent here, so that nothing has to be laid out to know it.
    const left = `max(0px, min(${frame.left + x + side + 10}px, ${this.width - 2}px - 100%))`;
    tip.style.transform = `translate(${left}, ${frame.top + y + side + 10}px)`;
  }

  #cellAt(x: number, y: number): Pair | null {
    const frame = this.#frame;
    if (!frame || !this.data) return null;
    const cell = Frame.cellAt(this.#window, frame, x - frame.left, y - frame.top);
    if (!cell || cell.row >= this.data.nQueries || cell.column >= this.data.nKeys) return null;
    return { query: cell.row, key: cell.column };
  }

  #hover(pair: Pair | null): void {
    if (pair?.query === this.#pointed?.query && pair?.key === this.#pointed?.key) return;
    this.#pointed = pair;
    this.requestUpdate();
    this.tell<{ pair: Pair | null }>("attn-hover", { pair });
  }

  #pin(pair: Pair | null): void {
    if (pair) this.tell<{ pair: Pair }>("attn-pin", { pair });
  }

  #move(rows: number, columns: number): void {
    if (!this.data || !this.#frame || !this.pair) return;
    const step = (index: number, by: number, count: number) => Math.max(0, Math.min(count - 1, index + by));
    const query = step(this.pair.query, rows, this.data.nQueries);
    const key = step(this.pair.key, columns, this.data.nKeys);
    this.#pointed = null;
    this.#setWindow((window, frame) => Frame.reveal(window, frame, query, key));
    this.#pin({ query, key });
  }

  #zoom(factor: number, at: { x: number; y: number } | null): void {
    this.#setWindow((window, frame) => {
      const cell = this.pair ? Frame.cellBox(window, frame, this.pair.query, this.pair.key) : { x: 0, y: 0, side: 0 };
      const [x, y] = at ? [at.x - frame.left, at.y - frame.top] : [cell.x + cell.side / 2, cell.y + cell.side / 2];
      return Frame.zoomAt(window, frame, factor, x, y);
    });
  }

  #setWindow(next: (window: MatrixWindow, frame: MatrixFrame) => MatrixWindow): void {
    if (!this.#frame) return;
    this.#window = next(this.#window, this.#frame);
    this.requestUpdate();
  }
}
