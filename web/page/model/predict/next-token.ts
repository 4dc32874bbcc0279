import { html, nothing } from "lit";
import { strings } from "../../../i18n/index.ts";
import type { Candidate } from "../../../engine/model-types.ts";
import { formatChance } from "../../../render/numbers.ts";
import { PageElement } from "../../elements/page-element.ts";
import type { ModelPicture } from "../../run/pictures.ts";
import { placeProblem, problemText, type PlacedProblem } from "../../run/problems.ts";
import { fill } from "../../words.ts";
import { Asked } from "./asked.ts";
import { renderBars, type Bar } from "./bars.ts";
import { changeOf, compared, comparedWith, type Compared } from "./changed.ts";
import { plainName } from "./piece-name.ts";
import type { Sampling } from "../../state/model-state.ts";
import { samplingFor } from "./sampling.ts";
import { renderSampling } from "./sampling-fields.ts";
import { PageScene } from "./scene.ts";
import { andThen, takenOf, withoutLast, withTaken } from "./taken.ts";
import { Writer } from "./writer.ts";

const shownTokens = 20;

/** What comes next, as ranked bars: a click takes a token, play and step draw them. */
export class NextToken extends PageElement {
  static override properties = { ...PageElement.properties, isFast: { state: true }, problem: { state: true } };
  /** Of this page only: a link has the tokens themselves. */
  declare isFast: boolean;
  declare problem: PlacedProblem | null;
  readonly #found = new Asked<Compared[]>(() => this.requestUpdate());
  readonly #writer = new Writer(
    new PageScene({
      controller: () => this.controller,
      sampling: () => this.#sampling,
      isFast: () => this.isFast,
      changed: () => this.requestUpdate(),
      failed: (error) => (this.problem = placeProblem(error)),
    }),
  );
  #written = "";

  constructor() {
    super();
    this.isFast = false;
    this.problem = null;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#writer.stop();
  }

  get #sampling(): Sampling {
    const { picture, state } = this.controller;
    return state.model?.sampling ?? samplingFor(picture?.model?.model.info ?? { encoderDecoder: false });
  }

  protected override willUpdate(): void {
    const { picture, fresh, state } = this.controller;
    const { text, textB, model } = state;
    const written = JSON.stringify([text, textB, model?.source]);
    if (written !== this.#written) {
      // What was played belonged to another text.
      this.#writer.stop();
      this.#writer.stopped = this.problem = null;
      this.#written = written;
    }
    if (picture?.model && fresh) this.#ask(picture.model);
  }

  #ask({ run, plain }: ModelPicture): void {
    const { temperature, topK, topP } = this.#sampling;
    this.#found.about([run, plain, temperature, topK, topP], async () => {
      const found = (await run.candidates({ temperature, topK, topP, count: shownTokens })) ?? [];
      return compared(found, plain && (await plain.candidates({ count: comparedWith })));
    });
  }

  protected override render() {
    const found = this.#found.value;
    const { predict } = this.words.model;
    if (!found) return nothing;
    const bars = found.map((each) => this.#barOf(each));
    const hasLine = bars.some(({ line }) => line !== null);
    const notes = [
      ...(bars.some(({ isCut }) => isCut) ? [predict.cut] : []),
      ...(hasLine ? [found.some(({ before }) => before !== null) ? predict.lineBefore : predict.line] : []),
    ];
    const setFast = (isFast: boolean) => (this.isFast = isFast);
    return html`<section class="predict" aria-label=${predict.next}>
      <div class="predicthead">
        <h2>${predict.next}</h2>
        ${this.#renderButtons()}
        ${renderSampling(this.#sampling, { isFast: this.isFast, setFast }, predict, this.#change)}
      </div>
      ${this.#renderWritten()} ${renderBars(bars, predict.next, (bar) => this.#take(bar))}
      ${notes.length ? html`<p class="hint">${notes.join(" ")}</p>` : nothing}
      <p class="hint" role="status">${this.#status()}</p>
      ${this.problem ? html`<p class="problem" role="alert">${problemText(this.problem, strings(this.controller.state.lang))}</p>` : nothing}
    </section>`;
  }

  #renderButtons() {
    const { predict } = this.words.model;
    const { controller } = this;
    const { state } = controller;
    const writer = this.#writer;
    const hasTaken = takenOf(state).length > 0;
    const play = () => (writer.playing ? writer.stop() : void writer.play());
    const writeAll = () => (writer.writing ? writer.stop() : void writer.writeAll());
    return html`<span class="buttons" role="group" aria-label=${predict.write}>
      ${
        controller.picture?.model?.model.info.encoderDecoder
          ? html`<button class="txt boxed" data-do="all" ?disabled=${writer.busy && !writer.writing} @click=${writeAll}>
              ${writer.writing ? predict.stop : predict.writeAll}
            </button>`
          : nothing
      }
      <button class="txt boxed" data-do="play" ?disabled=${writer.writing} @click=${play}>
        ${writer.playing ? predict.pause : predict.play}
      </button>
      <button class="txt boxed" data-do="step" ?disabled=${writer.busy} @click=${() => void writer.step()}>
        ${predict.step}
      </button>
      <button
        class="txt"
        data-do="undo"
        ?disabled=${!hasTaken || writer.busy}
        @click=${() => controller.change(withoutLast(state), "pick")}
      >
        ${predict.undo}
      </button>
      <button
        class="txt"
        data-do="clear"
        ?disabled=${!hasTaken || writer.busy}
        @click=${() => controller.change(withTaken(state, []), "pick")}
      >
        ${predict.clear}
      </button>
    </span>`;
  }

  /** A decoder that continues the text shows it in the strip; one that answers has no other place. */
  #renderWritten() {
    const model = this.controller.picture?.model;
    if (!model?.model.info.encoderDecoder) return nothing;
    const text = model.run.decoderTokens
      .filter(({ special }) => !special)
      .map((token) => token.text)
      .join("")
      .concat(this.#writer.written);
    const { predict } = this.words.model;
    return html`<p class="written">${predict.written} <b dir="auto">${text.trim() || "…"}</b></p>`;
  }

  #barOf(candidate: Compared): Bar {
    const { predict } = this.words.model;
    const { probability, chance, before } = candidate;
    const isCut = chance === 0;
    const share = isCut ? probability : chance;
    const name = plainName(candidate);
    const title = fill(isCut ? predict.takeCut : predict.take, { name, share: formatChance(share) });
    const other = before ?? probability;
    const line = Math.abs(other - share) < 1e-4 ? null : other;
    return { candidate, share, line, change: changeOf(candidate), isCut, title };
  }

  #status(): string {
    const { predict } = this.words.model;
    const { stopped } = this.#writer;
    return stopped === null ? "" : predict[stopped];
  }

  readonly #change = (changed: Partial<Sampling>): void => {
    this.controller.setModel({ sampling: { ...this.#sampling, ...changed } }, "sliding");
  };

  #take({ candidate }: { candidate: Pick<Candidate, "id"> }): void {
    const { controller } = this;
    this.#writer.stop();
    if (controller.fresh) controller.change(andThen(controller.state, [candidate.id]), "pick");
  }
}
