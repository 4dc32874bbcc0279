import { html, nothing } from "lit";
import { attentionKinds, type AttentionKind, type HeadSummary } from "../../../engine/model-types.ts";
import { visibleText } from "../../../render/token-text.ts";
import { PageElement } from "../../elements/page-element.ts";
import { headsOf, type ModelPicture, type Picture } from "../../run/pictures.ts";
import { headSearches, type HeadPick, type HeadSearch, type ModelState } from "../../state/model-state.ts";
import { shownTheme } from "../../theme.ts";
import { cutShort, fill } from "../../words.ts";
import { blockFor, gridFrame, type GridFrame } from "./frame.ts";
import { axis } from "./head-grid.ts";
import { HeadNumbers } from "./head-numbers.ts";
import { formatFound, placeName } from "./head-words.ts";
import { Remembered } from "./latest.ts";
import { badged, numbersOf, ranked, type RankedHead } from "./ranking.ts";
import { scalesOf, toggled } from "./scales.ts";

type HeadPickEvent = CustomEvent<HeadPick>;

/** All heads of a transformer: what they do at a glance, which of them do what is looked for, and which are switched off. */
export class Heads extends PageElement {
  readonly #numbers = new HeadNumbers(() => this.requestUpdate());
  readonly #frame = new Remembered<GridFrame>();
  readonly #summary = new Remembered<readonly HeadSummary[]>();
  readonly #ranked = new Remembered<readonly RankedHead[]>();
  readonly #badges = new Remembered<readonly RankedHead[]>();
  readonly #chosen = new Remembered<HeadPick>();
  readonly #scales = new Remembered<ReturnType<typeof scalesOf>>();
  readonly #sizes = new ResizeObserver(() => this.requestUpdate());

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
    const { nLayers, nHeads } = headsOf(picture);
    const { heads: words } = this.words.model;
    const found = this.#found(picture.model, state.model, nHeads);
    const badges = this.#badges.get([found], () => badged(found));
    return html`<div class="headshead">
        <h2>${words.title} <span>${fill(words.size, { layers: nLayers, heads: nHeads })}</span></h2>
        ${picture.model.model.info.encoderDecoder ? this.#renderKinds(picture.model.kind) : nothing}
        ${this.#renderFound(picture, state.model.search, badges)}
      </div>
      <div class="headsearches" role="group" aria-label=${words.search}>
        ${headSearches.map((search) => {
          const isOn = search === state.model?.search;
          const pick = () => this.controller.setModel({ search: isOn ? null : search });
          return html`<button aria-pressed=${isOn} @click=${pick}>${words.searches[search]}</button>`;
        })}
      </div>
      ${this.#renderGrid(picture.model, { nLayers, nHeads }, badges)}
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

  /** What is looked for, and the head that does most of it. */
  #renderFound(picture: Picture, search: HeadSearch | null, [best]: readonly RankedHead[]) {
    const { heads: words } = this.words.model;
    if (!search || !best) return html`<p class="headfound none">${words.find}</p>`;
    const name = placeName(best);
    return html`<button class="headfound" title=${fill(words.go, { head: name })} @click=${() => this.#go(best)}>
      <span class="what">${this.#sought(picture, search)}</span>
      <span class="best">${words.best} <b>${name}</b> ${formatFound(search, best.value, words)}</span>
    </button>`;
  }

  #sought({ data }: Picture, search: HeadSearch): string {
    const { pinned } = this.controller;
    const text = (token: { text: string } | undefined) => cutShort(visibleText(token?.text ?? ""));
    return fill(this.words.model.heads.found[search], {
      query: text(data.tokens[pinned?.query ?? 0]),
      key: text(data.keyTokens[pinned?.key ?? 0]),
    });
  }

  /** The heads by what is looked for; none while nothing is, or while its numbers are not there. */
  #found(model: ModelPicture, { search, hide }: ModelState, nHeads: number): readonly RankedHead[] {
    const { pinned } = this.controller;
    const summary = this.#numbers.summary(model);
    const pair = search === "pair" && pinned ? this.#numbers.pair(model, pinned, hide) : null;
    return this.#ranked.get([search, model.kind, summary, pair], () => {
      if (search === null || search === "pair") return pair ? ranked(pair, nHeads) : [];
      return ranked(numbersOf(search, summary ?? [], model.kind), nHeads);
    });
  }

  #renderGrid(model: ModelPicture, size: { nLayers: number; nHeads: number }, badges: readonly RankedHead[]) {
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
      .badges=${badges}
      .scales=${this.#scales.get([headScale, model.kind], () => scalesOf(headScale, model.kind))}
      .theme=${theme}
      .words=${this.words.model.heads}
      @head-pick=${({ detail }: HeadPickEvent) => this.#go(detail)}
      @head-toggle=${({ detail }: HeadPickEvent) =>
        this.controller.setModel({ headScale: toggled(headScale, { ...detail, kind: model.kind }) })}
    ></page-head-grid>`;
  }

  #go({ layer, head }: HeadPick): void {
    this.controller.setModel({ layer, head });
  }
}
