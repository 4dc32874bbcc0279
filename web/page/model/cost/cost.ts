import { html, nothing, type TemplateResult } from "lit";
import { PageElement } from "../../elements/page-element.ts";
import { closeIcon } from "../../icons.ts";
import { isAbort } from "../../run/problems.ts";
import type { ModelPicture } from "../../run/pictures.ts";
import { fill, plural } from "../../words.ts";
import { countText, sizeText, timeText, tokensPerSecond } from "./amounts.ts";
import { renderCurve } from "./chart.ts";
import { lengthsFor, measure, type Measured } from "./measure.ts";

/** What the shown run took, in one line; a click says more and measures longer texts on this device. */
export class Cost extends PageElement {
  static override properties = {
    ...PageElement.properties,
    measured: { state: true },
    failed: { state: true },
  };
  declare measured: readonly Measured[];
  /** Why measuring ended early. */
  declare failed: string;
  #abort: AbortController | null = null;
  /** Whose measures these are. */
  #model: ModelPicture["model"] | null = null;

  constructor() {
    super();
    this.measured = [];
    this.failed = "";
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#cancel();
  }

  protected override willUpdate(): void {
    const model = this.controller.picture?.model?.model ?? null;
    if (model === this.#model) return;
    this.#cancel();
    this.#model = model;
    this.measured = [];
    this.failed = "";
  }

  protected override render() {
    const picture = this.controller.picture?.model;
    if (!picture) return html`<span>${this.#loading()}</span>`;
    const { cost } = this.words.model;
    const parts = this.#summary(picture);
    return html`<button class="txt costline" aria-haspopup="dialog" title=${cost.open} @click=${this.#open}>
        <span class="wide-only">${parts.join(" · ")}</span><span class="phone-only">${parts[1]}</span>
      </button>
      <dialog class="cost" aria-labelledby="title-cost" @close=${this.#cancel}>
        <form method="dialog">
          <h2 id="title-cost">${cost.title}</h2>
          <button class="icon" aria-label=${this.words.bar.close}>${closeIcon}</button>
        </form>
        ${this.#renderFacts(picture)} ${this.#renderLonger(picture)}
      </dialog>`;
  }

  #loading(): string {
    const { progress } = this.controller.models;
    if (!progress?.total) return "";
    const percent = `${Math.floor((100 * progress.loaded) / progress.total)} %`;
    return fill(this.words.text.loading, { name: progress.name, percent });
  }

  #summary({ run, model }: ModelPicture): string[] {
    const count = plural(this.words.text.tokenCount, run.tokens.length);
    const { nParams, bytes } = model.info;
    return [
      run.decoderTokens.length ? `${count} → ${run.decoderTokens.length}` : count,
      timeText(run.cost.milliseconds),
      sizeText(bytes),
      fill(this.words.model.cost.parameters, { n: countText(nParams) }),
    ];
  }

  #renderFacts({ run, model }: ModelPicture): TemplateResult {
    const { cost: words } = this.words.model;
    const { milliseconds, nTokens, runBytes, memoryBytes } = run.cost;
    const { nParams, bytes } = model.info;
    const speed = tokensPerSecond(nTokens, milliseconds);
    const facts: [string, string][] = [
      [
        words.time,
        `${timeText(milliseconds)}${speed === null ? "" : ` · ${fill(words.speed, { n: speed.toLocaleString("en") })}`}`,
      ],
      [words.params, `${countText(nParams)} · ${sizeText(bytes)}`],
      [words.run, sizeText(runBytes)],
      [words.memory, sizeText(memoryBytes)],
    ];
    return html`<dl>
        ${facts.map(
          ([name, value]) =>
            html`<div>
              <dt>${name}</dt>
              <dd>${value}</dd>
            </div>`,
        )}
      </dl>
      <p class="costnote">${words.note}</p>`;
  }

  #renderLonger(picture: ModelPicture): TemplateResult {
    const { cost: words } = this.words.model;
    const { measured } = this;
    const lengths = lengthsFor(picture.model.info.maxTokens);
    const next = lengths[measured.length];
    return html`<h3>${words.longer}</h3>
      <p>${words.longerWhy}</p>
      <p class="measure">
        ${
          this.#abort
            ? html`<progress max=${lengths.length} value=${measured.length} aria-label=${words.longer}></progress>
                <span role="status">${fill(words.measuring, { n: next ?? lengths.at(-1) ?? 0 })}</span>
                <button class="txt" @click=${this.#cancel}>${words.cancel}</button>`
            : html`<button class="txt" @click=${() => void this.#measure(picture)}>
                ${measured.length ? words.again : words.measure}
              </button>`
        }
      </p>
      ${this.failed ? html`<p class="problem" role="alert">${this.failed}</p>` : nothing}
      ${measured.length ? this.#renderMeasured() : nothing}`;
  }

  #renderMeasured(): TemplateResult {
    const { cost: words } = this.words.model;
    const { measured } = this;
    const of = (y: (one: Measured) => number) => measured.map((one) => ({ x: one.nTokens, y: y(one) }));
    return html`<div class="curves">
        ${renderCurve(
          of(({ milliseconds }) => milliseconds),
          { title: words.byTime, unit: "ms", xUnit: words.tokens },
        )}
        ${renderCurve(
          of(({ bytes }) => bytes / 1e6),
          { title: words.byMemory, unit: "MB", xUnit: words.tokens },
        )}
      </div>
      <table>
        <caption class="unseen">
          ${words.longer}
        </caption>
        <thead>
          <tr>
            ${[words.tokens, words.time, words.speedHead, words.memoryHead].map((name) => html`<th scope="col">${name}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${measured.map(
            ({ nTokens, milliseconds, bytes }) =>
              html`<tr>
                <th scope="row">${nTokens}</th>
                <td>${timeText(milliseconds)}</td>
                <td>${tokensPerSecond(nTokens, milliseconds)?.toLocaleString("en") ?? ""}</td>
                <td>${sizeText(bytes)}</td>
              </tr>`,
          )}
        </tbody>
      </table>`;
  }

  async #measure({ model, run }: ModelPicture): Promise<void> {
    const abort = (this.#abort = new AbortController());
    this.measured = [];
    this.failed = "";
    try {
      const ids = run.tokens.map(({ id }) => id);
      await measure(model, ids, abort.signal, (measured) => {
        if (this.#abort === abort) this.measured = measured;
      });
    } catch (error) {
      if (this.#abort === abort && !isAbort(error))
        this.failed = error instanceof Error ? error.message : String(error);
    }
    if (this.#abort !== abort) return;
    this.#abort = null;
    this.requestUpdate();
  }

  readonly #open = (): void => this.querySelector("dialog")?.showModal();

  readonly #cancel = (): void => {
    this.#abort?.abort();
    this.#abort = null;
    this.requestUpdate();
  };
}
