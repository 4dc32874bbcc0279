import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import { repeat } from "lit/directives/repeat.js";
import { strongestOfStrip } from "../../render/full-shade.ts";
import { formatWeight } from "../../render/numbers.ts";
import type { StripType } from "../../render/strip.ts";
import * as View from "../../render/view-data.ts";
import type { Direction, Domain, Mark, Pair, ViewData, ViewToken } from "../../render/view-data.ts";
import { drawArcs, wordsOf } from "./strip-arcs.ts";
import { fitStrip } from "./strip-fit.ts";
import { StripInput, type StripHover, type StripPin, type StripToken, type TokenPlace } from "./strip-input.ts";
import { movedPair, stripLooks, type TokenLook } from "./strip-looks.ts";
import { StripPainter } from "./strip-painter.ts";
import { StripSight } from "./strip-sight.ts";
import { stripStyle } from "./strip-style.ts";
import { stripNote, stripTable } from "./strip-table.ts";
import { tokenLabel, tokenTemplate, tokenText } from "./strip-token.ts";
import { spokenText } from "./text.ts";
import { tokens } from "./tokens.ts";
import { AttnView } from "./view.ts";

/** With more tokens than this, those out of sight wait until the pointer rests. */
const quickTokens = 400;
const isLong = ({ tokens, keyTokens }: ViewData) => Math.max(tokens.length, keyTokens.length) > quickTokens;

/**
 * The tokens of a text, shaded by how much the chosen one attends to them (or they to it), with arcs and numbers.
 * ← → move the chosen token, ↑ ↓ the other one, Enter pins, Esc lets go.
 *
 * @fires attn-hover - A token is pointed at, or no longer: `StripHover`
 * @fires attn-pin - A token was clicked, tapped or chosen with Enter: `StripPin`; or arrow keys chose another pair: `{ pair }`
 * @fires attn-escape - Esc was pressed
 * @csspart base - The whole view
 * @csspart token - One token: its word and its number
 * @csspart word - The shaded word
 * @csspart number - The weight under it
 * @csspart change - What it differs by from before a change
 * @csspart note - What the marks mean
 * @cssproperty --attn-token-radius - Corners of a shaded word
 */
export class AttnStrip extends AttnView {
  static override styles = [tokens, stripStyle];
  static override properties = {
    data: { attribute: false },
    pair: { attribute: false },
    mark: { attribute: false },
    direction: {},
    selection: { attribute: false },
    domain: {},
    hideSpecial: { type: Boolean, attribute: "hide-special" },
    changeable: { type: Boolean },
  };
  declare data: ViewData | null;
  declare pair: Pair | null;
  /** What of the pair stands out because a step of it is pointed at. */
  declare mark: Mark | null;
  declare direction: Direction;
  /** Several sources whose weights add up; with fewer than two the pair's source counts. */
  declare selection: readonly number[];
  /** Whether the darkest shade is the matrix's largest weight or the row's. */
  declare domain: Domain;
  /** Leaves special tokens (`<s>`, `[CLS]`) out of the picture; nobody else gets their weight. */
  declare hideSpecial: boolean;
  /** Keeps room for changes of the weights, so that nothing below moves when something is changed. */
  declare changeable: boolean;

  #shown: Float32Array = new Float32Array();
  #changes: Float32Array | null = null;
  #max = 0;
  #place = "";
  #type: StripType = { size: 24, wraps: true, gap: 8 };
  /** What the tokens' elements were made for; null where they have to be made again. */
  #made: readonly unknown[] = [];
  readonly #painter = new StripPainter();
  readonly #sight = new StripSight(this);
  readonly #input = new StripInput(this, {
    hover: (place) => this.tell<StripHover>("attn-hover", place ? this.#meant(place) : { token: null }),
    pin: (place, additive) => this.tell<StripPin>("attn-pin", { ...this.#meant(place), additive }),
    move: (source, other) => {
      if (!this.data || !this.pair) return;
      this.tell<{ pair: Pair }>("attn-pin", { pair: movedPair(this.data, this.direction, this.pair, source, other) });
    },
    escape: () => this.tell("attn-escape", null),
  });

  constructor() {
    super();
    this.data = null;
    this.pair = null;
    this.mark = null;
    this.direction = "to";
    this.selection = [];
    this.domain = "matrix";
    this.hideSpecial = this.changeable = false;
  }

  get #sources(): readonly number[] {
    if (this.selection.length > 1) return this.selection;
    return this.pair ? [View.sourceOf(this.pair, this.direction)] : [];
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!this.data) return;
    this.#shown = View.shownWeights(this.data, this.direction, this.#sources);
    this.#changes = View.shownChanges(this.data, this.direction, this.#sources);
    const { direction, domain } = this;
    this.#max = strongestOfStrip(this.data, { direction, domain, sources: this.#sources });
    const place = this.placeKey;
    if (!changed.has("data") && !changed.has("hideSpecial") && place === this.#place) return;
    this.#place = place;
    const { fontFamily } = getComputedStyle(this.renderRoot.querySelector(".base") ?? this);
    this.#type = fitStrip(this.data, this.hideSpecial, this.width, fontFamily);
    this.#sight.forget();
  }

  get #hasChanges(): boolean {
    return this.changeable || this.#changes !== null;
  }

  #isHidden(token: ViewToken): boolean {
    return this.hideSpecial && token.special;
  }

  protected override render(): TemplateResult {
    const { data } = this;
    if (!data) return html`<div part="base" class="base ${this.shownTheme}"></div>`;
    const cross = View.isCross(data);
    const all = cross ? [...data.tokens, ...data.keyTokens] : data.tokens;
    const both: TokenPlace["side"][] = this.direction === "to" ? ["source", "other"] : ["other", "source"];
    return html`<div
      part="base"
      class="base ${this.shownTheme} ${this.#type.wraps ? "wraps" : "line"} ${cross ? "cross" : ""} ${isLong(data) ? "" : "short"}"
    >
      ${this.#type.wraps ? nothing : html`<svg class="arcs" aria-hidden="true"></svg>`}
      ${repeat(
        cross ? both : (["other"] as const),
        // A line keeps its elements, as its shades are painted on them and are not in this template.
        (side) => side,
        (side) => this.#renderLine(data, side),
      )}
      ${stripNote(this.selection.length, all, this.strings)} ${this.behind}
    </div>`;
  }

  #renderLine(data: ViewData, side: TokenPlace["side"]): TemplateResult {
    const { view } = this.strings;
    const list = side === "source" ? View.sourceTokens(data, this.direction) : View.otherTokens(data, this.direction);
    const label = !View.isCross(data)
      ? view.stripLabel[this.direction]
      : list === data.tokens
        ? view.queriesLabel
        : view.keysLabel;
    return html`<div
      class="strip ${side} ${list.length <= 6 ? "few" : ""}"
      role="listbox"
      aria-orientation="horizontal"
      aria-multiselectable="true"
      aria-label=${label}
      @pointerover=${this.#input.over}
      @pointerleave=${this.#input.leave}
      @pointerdown=${this.#input.down}
      @pointerup=${this.#input.up}
      @pointercancel=${this.#input.up}
      @contextmenu=${this.#input.menu}
      @click=${this.#input.click}
      @keydown=${this.#input.key}
      @scroll=${this.#sight.scroll}
    >
      ${guard([list, side, this.hideSpecial, this.#hasChanges, this.strings], () =>
        list.map((token, index) =>
          this.#isHidden(token)
            ? nothing
            : tokenTemplate({ index, side }, tokenText(list, index, view), this.#hasChanges),
        ),
      )}
    </div>`;
  }

  #meant({ index, side }: TokenPlace): StripToken {
    if (!this.data || !View.isCross(this.data)) return { token: index, of: "both" };
    return { token: index, of: (side === "source") === (this.direction === "to") ? "queries" : "keys" };
  }

  #sourceText(data: ViewData): string {
    const list = View.sourceTokens(data, this.direction);
    return this.#sources.map((index) => spokenText(list[index], this.strings.view)).join(" + ");
  }

  protected override table(): TemplateResult | typeof nothing {
    if (!this.data) return nothing;
    const caption = this.strings.view.rowCaption[this.direction](this.#sourceText(this.data));
    return stripTable(caption, View.otherTokens(this.data, this.direction), this.#shown, this.#changes, this.strings);
  }

  protected override readout(): string {
    if (!this.data || !this.pair) return "";
    const other = View.otherOf(this.pair, this.direction);
    const source = this.#sourceText(this.data);
    const target = spokenText(View.otherTokens(this.data, this.direction)[other], this.strings.view);
    const weight = formatWeight(this.#shown[other] ?? 0);
    const { attendsTo } = this.strings.view;
    return this.direction === "to" ? attendsTo(source, target, weight) : attendsTo(target, source, weight);
  }

  protected override updated(changed: PropertyValues<this>): void {
    const base = this.renderRoot.querySelector<HTMLElement>(".base");
    base?.style.setProperty("--size", `${this.#type.size}px`);
    base?.style.setProperty("--gap", `${this.#type.gap}px`);
    if (this.data) this.#paint(this.data, true);
    super.updated(changed);
    const focused = this.renderRoot.querySelector<HTMLElement>(".token:focus");
    if (changed.has("pair") && focused && focused.tabIndex !== 0) this.#painter.focusableBeside(focused)?.focus();
  }

  /** What was out of sight while the pointer moved. */
  protected override rested(): void {
    if (!this.data) return;
    this.#paint(this.data, false);
    const strip = this.renderRoot.querySelector<HTMLElement>(".strip.other");
    if (strip) this.#sight.measure(strip);
  }

  #paint(data: ViewData, moving: boolean): void {
    const { direction, pair, mark } = this;
    const made = [data, direction, this.hideSpecial, this.#hasChanges, this.strings];
    const isNew = made.some((value, at) => value !== this.#made[at]);
    if (isNew) this.#painter.adopt(this.renderRoot);
    this.#made = made;
    const isQuick = moving && !isNew && isLong(data);
    // What nobody sees is painted when the pointer rests, or when it comes into sight.
    if (isQuick && !this.#sight.isInWindow) return;
    const looks = stripLooks(data, {
      direction,
      pair,
      mark,
      sources: this.#sources,
      shown: this.#shown,
      changes: this.#changes,
      max: this.#max,
    });
    const labelOf = ({ side, index }: TokenPlace, look: TokenLook) => {
      const list = side === "source" ? View.sourceTokens(data, direction) : View.otherTokens(data, direction);
      return tokenLabel(list, index, look, this.strings.view);
    };
    const range = isQuick ? this.#sight.range : null;
    const outstanding = new Set([...this.#sources, ...(pair ? [View.otherOf(pair, direction)] : [])]);
    this.#painter.paint(this.shownTheme, looks, range, outstanding, isQuick ? null : labelOf);
    this.#drawArcs(data);
  }

  #drawArcs(data: ViewData): void {
    const sources = this.#sources;
    const picture = this.renderRoot.querySelector<SVGSVGElement>(".arcs");
    if (!picture) return;
    drawArcs(picture, {
      sources,
      sourceWords: wordsOf(this.renderRoot, View.isCross(data) ? "source" : "other"),
      otherWords: wordsOf(this.renderRoot, "other"),
      same: !View.isCross(data),
      weightsOf: (source) => View.shownWeights(data, this.direction, [source]),
      max: this.#max,
      hasChanges: this.#hasChanges,
      theme: this.shownTheme,
    });
  }
}
