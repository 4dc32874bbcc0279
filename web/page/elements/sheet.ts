import { html, nothing, type PropertyValues } from "lit";
import { formatWeight } from "../../render/numbers.ts";
import { math } from "../../render/mathml.ts";
import { visibleText } from "../../render/token-text.ts";
import { maxOf, sourceOf, sourceTokens } from "../../render/view-data.ts";
import { bars, barsHeight, barsWidth } from "../formula/bars.ts";
import type { PartId } from "../formula/equations.ts";
import type { Role } from "../formula/math.ts";
import { modelFacts, ofModel } from "../formula/of-model.ts";
import { Previews } from "../formula/previews.ts";
import { sheetFor, type Choice, type Sheet as SheetData } from "../formula/sheets.ts";
import { tracesOf } from "../formula/traces.ts";
import { shownTheme } from "../theme.ts";
import { fill } from "../words.ts";
import { renderField, type FieldHost } from "./fields.ts";
import { PageElement } from "./page-element.ts";

/**
 * What opens under a part of the formula. Pointing at a choice tries it on the whole page, leaving takes it back, a click keeps it;
 * by keyboard the arrows try, Enter or Space keeps, Esc takes back and closes.
 */
export class Sheet extends PageElement implements FieldHost {
  static override properties = { ...PageElement.properties, partId: {}, letter: {} };
  declare partId: PartId;
  /** Which of q, k and v it was opened from. */
  declare letter: Role;
  #previews: Previews | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#previews = new Previews(this.controller, () => this.requestUpdate());
    this.addEventListener("keydown", this.#key);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#previews?.stop();
    this.removeEventListener("keydown", this.#key);
  }

  get #ofModel() {
    const facts = modelFacts(this.controller);
    const code = facts && ofModel(() => this.requestUpdate());
    return facts && code ? { facts, code } : null;
  }

  get #sheet(): SheetData {
    const { state, picture } = this.controller;
    const model = this.#ofModel;
    if (model) return model.code.modelSheet(this.partId, model.facts, this.letter, this.words);
    const { options, second } = state;
    const facts = { options, second, dModel: picture?.run.dModel ?? null, role: this.letter };
    return sheetFor(this.partId, facts, this.words);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("partId")) this.#previews?.rows.clear();
    if (this.controller.fresh || this.controller.tried) this.#previews?.show(this.#sheet.choices);
  }

  protected override render() {
    const sheet = this.#sheet;
    const { words } = this;
    return html`<div class="pop" role="dialog" tabindex="-1" aria-label=${sheet.title} data-part=${sheet.part}>
      <h2>
        <span><b>${sheet.title}</b> <small>${sheet.hint}</small></span>
        ${sheet.choices.length ? html`<small>${this.#rowName()}</small>` : nothing}
        <button class="icon phone-only" aria-label=${words.bar.close} @click=${() => this.#close()}>×</button>
      </h2>
      ${
        this.partId === "source"
          ? html`<page-sources .controller=${this.controller}></page-sources>`
          : this.#renderChoices(sheet)
      }
      ${
        sheet.fields.length
          ? html`<div class="fields">${sheet.fields.map((field) => renderField(field, this))}</div>`
          : nothing
      }
      ${
        sheet.notes.length
          ? html`<div class="notes">
              ${sheet.notes.map((note) => html`<p>${note.math ? math(note.math) : nothing}<span>${note.text}</span></p>`)}
            </div>`
          : nothing
      }
      ${this.#renderTraces()}
    </div>`;
  }

  #renderChoices(sheet: SheetData) {
    if (!sheet.choices.length) return nothing;
    const leave = () => this.controller.tryOptions(null);
    return html`<div role="radiogroup" aria-label=${sheet.title} @pointerleave=${leave}>
      ${sheet.choices.map((choice) => this.#renderChoice(choice, sheet))}
    </div>`;
  }

  #rowName(): string {
    const { picture, state } = this.controller;
    const { pinned } = this.controller.pins;
    if (!picture || !pinned) return "";
    const source = sourceTokens(picture.data, state.direction)[sourceOf(pinned, state.direction)];
    const { rowOf, columnOf } = this.words.formula;
    return fill(state.direction === "to" ? rowOf : columnOf, { token: visibleText(source?.text ?? "") });
  }

  #renderChoice(choice: Choice, { choices, current }: SheetData) {
    const chosen = choice.id === current;
    // What a link asks for may not be among them: then the first one takes the focus.
    const first = choices.every(({ id }) => id !== current) && choice === choices[0];
    const keep = () => this.controller.setOptions(choice.change);
    const attempt = () => this.controller.tryOptions(chosen ? null : choice.change);
    const blocked = choice.blocked !== undefined;
    return html`<button
      class="opt"
      role="radio"
      aria-checked=${chosen}
      aria-disabled=${blocked}
      tabindex=${chosen || first ? 0 : -1}
      data-choice=${choice.id}
      @pointerenter=${(event: PointerEvent) => !blocked && event.pointerType !== "touch" && attempt()}
      @focus=${(event: FocusEvent) => !blocked && (event.target as Element).matches(":focus-visible") && attempt()}
      @click=${() => !blocked && keep()}
    >
      <span class="dot"></span>
      <span class="nm"
        >${choice.name}${choice.math ? math(choice.math) : nothing}${
          choice.note ? html`<small class="note">${choice.note}</small>` : nothing
        }</span
      >
      <span class="ex">${choice.blocked ?? choice.why}</span>
      ${blocked ? nothing : this.#renderPreview(choice.id)}
    </button>`;
  }

  #renderPreview(id: string) {
    const rows = this.#previews?.rows;
    const row = rows?.get(id);
    if (row === undefined) return html`<span class="preview"></span>`;
    const { noPreview, preview } = this.words.formula;
    if (row === null) return html`<small class="preview none">${noPreview}</small>`;
    const darkest = Math.max(...[...(rows?.values() ?? [])].map((other) => (other ? maxOf(other) : 0)));
    const spoken = fill(preview, { bars: Array.from(row.subarray(0, 12), formatWeight).join(" ") });
    return html`<svg
      class="preview"
      role="img"
      aria-label=${spoken}
      width=${barsWidth}
      height=${barsHeight}
      viewBox="0 0 ${barsWidth} ${barsHeight}"
    >
      ${bars(row, darkest, shownTheme(this.controller.state.theme))}
    </svg>`;
  }

  #renderTraces() {
    const { picture, recipe, state } = this.controller;
    if (!picture) return nothing;
    const model = this.#ofModel;
    const pictures = model
      ? model.code.modelTracesOf(this.partId, model.facts, this.letter, this.words.formula.weight)
      : tracesOf(this.partId, recipe.options, this.letter);
    if (!pictures.length) return nothing;
    const { head } = picture;
    const place = picture.model ? { head, layer: picture.model.layer, kind: picture.model.kind } : { head };
    return html`<div class="traces">
      ${pictures.map(
        (trace) =>
          html`<page-trace
            .run=${picture.run}
            .place=${place}
            .picture=${trace}
            .theme=${shownTheme(state.theme)}
            .words=${this.words}
          ></page-trace>`,
      )}
    </div>`;
  }

  protected override firstUpdated(): void {
    const first =
      this.querySelector<HTMLElement>("[aria-checked=true]") ??
      this.querySelector<HTMLElement>("[role=radio], input") ??
      this.querySelector<HTMLElement>(".pop");
    first?.focus({ preventScroll: true });
    // The list scrolls to what is chosen, the page stays.
    const list = this.querySelector<HTMLElement>(".pop");
    if (list && first) list.scrollTop = first.offsetTop + first.offsetHeight - 0.8 * list.clientHeight;
  }

  readonly #key = (event: KeyboardEvent): void => {
    if (event.key === "Escape") {
      event.stopPropagation();
      this.#close();
      return;
    }
    const options = [...this.querySelectorAll<HTMLElement>("[role=radio]:not([aria-disabled=true])")];
    const now = options.indexOf(event.target as HTMLElement);
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (now < 0 || step === undefined) return;
    event.preventDefault();
    options.at((now + step) % options.length)?.focus();
  };

  #close(): void {
    this.dispatchEvent(new CustomEvent("sheet-close", { bubbles: true }));
  }
}
