import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { formatWeight } from "../../render/numbers.ts";
import type { StripType } from "../../render/strip.ts";
import * as View from "../../render/view-data.ts";
import type { Direction, Domain, Pair, ViewData, ViewToken } from "../../render/view-data.ts";
import { settled } from "./settled.ts";
import { drawArcs } from "./strip-arcs.ts";
import { fitStrip } from "./strip-fit.ts";
import { StripInput, type TokenPlace } from "./strip-input.ts";
import { paintTokens } from "./strip-paint.ts";
import { stripStyle } from "./strip-style.ts";
import { stripNote, stripTable } from "./strip-table.ts";
import { tokenTemplate } from "./strip-token.ts";
import { visibleText } from "./text.ts";
import { tokens } from "./tokens.ts";
import { AttnView } from "./view.ts";

/** A token of the strip; `of` says whether it is one of the queries or of the keys, "both" where these are the same. */
export interface StripToken {
  token: number;
  of: "queries" | "keys" | "both";
}
export type StripHover = StripToken | { token: null };
/** `additive` (Shift, Ctrl, ⌘ or a long press): add the token to the selection. */
export type StripPin = StripToken & { additive: boolean };

/** More tokens than this take longer than a frame to shade. */
const quickTokens = 200;
const restMilliseconds = 80;

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
 * @csspart note - What the marks mean
 * @cssproperty --attn-token-radius - Corners of a shaded word
 */
export class AttnStrip extends AttnView {
  static override styles = [tokens, stripStyle];
  static override properties = {
    data: { attribute: false },
    pair: { attribute: false },
    direction: {},
    selection: { attribute: false },
    domain: {},
    hideSpecial: { type: Boolean, attribute: "hide-special" },
  };
  declare data: ViewData | null;
  declare pair: Pair | null;
  declare direction: Direction;
  /** Several sources whose weights add up; with fewer than two the pair's source counts. */
  declare selection: readonly number[];
  /** Whether the darkest shade is the matrix's largest weight or the row's. */
  declare domain: Domain;
  /** Leaves special tokens (`<s>`, `[CLS]`) out of the picture; nobody else gets their weight. */
  declare hideSpecial: boolean;

  #drawn: ViewData | null = null;
  #shown: Float32Array = new Float32Array();
  #max = 0;
  #place = "";
  #type: StripType = { size: 24, wraps: true, gap: 8 };
  readonly #input = new StripInput(this, {
    hover: (place) => this.tell<StripHover>("attn-hover", place ? this.#meant(place) : { token: null }),
    pin: (place, additive) => this.tell<StripPin>("attn-pin", { ...this.#meant(place), additive }),
    move: (source, other) => this.#move(source, other),
    escape: () => this.tell("attn-escape", null),
  });

  constructor() {
    super();
    this.data = null;
    this.pair = null;
    this.direction = "to";
    this.selection = [];
    this.domain = "matrix";
    this.hideSpecial = false;
  }

  get #sources(): readonly number[] {
    if (this.selection.length > 1) return this.selection;
    return this.pair ? [View.sourceOf(this.pair, this.direction)] : [];
  }

  /** A long text follows a pointer that is elsewhere, on the matrix, only when that rests. */
  protected override async scheduleUpdate(): Promise<void> {
    const isLong = this.data === this.#drawn && (this.data?.tokens.length ?? 0) > quickTokens;
    if (isLong && !this.matches(":hover, :focus-within")) await settled(() => this.pair, restMilliseconds);
    await super.scheduleUpdate();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    this.#drawn = this.data;
    if (!this.data) return;
    this.#shown = View.shownWeights(this.data, this.direction, this.#sources);
    const rowMax = View.maxOf(this.#shown);
    if (this.domain === "row") this.#max = rowMax;
    else this.#max = Math.max(View.largestWeight(this.data), this.selection.length > 1 ? rowMax : 0);
    const place = this.placeKey;
    if (!changed.has("data") && !changed.has("hideSpecial") && place === this.#place) return;
    this.#place = place;
    const { fontFamily } = getComputedStyle(this.renderRoot.querySelector(".base") ?? this);
    this.#type = fitStrip(this.data, this.hideSpecial, this.width, fontFamily);
  }

  #isHidden(token: ViewToken): boolean {
    return this.hideSpecial && token.special;
  }

  protected override render(): TemplateResult {
    const { data } = this;
    if (!data) return html`<div part="base" class="base ${this.shownTheme}"></div>`;
    const cross = View.isCross(data);
    const all = cross ? [...data.tokens, ...data.keyTokens] : data.tokens;
    const unknown = all.filter((token) => !token.known && !token.special).length;
    const sides = !cross
      ? (["other"] as const)
      : this.direction === "to"
        ? (["source", "other"] as const)
        : (["other", "source"] as const);
    return html`<div
      part="base"
      class="base ${this.shownTheme} ${this.#type.wraps ? "wraps" : "line"} ${cross ? "cross" : ""}"
    >
      ${this.#type.wraps ? nothing : html`<svg class="arcs" aria-hidden="true"></svg>`}
      ${repeat(
        sides,
        // A line keeps its elements, as its shades are set on them and not by this template.
        (side) => side,
        (side) => this.#renderLine(data, side),
      )}
      ${stripNote(this.selection.length, unknown, this.words)} ${this.behind}
    </div>`;
  }

  #renderLine(data: ViewData, side: TokenPlace["side"]): TemplateResult {
    const { view } = this.words;
    const list = side === "source" ? View.sourceTokens(data, this.direction) : View.otherTokens(data, this.direction);
    const label = !View.isCross(data)
      ? view.stripLabel[this.direction]
      : list === data.tokens
        ? view.queriesLabel
        : view.keysLabel;
    const top = new Set(side === "other" ? View.strongest(this.#shown, list, list.length > 6 ? 3 : 2) : []);
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
    >
      ${list.map((token, index) => this.#renderToken(data, token, { index, side }, top.has(index)))}
    </div>`;
  }

  #renderToken(data: ViewData, token: ViewToken, place: TokenPlace, top: boolean) {
    if (this.#isHidden(token)) return nothing;
    const carriesSources = place.side === "source" || !View.isCross(data);
    const isSource = carriesSources && this.#sources.includes(place.index);
    const isOther =
      place.side === "other" && this.pair !== null && View.otherOf(this.pair, this.direction) === place.index;
    const isUnknown = !token.known && !token.special;
    return tokenTemplate(place, {
      text: visibleText(token.text),
      number: place.side === "other" ? formatWeight(this.#shown[place.index] ?? 0) : "",
      note: isUnknown ? this.words.view.unknown : "",
      selected: isSource,
      focusable: carriesSources ? isSource : isOther,
      marks: { source: isSource, other: isOther, top, special: token.special, unknown: isUnknown },
    });
  }

  #meant({ index, side }: TokenPlace): StripToken {
    if (!this.data || !View.isCross(this.data)) return { token: index, of: "both" };
    return { token: index, of: (side === "source") === (this.direction === "to") ? "queries" : "keys" };
  }

  #move(bySource: number, byOther: number): void {
    if (!this.data || !this.pair) return;
    const step = (index: number, by: number, count: number) => (index + by + count) % count;
    const sources = View.sourceTokens(this.data, this.direction).length;
    const others = View.otherTokens(this.data, this.direction).length;
    const source = step(View.sourceOf(this.pair, this.direction), bySource, sources);
    const other =
      bySource === 0
        ? step(View.otherOf(this.pair, this.direction), byOther, others)
        : View.strongestOther(this.data, this.direction, source);
    this.tell<{ pair: Pair }>("attn-pin", { pair: View.pairOf(source, other, this.direction) });
  }

  #sourceText(data: ViewData): string {
    const list = View.sourceTokens(data, this.direction);
    return this.#sources.map((index) => visibleText(list[index]?.text ?? "")).join(" + ");
  }

  protected override table(): TemplateResult | typeof nothing {
    if (!this.data) return nothing;
    const caption = this.words.view.rowCaption[this.direction](this.#sourceText(this.data));
    return stripTable(caption, View.otherTokens(this.data, this.direction), this.#shown, this.words);
  }

  protected override readout(): string {
    if (!this.data || !this.pair) return "";
    const other = View.otherOf(this.pair, this.direction);
    const source = this.#sourceText(this.data);
    const target = visibleText(View.otherTokens(this.data, this.direction)[other]?.text ?? "");
    const weight = formatWeight(this.#shown[other] ?? 0);
    const { attendsTo } = this.words.view;
    return this.direction === "to" ? attendsTo(source, target, weight) : attendsTo(target, source, weight);
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    const base = this.renderRoot.querySelector<HTMLElement>(".base");
    base?.style.setProperty("--size", `${this.#type.size}px`);
    base?.style.setProperty("--gap", `${this.#type.gap}px`);
    if (this.data) this.#paint(this.data);
    const focused = this.renderRoot.querySelector<HTMLElement>(".token:focus");
    if (!changed.has("pair") || !focused || focused.tabIndex === 0) return;
    focused.closest(".strip")?.querySelector<HTMLElement>('.token[tabindex="0"]')?.focus();
  }

  #paint(data: ViewData): void {
    const isMaskedFor = (index: number) => (source: number) =>
      View.isMasked(data, View.pairOf(source, index, this.direction));
    const sources = this.#sources;
    const others = this.renderRoot.querySelectorAll<HTMLElement>(".strip.other .token");
    paintTokens(others, this.shownTheme, (index) => ({
      share: this.#max > 0 ? (this.#shown[index] ?? 0) / this.#max : 0,
      masked: sources.length > 0 && sources.every(isMaskedFor(index)),
    }));
    const picture = this.renderRoot.querySelector<SVGSVGElement>(".arcs");
    if (!picture) return;
    drawArcs(picture, {
      sources,
      sourceWords: this.#words(View.isCross(data) ? "source" : "other"),
      otherWords: this.#words("other"),
      same: !View.isCross(data),
      weightsOf: (source) => View.shownWeights(data, this.direction, [source]),
      max: this.#max,
      theme: this.shownTheme,
    });
  }

  /** The words of a line by their token's index; hidden tokens have none. */
  #words(side: TokenPlace["side"]): Map<number, Element> {
    const tokens = [...this.renderRoot.querySelectorAll<HTMLElement>(`.strip.${side} .token`)];
    return new Map(tokens.map((token) => [Number(token.dataset["index"]), token.firstElementChild ?? token]));
  }
}
