import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { tokenAt, type LinesFrame } from "../../render/lines-frame.ts";
import { drawAllLines, drawLooked } from "../../render/lines-canvas.ts";
import type { LinesHead, LinesScene, LinesToken } from "../../render/lines-scene.ts";
import { strongestShade } from "../../render/full-shade.ts";
import { formatLimit, formatWeight } from "../../render/numbers.ts";
import * as View from "../../render/view-data.ts";
import type { Direction, Domain, Pair, ViewData } from "../../render/view-data.ts";
import { inksAt, sizedPen } from "./inks.ts";
import { LinesInput } from "./lines-input.ts";
import { layOutLines, type LinesLabels } from "./lines-layout.ts";
import { linesLegend, linesTable } from "./lines-parts.ts";
import { linesStyle } from "./lines-style.ts";
import { isChinese, spokenText } from "./text.ts";
import { titleStyle } from "./title-style.ts";
import { tokens } from "./tokens.ts";
import { AttnView } from "./view.ts";

type Look = Pick<LinesScene, "theme" | "inks" | "fontFamily">;

/**
 * Every pair as a line from the query to the key, of one head or of several in colours of their own: two columns of tokens,
 * or two rows where they are Chinese. Arrow keys move the pair, Enter pins, Esc lets go.
 *
 * @slot heading - The title; by default "All pairs"
 * @fires attn-hover - A token is pointed at, or none: `{ pair: Pair | null }`
 * @fires attn-pin - A token was clicked, tapped or moved to by keyboard: `{ pair: Pair }`
 * @fires attn-head-out - A head was taken out in the legend: `{ head: number }`, its place among `heads`
 * @fires attn-escape - Esc was pressed
 * @csspart base - The whole view
 * @csspart header - Title and legend
 * @csspart picture - Tokens and lines
 */
export class AttnLines extends AttnView {
  static override styles = [tokens, titleStyle, linesStyle];
  static override properties = {
    data: { attribute: false },
    heads: { attribute: false },
    pair: { attribute: false },
    direction: {},
    domain: {},
  };
  declare data: ViewData | null;
  /** Weights of several heads, for the same tokens; while it is empty the data's own weights are drawn. */
  declare heads: readonly LinesHead[];
  declare pair: Pair | null;
  declare direction: Direction;
  /** Whether the strongest line is the largest weight of all or of the pair's row. */
  declare domain: Domain;

  #pointed: LinesToken | null = null;
  /** The pair as it was before something was pointed at. */
  #rest: Pair | null = null;
  #frame: LinesFrame | null = null;
  #labels: LinesLabels = { queryLabels: [], keyLabels: [] };
  /** The largest weight, and the one that the strongest line stands for. */
  #strongest = 0;
  #max = 0;
  #look: Look | null = null;
  #place = "";
  /** What the lines of all tokens were last drawn for. */
  #drawn: readonly unknown[] = [];
  readonly #input = new LinesInput({
    hover: (at) => this.#hover(at && this.#tokenAt(...at)),
    pin: (x, y) => this.#pin(this.#pairAt(this.#tokenAt(x, y))),
    move: (along, across) => this.#move(along, across),
    pinPair: () => this.#pin(this.pair),
    escape: () => this.tell("attn-escape", null),
  });

  constructor() {
    super();
    this.data = null;
    this.heads = [];
    this.pair = null;
    this.direction = "to";
    this.domain = "matrix";
  }

  get #heads(): readonly LinesHead[] {
    return this.heads.length || !this.data ? this.heads : [{ name: "", weights: this.data.weights }];
  }

  /** Whether the tokens stand in two rows. */
  get lying(): boolean {
    return this.#frame?.lying ?? false;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const { data } = this;
    if (!data) return;
    if (changed.has("data")) this.#pointed = null;
    const isOther = ["data", "heads", "domain"].some((name) => changed.has(name as keyof AttnLines));
    if (isOther || this.domain === "row") this.#measure(data);
    const place = this.placeKey;
    if (changed.has("data") || place !== this.#place) this.#layOut(data);
    if (changed.has("data") || changed.has("heads") || place !== this.#place) this.#look = null;
    this.#place = place;
  }

  /** The strongest line is that of all weights of a head, or of the row of the pair. */
  #measure(data: ViewData): void {
    const source = this.domain === "row" && this.pair ? View.sourceOf(this.pair, this.direction) : null;
    const measured = this.#heads.map(({ weights }) =>
      source === null ? weights : View.shownWeights({ ...data, weights }, this.direction, [source]),
    );
    this.#strongest = Math.max(...measured.map(View.maxOf));
    this.#max = Math.max(...measured.map(strongestShade));
  }

  #layOut(data: ViewData): void {
    const { frame, labels } = layOutLines(data, { width: this.width, fontFamily: this.#fontFamily });
    this.#frame = frame;
    this.#labels = labels;
  }

  get #fontFamily(): string {
    return getComputedStyle(this.renderRoot.querySelector(".base") ?? this).fontFamily;
  }

  protected override render(): TemplateResult {
    const { data, strings } = this;
    const { view } = strings;
    if (!data) return html`<div part="base" class="base ${this.shownTheme}"></div>`;
    const chinese = data.tokens.some((token) => isChinese(token.text));
    const onOut = (head: number) => this.tell<{ head: number }>("attn-head-out", { head });
    return html`<div part="base" class="base ${this.shownTheme}">
      <div part="header" class="header">
        <slot name="heading"><span class="title">${view.matrixTitle}</span></slot>
        ${linesLegend({ data, heads: this.heads, pair: this.#shownPair, theme: this.shownTheme, onOut }, strings)}
      </div>
      <div
        part="picture"
        class="picture ${this.#pointed ? "pointing" : ""}"
        role="application"
        aria-roledescription=${view.linesRole}
        aria-label=${view.linesLabel(data.nQueries, data.nKeys)}
        tabindex="0"
        @pointermove=${this.#input.moved}
        @pointerleave=${this.#input.left}
        @click=${this.#input.clicked}
        @keydown=${this.#input.key}
      >
        <canvas class="all" aria-hidden="true"></canvas>
        <canvas class="looked" aria-hidden="true" lang=${chinese ? "zh-CN" : "en"}></canvas>
      </div>
      <div class="footer">
        ${this.lying ? view.linesRows : view.linesColumns} · ${view.strongestLine(formatLimit(this.#strongest))}
      </div>
      ${this.behind}
    </div>`;
  }

  protected override table(): TemplateResult | typeof nothing {
    if (!this.data || !this.pair) return nothing;
    return linesTable(this.data, this.#heads, this.pair, this.direction, this.strings);
  }

  protected override readout(): string {
    const { data, pair, strings } = this;
    if (!data || !pair) return "";
    const weights = this.#heads.map(({ name, weights: all }) => {
      const weight = formatWeight(all[pair.query * data.nKeys + pair.key] ?? 0);
      return name ? `${name} ${weight}` : weight;
    });
    const [query, key] = [
      spokenText(data.tokens[pair.query], strings.view),
      spokenText(data.keyTokens[pair.key], strings.view),
    ];
    return strings.view.attendsTo(query, key, weights.join(", "));
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    const picture = this.renderRoot.querySelector<HTMLElement>(".picture");
    if (!this.data || !this.#frame || !picture) return;
    picture.style.height = `${this.#frame.height}px`;
    this.#look ??= { theme: this.shownTheme, inks: inksAt(picture), fontFamily: this.#fontFamily };
    this.#paint(this.#scene(this.data, this.#frame, this.#look));
  }

  #scene(data: ViewData, frame: LinesFrame, look: Look): LinesScene {
    const { pair, direction } = this;
    const pointed = this.#pointed;
    return { data, heads: this.#heads, pair, direction, pointed, max: this.#max, frame, ...this.#labels, ...look };
  }

  /** Pointing draws the lines of one token; those of all stay as they are. */
  #paint(scene: LinesScene): void {
    const { width, height } = scene.frame;
    const penOf = (name: string) => sizedPen(this.renderRoot.querySelector<HTMLCanvasElement>(name)!, width, height);
    const inputs = [this.data, this.heads, scene.max, scene.frame, this.#look, devicePixelRatio];
    if (inputs.some((input, at) => input !== this.#drawn[at])) {
      this.#drawn = inputs;
      const pen = penOf(".all");
      if (pen) drawAllLines(pen, scene);
    }
    const pen = penOf(".looked");
    if (pen) drawLooked(pen, scene);
  }

  #tokenAt(x: number, y: number): LinesToken | null {
    return this.#frame && tokenAt(this.#frame, x, y);
  }

  /** A query with what it looks at most; a key with the query that is pinned. */
  #pairAt(token: LinesToken | null): Pair | null {
    const { data } = this;
    if (!token || !data) return null;
    const { side, index } = token;
    if (side === "query") return { query: index, key: View.strongestOther(data, "to", index) };
    const rest = this.#pointed ? this.#rest : this.pair;
    return { query: rest?.query ?? View.strongestOther(data, "by", index), key: index };
  }

  get #shownPair(): Pair | null {
    return this.#pairAt(this.#pointed) ?? this.pair;
  }

  #hover(token: LinesToken | null): void {
    if (token?.side === this.#pointed?.side && token?.index === this.#pointed?.index) return;
    if (!this.#pointed) this.#rest = this.pair;
    this.#pointed = token;
    this.requestUpdate();
    this.tell<{ pair: Pair | null }>("attn-hover", { pair: this.#pairAt(token) });
  }

  #pin(pair: Pair | null): void {
    if (!pair) return;
    this.#rest = pair;
    this.tell<{ pair: Pair }>("attn-pin", { pair });
  }

  /** Along the tokens the query moves, across them the key. */
  #move(down: number, right: number): void {
    if (!this.data || !this.pair || !this.#frame) return;
    const [queries, keys] = this.#frame.lying ? [right, down] : [down, right];
    const step = (index: number, by: number, count: number) => Math.max(0, Math.min(count - 1, index + by));
    this.#pointed = null;
    this.#pin({
      query: step(this.pair.query, queries, this.data.nQueries),
      key: step(this.pair.key, keys, this.data.nKeys),
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "attn-lines": AttnLines;
  }
}
