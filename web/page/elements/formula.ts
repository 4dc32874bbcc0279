import { html, nothing, type PropertyValues } from "lit";
import { math, type MathPart } from "../../render/mathml.ts";
import {
  equations,
  isPart,
  sourceEquation,
  unbroken,
  type Equation,
  type Part,
  type PartId,
} from "../formula/equations.ts";
import type { Role } from "../formula/math.ts";
import { modelFacts, ofModel } from "../formula/of-model.ts";
import { modelName } from "../state/model-state.ts";
import { fill } from "../words.ts";
import { partsOf } from "./formula-problems.ts";
import { OneRow } from "./one-row.ts";
import { PageElement } from "./page-element.ts";

/** Which part is open, and from which of its places in the line. */
interface Opened {
  slot: string;
  part: PartId;
  role: Role;
}

/** The control panel: one typeset line whose parts are buttons. */
export class Formula extends PageElement {
  static override properties = { ...PageElement.properties, opened: { state: true } };
  protected override readonly isAfterStrip = true;
  declare opened: Opened | null;
  readonly #row = new OneRow();

  constructor() {
    super();
    this.opened = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("pointerdown", this.#outside);
    addEventListener("resize", this.#place);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("pointerdown", this.#outside);
    removeEventListener("resize", this.#place);
    this.#row.stop();
  }

  protected override render() {
    const { words, controller, opened } = this;
    const line = this.#line;
    const [main, parts] = [line.slice(0, 2), line.slice(2)];
    return html`<section class="formula page" aria-label=${words.formula.label}>
      ${[main, parts].map((group) => html`<div class="eqs">${group.map((equation) => this.#renderEquation(equation))}</div>`)}
      ${
        opened
          ? html`<div class="scrim" @pointerdown=${() => this.#close()}></div>
              <page-sheet
                .controller=${controller}
                data-part=${opened.part}
                .partId=${opened.part}
                .letter=${opened.role}
                @sheet-close=${() => this.#close()}
              ></page-sheet>`
          : nothing
      }
      <page-formula-problems .controller=${controller}></page-formula-problems>
      <page-vector-status .controller=${controller}></page-vector-status>
    </section>`;
  }

  /** Of the picture; while a transformer is on its way only where x comes from. */
  get #line(): Equation[] {
    const { controller, words } = this;
    const { model } = controller.recipe;
    if (!model) return equations(controller.recipe, words);
    const facts = modelFacts(controller);
    const code = ofModel(() => this.requestUpdate());
    return facts && code ? code.modelEquations(facts, words) : [sourceEquation(modelName(model.source))];
  }

  #renderEquation({ name, items }: Equation) {
    return html`<span class="eq eq-${name}"
      >${unbroken(items).map(
        (group) =>
          html`<span class="kept"
            >${group.map((item) => (isPart(item) ? this.#renderPart(item) : renderSign(item)))}</span
          >`,
      )}</span
    >`;
  }

  #renderPart(part: Part) {
    const { formula, choices } = this.words;
    const wrong = this.#wrongParts.includes(part.part);
    const marks = [part.changed && "set", part.off && "off", part.fixed && "fixed", wrong && "wrong"]
      .filter(Boolean)
      .join(" ");
    return html`<button
      class="part ${marks}"
      data-slot=${part.slot}
      aria-haspopup="dialog"
      aria-expanded=${this.opened?.slot === part.slot}
      @click=${() => this.#toggle(part)}
    >
      <span class="unseen">${fill(formula.part, { part: choices[part.part].title, value: "" })}</span>
      <span class="mr" aria-hidden="true">${math(part.math)}</span
      ><span class="lbl"
        ><span class="value" title=${part.value}>${part.value}</span
        >${part.fixed ? nothing : html`<i class="chev"></i>`}</span
      >
    </button>`;
  }

  #toggle({ slot, part, role }: Part): void {
    if (this.opened?.slot === slot) this.#close();
    else this.opened = { slot, part, role: role ?? "q" };
    // On a phone the sheet covers the lower half: bring the sentence that it changes into the upper one.
    if (this.opened && matchMedia("(max-width: 719px)").matches) document.querySelector("#strip")?.scrollIntoView();
  }

  /** Parts that an error or a notice under the line is about. */
  get #wrongParts(): string[] {
    const { problem, own, models, plan, state } = this.controller;
    const parts: string[] = partsOf(plan.unfollowed);
    if (problem) parts.push(problem.place);
    const isMissing = state.model ? models.isAbsent(state.model) : state.vectors && !own.handleFor(state.vectors);
    if (own.problem || models.problem || isMissing) parts.push("source");
    return parts;
  }

  /** A sheet stays where it opened: if it moved while a choice changes the line, another choice would come under the pointer. */
  protected override updated(changed: PropertyValues<this>): void {
    const { recipe, state } = this.controller;
    const section = this.querySelector<HTMLElement>(".formula");
    if (section)
      this.#row.keep(section, JSON.stringify([state.lang, recipe.vectors, recipe.options, this.#writtenModel]));
    if (changed.has("opened")) this.#place();
  }

  /** What of a transformer the line depends on. */
  get #writtenModel(): unknown {
    const { picture, recipe } = this.controller;
    return recipe.model && [recipe.model.source, picture?.model?.kind, picture?.model?.layer];
  }

  readonly #place = (): void => {
    if (!this.opened) return;
    const button = this.#button(this.opened);
    const sheet = this.querySelector<HTMLElement>("page-sheet");
    const line = this.querySelector<HTMLElement>(".formula");
    if (!button || !sheet || !line) return;
    const edge = parseFloat(getComputedStyle(line).paddingLeft);
    const furthest = line.clientWidth - edge - sheet.offsetWidth;
    const top = button.offsetTop + button.offsetHeight + 4;
    const room = innerHeight - line.getBoundingClientRect().top - top - 8;
    sheet.style.setProperty("--left", `${Math.max(edge - 8, Math.min(button.offsetLeft - 8, furthest))}px`);
    sheet.style.setProperty("--top", `${top}px`);
    sheet.style.setProperty("--room", `${Math.max(360, room)}px`);
  };

  /** Where it was opened; a place that is gone since, as ALiBi's in the line, is stood for by the part's own. */
  #button({ slot, part }: Opened): HTMLElement | null {
    const at = (name: string) => this.querySelector<HTMLElement>(`[data-slot="${name}"]`);
    return at(slot) ?? at(part);
  }

  #close(): void {
    const { opened } = this;
    this.controller.tryOptions(null);
    this.opened = null;
    if (opened) this.#button(opened)?.focus();
  }

  /** A press elsewhere closes without taking the focus from where it goes; the matrix stays reachable for painting. */
  readonly #outside = (event: Event): void => {
    const path = event.composedPath();
    const inside = path.some((node) => node instanceof Element && node.matches("page-sheet, .part, .scrim"));
    if (!this.opened || inside) return;
    this.controller.tryOptions(null);
    this.opened = null;
  };
}

const renderSign = (sign: MathPart) => html`<span class="sym"><span class="mr">${math(sign)}</span></span>`;
