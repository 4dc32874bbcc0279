import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from "lit";
import { pairShown } from "../render/pairs-behind.ts";
import type { Direction, Mark, Pair, Shown, ViewData } from "../render/view-data.ts";
import type { Board, PairDetail, PairSteps } from "./board.ts";
import { boardStyle } from "./board-style.ts";
import { findToken } from "./find-token.ts";
import { headSelects } from "./head-selects.ts";
import * as Pins from "./pair-state.ts";
import type { StripHover, StripPin } from "./views/strip-input.ts";
import { stepsNotes } from "./views/steps-notes.ts";
import { tokens } from "./views/tokens.ts";
import { PlacedElement } from "./placed-element.ts";

const viewNames = ["strip", "matrix", "steps"] as const;
type ViewName = (typeof viewNames)[number];
type TokenOrPair = StripHover | StripPin | { pair: Pair | null };
const wide = 1000;

/** What `<attention-view>` and `<attention-playground>` share: the three views of one run, kept on one pair. */
export abstract class AttentionBoard extends PlacedElement {
  static override styles = [tokens, boardStyle];
  static override properties: PropertyDeclarations = {
    view: {},
    query: {},
    key: {},
    pinnedKey: { attribute: "pinned-key" },
    direction: {},
    head: { type: Number },
    theme: { reflect: true },
    state: { state: true },
    show: { state: true },
    mark: { state: true },
  };
  /** Which views, space separated: strip, matrix, steps. */
  declare view: string;
  /** The pinned query: a word of the text, or an index where it is repeated. */
  declare query: string | null;
  /** The pinned key, likewise. */
  declare key: string | null;
  /** The same as `key`, which Vue and React keep for themselves. */
  declare pinnedKey: string | null;
  declare direction: Direction;
  declare theme: "light" | "dark" | null;
  declare protected state: Pins.PairState;
  declare protected show: Shown;
  declare protected mark: Mark | null;

  #head = 0;
  #problem = "";

  constructor() {
    super();
    this.view = "strip matrix";
    this.query = null;
    this.key = null;
    this.pinnedKey = null;
    this.direction = "to";
    this.theme = null;
    this.state = Pins.nothingChosen;
    this.show = "weights";
    this.mark = null;
  }

  /** Place of the head among those that the run holds. A framework may write the attribute's text into it. */
  get head(): number {
    return this.#head;
  }
  set head(head: number | string) {
    this.#head = Number(head);
  }

  /** What there is to draw; null while there is nothing. */
  protected abstract get board(): Board | null;
  /** Every number of the shown pair, where it is known. */
  protected abstract get steps(): PairSteps | null;
  /** What to say in the place of steps that are not there. */
  protected abstract get noSteps(): string;
  /** What to say where there is nothing to draw, or beside it. */
  protected abstract get message(): { text: string; isProblem: boolean } | null;
  /** Place of the shown head among the board's. */
  protected abstract get shownHead(): number;
  /** A head was chosen by its place among the board's. */
  protected abstract chooseHead(place: number): void;
  /** What the person is asked before there is anything to draw. */
  protected renderOffer(): TemplateResult | typeof nothing {
    return nothing;
  }

  protected get shownPair(): Pair | null {
    return this.board && Pins.shownPair(this.state, this.board.data);
  }
  protected get views(): ViewName[] {
    const asked = this.view.split(/[\s|,]+/);
    return viewNames.filter((name) => asked.includes(name));
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const { board } = this;
    if (!board) return;
    if (changed.has("direction")) this.state = Pins.turn(this.state, board.data, this.direction);
    const isOtherPair = changed.has("query") || changed.has("key") || changed.has("pinnedKey");
    if (isOtherPair || this.#pinnedIn !== board.data.tokens) this.#pinAsked(board);
  }

  #pinnedIn: ViewData["tokens"] | null = null;

  /** Pins what the attributes ask for. */
  #pinAsked({ data, query: ownQuery, key: ownKey }: Board): void {
    this.#pinnedIn = data.tokens;
    this.#problem = "";
    const askedKey = this.key ?? this.pinnedKey;
    const isAsked = this.query !== null || askedKey !== null;
    const query = isAsked ? this.#asked(data.tokens, this.query) : (ownQuery ?? null);
    const key = isAsked ? this.#asked(data.keyTokens, askedKey) : (ownKey ?? null);
    const pinned =
      query !== null
        ? { ...Pins.withSource(data, "to", query), ...(key !== null && { key }) }
        : key === null
          ? null
          : Pins.withSource(data, "by", key);
    this.state = { ...this.state, pinned, hovered: null, selection: [] };
  }

  #asked(tokens: ViewData["tokens"], asked: string | null): number | null {
    if (asked === null || asked === "") return null;
    const found = findToken(tokens, asked, this.strings);
    if ("index" in found) return found.index;
    this.#problem = found.problem;
    return null;
  }

  protected override render(): TemplateResult {
    const { board, message } = this;
    const noView = this.views.length ? "" : this.strings.view.noSuchView(this.view, viewNames.join(", "));
    const problem = message?.isProblem ? message.text : this.#problem || noView;
    return html`<div part="base" class="base ${this.shownTheme}" data-theme=${this.shownTheme}>
      ${problem ? html`<p part="problem" class="message problem" role="alert">${problem}</p>` : nothing}
      ${message && !message.isProblem ? html`<p part="message" class="message" role="status">${message.text}</p>` : nothing}
      ${this.renderOffer()}
      ${board ? html`${this.#renderBar(board)} ${this.#renderCombined(board)} ${this.#renderViews(board)}` : html`<slot></slot>`}
    </div>`;
  }

  #renderBar(board: Board): TemplateResult | typeof nothing {
    const { view } = this.strings;
    const directions: Direction[] = ["to", "by"];
    return html`<div part="bar" class="bar">
      ${headSelects(board, this.shownHead, this.strings, (place) => this.chooseHead(place))}
      <span class="segments" role="group" aria-label=${view.directionLabel}>
        ${directions.map(
          (direction) =>
            html`<button aria-pressed=${direction === this.direction} @click=${() => (this.direction = direction)}>
              ${view.direction[direction]}
            </button>`,
        )}
      </span>
    </div>`;
  }

  #renderCombined({ combined }: Board): TemplateResult | typeof nothing {
    if (!combined) return nothing;
    const { view } = this.strings;
    const { combine, layer, heads } = combined;
    const text = view.combined[combine](heads ? view.theHeads(heads) : view.headsOfLayer(layer));
    return html`<p part="message" class="message">${text}</p>`;
  }

  #renderViews(board: Board): TemplateResult {
    const { shownPair: pair, state } = this;
    const { data, options } = board;
    const views = this.views;
    const sideBySide = this.width >= wide && views.includes("matrix") && views.includes("steps");
    const templates: Record<ViewName, () => TemplateResult> = {
      strip: () =>
        html`<attn-strip
          exportparts="token, word, number, change, note"
          .data=${data}
          .pair=${pair}
          .mark=${this.mark}
          .direction=${state.direction}
          .selection=${state.selection}
        ></attn-strip>`,
      matrix: () =>
        html`<attn-matrix
          exportparts="picture, header, footer, tip"
          .data=${data}
          .pair=${pair}
          .mark=${this.mark}
          .direction=${state.direction}
          .show=${this.show}
        ></attn-matrix>`,
      steps: () =>
        this.steps
          ? html`<div>
              ${this.#renderNotes(this.steps)}
              <attn-steps
                exportparts="chain"
                .data=${this.steps.data}
                .options=${options}
                ?model=${board.model === true}
                .explanation=${this.steps.explanation}
              ></attn-steps>
            </div>`
          : html`<p part="message" class="message">${this.noSteps}</p>`,
    };
    return html`<div
      class="views ${sideBySide ? "wide" : ""}"
      @attn-hover=${this.#onHover}
      @attn-pin=${this.#onPin}
      @attn-show=${this.#onShow}
      @attn-mark=${this.#onMark}
      @attn-domain=${stop}
      @attn-escape=${this.#onEscape}
    >
      ${views.map((name) => templates[name]())}
    </div>`;
  }

  #renderNotes({ explanation, data, place }: PairSteps): TemplateResult | typeof nothing {
    const notes = place ? stepsNotes(place, explanation, data, this.strings) : [];
    return notes.length ? html`<p part="message" class="message">${notes.join(" ")}</p>` : nothing;
  }

  /** The steps are of the run's own tokens, of which some may be shown as one or not at all. */
  #shown(pair: Pair | null, { target }: Event): Pair | null {
    const place = this.steps?.place;
    const isOfSteps = target instanceof Element && target.localName === "attn-steps";
    return pair && place && isOfSteps ? pairShown(place, pair) : pair;
  }

  readonly #onHover = (event: CustomEvent<TokenOrPair>): void => {
    stop(event);
    const { board } = this;
    const { detail } = event;
    if (!board) return;
    if ("pair" in detail) this.state = Pins.hoverPair(this.state, this.#shown(detail.pair, event));
    else this.state = Pins.hoverToken(this.state, board.data, detail.token === null ? null : detail);
    this.#report("attn-hover");
  };

  readonly #onPin = (event: CustomEvent<StripPin | { pair: Pair }>): void => {
    stop(event);
    const { board } = this;
    const { detail } = event;
    if (!board) return;
    if ("pair" in detail) {
      const pair = this.#shown(detail.pair, event);
      if (pair) this.state = Pins.pinPair(this.state, pair);
    } else this.state = Pins.pinToken(this.state, board.data, detail, detail.additive);
    this.#report("attn-pin");
  };

  readonly #onEscape = (event: Event): void => {
    stop(event);
    this.state = Pins.letGo(this.state);
    this.#report("attn-pin");
  };

  readonly #onShow = (event: CustomEvent<{ show: Shown }>): void => {
    stop(event);
    this.show = event.detail.show;
  };

  readonly #onMark = (event: CustomEvent<{ mark: Mark | null }>): void => {
    stop(event);
    this.mark = event.detail.mark;
  };

  /** Says outside what the pictures' own events said inside, in one form. */
  #report(name: "attn-hover" | "attn-pin"): void {
    const { pinned, hovered, direction, selection } = this.state;
    this.tell<PairDetail>(name, { pair: name === "attn-pin" ? pinned : hovered, direction, selection });
  }
}

const stop = (event: Event): void => event.stopPropagation();
