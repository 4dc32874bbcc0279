import { html, nothing, type PropertyValues } from "lit";
import type { HeadScale, HeadSummary } from "../../../engine/model-types.ts";
import type { Pixels } from "../../../engine/types.ts";
import type { Strings } from "../../../i18n/index.ts";
import type { Theme } from "../../../render/colours.ts";
import { formatWeight } from "../../../render/numbers.ts";
import { inksOf, sizedPen } from "../../../widget/views/inks.ts";
import { LightElement } from "../../elements/light-element.ts";
import type { HeadPick } from "../../state/model-state.ts";
import { fill } from "../../words.ts";
import { boxOf, headAt, walked, type GridFrame } from "./frame.ts";
import { headFacts, placeName, spokenHead } from "./head-words.ts";
import { isPicked } from "./picks.ts";
import { drawAxes, drawHeads, drawMarks, marksPad } from "./painter.ts";

/** Room for the numbers of layers and heads. */
export const axis = { width: 22, height: 20 };

/**
 * Every head as a picture. Arrow keys, Home, End, Page Up and Page Down move the choice; X and Delete switch it off or on.
 *
 * @fires head-pick - One was clicked: `detail` is its place
 * @fires head-walk - A key led to one
 * @fires head-keep - One is to be added to the heads of the picture, or taken out of them: by P, or by a click with Shift
 * @fires head-toggle - the chosen head is to be switched
 */
export class HeadGrid extends LightElement {
  static override properties = {
    frame: { attribute: false },
    pictures: { attribute: false },
    summary: { attribute: false },
    chosen: { attribute: false },
    badges: { attribute: false },
    pair: { attribute: false },
    scales: { attribute: false },
    picks: { attribute: false },
    theme: {},
    words: { attribute: false },
    pointed: { state: true },
  };
  declare frame: GridFrame;
  declare pictures: Pixels | null;
  /** Layer by layer, head by head. */
  declare summary: readonly HeadSummary[];
  declare chosen: HeadPick;
  declare badges: readonly HeadPick[];
  /** The pair that is looked for, and what every head gives it. */
  declare pair: { text: string; numbers: ArrayLike<number> } | null;
  declare scales: readonly HeadScale[];
  /** The heads that the picture is of, where these were picked. */
  declare picks: readonly HeadPick[];
  declare theme: Theme;
  declare words: Strings["page"]["model"]["heads"];
  declare pointed: HeadPick | null;
  readonly #scratch = document.createElement("canvas");

  constructor() {
    super();
    this.pointed = null;
  }

  protected override render() {
    const { frame, words, chosen } = this;
    const id = `head-${chosen.layer}-${chosen.head}`;
    return html`<div class="headscroll">
        <div class="headplot">
          <canvas class="headsaxis" aria-hidden="true"></canvas>
          <canvas class="layersaxis" aria-hidden="true"></canvas>
          <div
            class="headgrid"
            role="grid"
            tabindex="0"
            aria-label=${words.grid}
            aria-rowcount=${frame.nLayers}
            aria-colcount=${frame.nHeads}
            aria-activedescendant=${id}
            aria-keyshortcuts="P X"
            @click=${this.#click}
            @pointermove=${this.#point}
            @pointerleave=${() => (this.pointed = null)}
            @keydown=${this.#key}
          >
            <canvas class="pictures" aria-hidden="true"></canvas>
            <div role="row" aria-rowindex=${chosen.layer + 1}>
              <div
                role="gridcell"
                id=${id}
                aria-colindex=${chosen.head + 1}
                aria-selected="true"
                aria-label=${this.#spoken(chosen)}
              ></div>
            </div>
            <canvas class="marks" aria-hidden="true"></canvas>
          </div>
        </div>
      </div>
      ${this.#renderTip()}`;
  }

  #summaryOf({ layer, head }: HeadPick): HeadSummary | undefined {
    return this.summary[layer * this.frame.nHeads + head];
  }

  #scaleOf({ layer, head }: HeadPick): number {
    return this.scales.find((scale) => scale.layer === layer && scale.head === head)?.scale ?? 1;
  }

  #spoken(place: HeadPick): string {
    const spoken = spokenHead(place, this.#summaryOf(place), this.#scaleOf(place), this.words);
    return isPicked(this.picks, place) ? [spoken, this.words.picked].join(this.words.comma) : spoken;
  }

  #renderTip() {
    const { pointed, words } = this;
    const summary = pointed && this.#summaryOf(pointed);
    if (!pointed || !summary) return nothing;
    const { pair } = this;
    const weight = pair?.numbers[pointed.layer * this.frame.nHeads + pointed.head];
    const sought = pair && weight !== undefined ? [{ name: pair.text, value: formatWeight(weight) }] : [];
    return html`<div class="headtip" aria-hidden="true">
      <b>${fill(words.name, { head: placeName(pointed) })}</b
      >${this.#scaleOf(pointed) === 0 ? ` ${words.isOff}` : nothing}
      <dl>
        ${[...sought, ...headFacts(summary, words)].map(
          ({ name, value }) =>
            html`<dt>${name}</dt>
              <dd>${value}</dd>`,
        )}
      </dl>
    </div>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    const { frame } = this;
    const canvas = (name: string) => this.querySelector<HTMLCanvasElement>(`canvas.${name}`)!;
    const inks = inksOf(this.theme);
    const { fontFamily } = getComputedStyle(this);
    if (["frame", "pictures", "theme"].some((name) => changed.has(name as keyof HeadGrid))) {
      const pen = sizedPen(canvas("pictures"), frame.width, frame.height);
      if (pen) drawHeads(pen, frame, this.pictures, inks.wash, this.#scratch);
    }
    const look = { frame, chosen: this.chosen, inks, fontFamily };
    const [layers, heads] = [
      sizedPen(canvas("layersaxis"), axis.width, frame.height),
      sizedPen(canvas("headsaxis"), frame.width + marksPad, axis.height),
    ];
    if (layers && heads) drawAxes(layers, heads, { ...look, ...axis });
    const pen = sizedPen(canvas("marks"), frame.width + 2 * marksPad, frame.height + 2 * marksPad);
    pen?.translate(marksPad, marksPad);
    if (pen)
      drawMarks(pen, { ...look, pointed: this.pointed, badges: this.badges, scales: this.scales, picks: this.picks });
    this.#place();
  }

  /** The cell that is spoken of lies on its picture; the tip lies beside the one pointed at, within the element. */
  #place(): void {
    const { frame, chosen, pointed } = this;
    const cell = this.querySelector<HTMLElement>("[role=gridcell]")!;
    const { x, y, side } = boxOf(frame, chosen);
    cell.style.width = cell.style.height = `${side}px`;
    cell.style.transform = `translate(${x}px, ${y}px)`;
    const tip = this.querySelector<HTMLElement>(".headtip");
    if (!tip || !pointed) return;
    const box = boxOf(frame, pointed);
    const scrolled = this.querySelector(".headscroll")?.scrollLeft ?? 0;
    const left = axis.width + box.x - scrolled;
    const isLow = box.y > frame.height / 2;
    const top = axis.height + box.y + (isLow ? -8 : box.side + 8);
    tip.style.transform = `translate(max(0px, min(${left}px, ${this.clientWidth}px - 100%)), calc(${top}px - ${isLow ? 100 : 0}%))`;
  }

  #at({ clientX, clientY }: MouseEvent): HeadPick | null {
    const { left, top } = this.querySelector(".headgrid")!.getBoundingClientRect();
    return headAt(this.frame, clientX - left, clientY - top);
  }

  readonly #click = (event: MouseEvent): void => {
    const place = this.#at(event);
    if (place) this.#tell(event.shiftKey ? "head-keep" : "head-pick", place);
  };

  readonly #point = (event: PointerEvent): void => {
    const place = event.pointerType === "touch" ? null : this.#at(event);
    if (place?.layer !== this.pointed?.layer || place?.head !== this.pointed?.head) this.pointed = place;
  };

  readonly #key = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const to = walked(event.key, this.chosen, this.frame);
    if (to) this.#walk(to);
    else if (event.key.toLowerCase() === "p") this.#tell("head-keep", this.chosen);
    else if (event.key === "Delete" || event.key.toLowerCase() === "x") this.#tell("head-toggle", this.chosen);
    else return;
    event.preventDefault();
  };

  /** The choice moves at once: the next key may come before the page has followed. */
  #walk(to: HeadPick): void {
    this.pointed = null;
    this.chosen = to;
    this.#tell("head-walk", to);
    void this.updateComplete.then(() =>
      this.querySelector("[role=gridcell]")?.scrollIntoView({ block: "nearest", inline: "nearest" }),
    );
  }

  #tell(name: "head-keep" | "head-pick" | "head-walk" | "head-toggle", detail: HeadPick): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
  }
}
