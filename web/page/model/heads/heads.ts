import { html, nothing } from "lit";
import { attentionKinds, type AttentionKind, type HeadSummary } from "../../../engine/model-types.ts";
import { visibleText } from "../../../render/token-text.ts";
import { PageElement } from "../../elements/page-element.ts";
import { headsOf, type ModelPicture, type Picture } from "../../run/pictures.ts";
import type { ChangeKind } from "../../state/history.ts";
import type { HeadPick, HeadSearch, ModelState } from "../../state/model-state.ts";
import { shownTheme } from "../../theme.ts";
import { cutShort, fill } from "../../words.ts";
import { renderFound, renderSearches, type Finder } from "./finder.ts";
import { blockFor, gridFrame, type GridFrame, type GridSize } from "./frame.ts";
import { axis, type HeadGrid } from "./head-grid.ts";
import { HeadNumbers } from "./head-numbers.ts";
import { Remembered } from "./latest.ts";
import { badged, numbersOf, ranked, searchesOf, type RankedHead } from "./ranking.ts";
import { picksCount, withPick } from "./picks.ts";
import { scalesOf, toggled } from "./scales.ts";

const noPicks: readonly HeadPick[] = [];

type HeadPickEvent = CustomEvent<HeadPick>;

/** All heads of a transformer: what they do at a glance, which of them do what is looked for, and which are switched off. */
export class Heads extends PageElement {
  static override properties = { ...PageElement.properties, isSorted: { state: true } };
  /** Whether the list of a search has every head. */
  declare isSorted: boolean;
  readonly #numbers = new HeadNumbers(() => this.requestUpdate());
  readonly #frame = new Remembered<GridFrame>();
  readonly #summary = new Remembered<readonly HeadSummary[]>();
  readonly #numbersOf = new Remembered<ArrayLike<number>>();
  readonly #ranked = new Remembered<readonly RankedHead[]>();
  readonly #best = new Remembered<readonly RankedHead[]>();
  readonly #pair = new Remembered<Pick<HeadGrid, "pair">>();
  readonly #chosen = new Remembered<HeadPick>();
  readonly #scales = new Remembered<ReturnType<typeof scalesOf>>();
  readonly #sizes = new ResizeObserver(() => this.requestUpdate());

  constructor() {
    super();
    this.isSorted = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#sizes.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#sizes.disconnect();
  }

  protected override render() {
    const { picture, state } = this.controller;
    if (!picture?.model || !state.model) return nothing;
    const size = headsOf(picture);
    const { kind, model } = picture.model;
    const searches = searchesOf(kind);
    const search = searches.find((each) => each === state.model?.search) ?? null;
    const { heads: words } = this.words.model;
    const numbers = this.#sought(picture.model, { search, hide: state.model.hide }, size);
    const all = this.#ranked.get([numbers, size.nHeads], () => ranked(numbers, size.nHeads));
    const best = this.#best.get([all], () => badged(all));
    const finder: Finder = {
      ...{ words, searches, search, best },
      sought: search ? this.#soughtText(picture, search) : "",
      count: all.length,
      all: this.isSorted ? all : null,
      onAll: (isSorted) => (this.isSorted = isSorted),
      onSearch: (to) => this.controller.setModel({ search: to }),
      onPick: (place) => this.#go(place),
    };
    return html`<div class="headshead ${model.info.encoderDecoder ? "withkinds" : ""}">
        <h2>${words.title} <span>${fill(words.size, { layers: size.nLayers, heads: size.nHeads })}</span></h2>
        ${model.info.encoderDecoder ? this.#renderKinds(kind) : nothing} ${renderFound(finder)}
      </div>
      ${renderSearches(finder)}
      ${this.#renderGrid(picture.model, size, { best, pair: search === "pair" ? { text: finder.sought, numbers } : null })}
      <page-head-scale .controller=${this.controller}></page-head-scale>`;
  }

  #renderKinds(shown: AttentionKind) {
    const { heads: words } = this.words.model;
    return html`<span class="seg plain" role="group" aria-label=${words.kind}
      >${attentionKinds.map(
        (kind) =>
          html`<button aria-pressed=${kind === shown} @click=${() => this.controller.setModel({ kind })}>
            ${words.kinds[kind]}
          </button>`,
      )}</span
    >`;
  }

  #soughtText({ data }: Picture, search: HeadSearch): string {
    const { pinned } = this.controller.pins;
    const text = (token: { text: string } | undefined) => cutShort(visibleText(token?.text ?? ""));
    return fill(this.words.model.heads.found[search], {
      query: text(data.tokens[pinned?.query ?? 0]),
      key: text(data.keyTokens[pinned?.key ?? 0]),
    });
  }

  /** Every head's number of what is looked for; empty while nothing is, or while it is not there. */
  #sought(
    model: ModelPicture,
    { search, hide }: Pick<ModelState, "search" | "hide">,
    { nLayers, nHeads }: GridSize,
  ): ArrayLike<number> {
    const { pinned } = this.controller.pins;
    const summary = this.#numbers.summary(model);
    const pair = search === "pair" && pinned ? this.#numbers.pair(model, pinned, hide) : null;
    return this.#numbersOf.get([search, model.kind, summary, pair, nLayers, nHeads], () => {
      const isPair = search === null || search === "pair";
      const numbers = isPair ? (pair ?? []) : numbersOf(search, summary ?? [], model.kind);
      return numbers.length === nLayers * nHeads ? numbers : []; // those of the model before are of another size
    });
  }

  #renderGrid(
    model: ModelPicture,
    size: GridSize,
    { best, pair }: Pick<HeadGrid, "pair"> & { best: readonly RankedHead[] },
  ) {
    const { state } = this.controller;
    const { nLayers, nHeads } = size;
    const ratio = devicePixelRatio || 1;
    const width = this.clientWidth - axis.width;
    if (width <= 0 || !state.model) return nothing;
    const frame = this.#frame.get([nLayers, nHeads, width, ratio], () => gridFrame(size, width, ratio));
    const { nQueries, nKeys } = model.attention;
    const theme = shownTheme(state.theme);
    const block = blockFor(Math.max(nQueries, nKeys), Math.floor((frame.step - frame.gap) * ratio));
    const [layer, head] = [Math.min(state.model.layer, nLayers - 1), Math.min(state.head, nHeads - 1)];
    const summary = this.#numbers.summary(model);
    const { headScale } = state.model;
    return html`<page-head-grid
      .frame=${frame}
      .pictures=${this.#numbers.thumbs(model, theme, block)}
      .summary=${this.#summary.get([summary, model.kind], () => (summary ?? []).filter(({ kind }) => kind === model.kind))}
      .chosen=${this.#chosen.get([layer, head], () => ({ layer, head }))}
      .badges=${best}
      .pair=${this.#pair.get([pair?.text, pair?.numbers], () => ({ pair })).pair}
      .scales=${this.#scales.get([headScale, model.kind], () => scalesOf(headScale, model.kind))}
      .picks=${picksCount(state.model) ? state.model.picks : noPicks}
      .theme=${theme}
      .words=${this.words.model.heads}
      @head-pick=${({ detail }: HeadPickEvent) => this.#go(detail)}
      @head-walk=${({ detail }: HeadPickEvent) => this.#go(detail, "sliding")}
      @head-keep=${({ detail }: HeadPickEvent) => this.#keep(detail)}
      @head-toggle=${({ detail }: HeadPickEvent) =>
        this.controller.setModel({ headScale: toggled(headScale, { ...detail, kind: model.kind }) })}
    ></page-head-grid>`;
  }

  /** Adds a head to those that the picture is of, or takes it out. */
  #keep({ layer, head }: HeadPick): void {
    const { model } = this.controller.state;
    if (!model || !picksCount(model)) return this.#go({ layer, head });
    this.controller.setModel({ picks: withPick(model.picks, { layer, head }) });
  }

  #go({ layer, head }: HeadPick, kind: ChangeKind = "pick"): void {
    this.controller.setModel({ layer, head }, kind);
  }
}
