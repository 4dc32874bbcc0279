import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { AttentionRun, Engine } from "../engine/types.ts";
import { AttentionBoard } from "./attention-board.ts";
import type { Board, PairSteps } from "./board.ts";
import { EngineLease } from "./engine-lease.ts";
import { FirstSight } from "./first-sight.ts";
import { ModelSide } from "./model-side.ts";
import { modelAttributes, optionAttributes, type Read } from "./play-attributes.ts";
import { type Played, sayWork, type Working } from "./played.ts";
import { playWords } from "./play-words.ts";
import { isAbort, sayError } from "./say-error.ts";

const playAttributes = ["tokens", ...optionAttributes, ...modelAttributes];

/**
 * Computes the attention weights of a text and draws them. The engine loads when the element comes into view, and all
 * elements on a page share it. Every option of play() is an attribute of the same name in kebab case: `score`, `n-heads`,
 * `mask="window:2"` …
 *
 * ```html
 * <attention-playground text="我喜欢吃苹果" query="喜欢" score="cosine" view="strip steps">
 *   <p>What is shown where scripts do not run.</p>
 * </attention-playground>
 * ```
 *
 * @attr text - The text
 * @attr tokens - The text's tokens as a JSON list, in place of the text
 * @attr model - A transformer in place of word vectors: `e5-small`, a folder's address, or a name on the Hugging Face hub
 * @attr layer - The transformer's layer; default 0
 * @attr autoload - Load a transformer without asking, however large it is
 * @attr kind - A transformer's attention: `self` (default), `decoder` or `cross`; also `target`, `head-scale`, `combine`, `picks`, `taken`, `truncate`, `words`, `hide`, `pair-part`
 * @attr base-url - Where attn.wasm, data/ and models/ lie; default: beside the script
 * @attr view - Which views, space separated: `strip`, `matrix`, `steps`; default `strip matrix`
 * @attr query - The pinned query: a word, or an index where it is repeated
 * @attr key - The pinned key; also `pinned-key`
 * @attr direction - `to` (default): what the query attends to; `by`: what attends to the key
 * @attr head - Which head shows when there are several; default 0
 * @attr theme - `light` or `dark`; default: the nearest `data-theme` or `theme`, else dark where the text around is light
 * @attr qkv - An option of play(), as are `offsets`, `sigma`, `seed`, `n-heads`, `score`, `bandwidth`, `position`, `mask`, `normalizer`, `temperature`, `top-k`, `top-p`, `over`, `residual`, `against`, `pair`, `segmenter`, `punctuation`
 * @slot - Shown until there is something to draw
 * @fires attn-hover - `PairDetail`: what is pointed at
 * @fires attn-pin - `PairDetail`: what was chosen
 * @fires attn-run - A run is drawn: `{ run: AttentionRun }`
 * @csspart base - The whole; the other parts and the `--attn-*` properties are those of `<attention-view>`
 */
export class AttentionPlaygroundElement extends AttentionBoard {
  static override properties = {
    text: {},
    model: {},
    layer: { type: Number },
    autoload: { type: Boolean },
    baseUrl: { attribute: "base-url" },
  };
  declare text: string;
  declare model: string | null;
  declare autoload: boolean;
  declare baseUrl: string | null;

  #layer = 0;
  #played: Played | null = null;
  #steps: PairSteps | null = null;
  #error: unknown = null;
  #working: Working = null;
  /** Whether something that the numbers depend on has changed since they were asked for. */
  #isStale = true;
  readonly #lease = new EngineLease();
  #job: AbortController | null = null;
  #explaining = "";
  readonly #sight = new FirstSight(this);
  readonly #models = new ModelSide(() => this.#restart());

  static override get observedAttributes(): string[] {
    return [...super.observedAttributes, ...playAttributes];
  }

  constructor() {
    super();
    this.text = "";
    this.model = null;
    this.autoload = false;
    this.baseUrl = null;
  }

  get layer(): number {
    return this.#layer;
  }
  set layer(layer: number | string) {
    this.#layer = Number(layer);
  }

  override attributeChangedCallback(name: string, before: string | null, now: string | null): void {
    super.attributeChangedCallback(name, before, now);
    if (before === now || !playAttributes.includes(name)) return;
    this.#restart();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#models.stopWaiting();
    this.#isStale = true;
    this.#job?.abort();
    this.#lease.end();
  }

  protected get board(): Board | null {
    return this.#played?.board ?? null;
  }
  protected get steps(): PairSteps | null {
    return this.#steps;
  }
  protected get noSteps(): string {
    return this.strings.view.computing;
  }
  protected get shownHead(): number {
    return this.#played?.shownHead ?? 0;
  }
  /** The run that is drawn. */
  get run(): AttentionRun | null {
    return this.#played?.run ?? null;
  }
  get #isEmpty(): boolean {
    return this.text === "" && !this.hasAttribute("tokens");
  }

  protected get message(): { text: string; isProblem: boolean } | null {
    const { view } = this.strings;
    if (this.#error !== null) return { text: sayError(this.#error, this.strings), isProblem: true };
    if (this.#sight.isSeen && this.#isEmpty) return { text: view.emptyText, isProblem: false };
    // A picture that is there already says more than that the next one is under way.
    if (this.#working === null || this.board) return null;
    return { text: sayWork(this.#working, view), isProblem: false };
  }

  protected override chooseHead(place: number): void {
    const { layer, head } = this.board?.heads[place] ?? { layer: 0, head: 0 };
    this.layer = layer;
    this.head = head;
  }

  protected override renderOffer(): TemplateResult | typeof nothing {
    if (!this.#models.question || this.#working !== null) return nothing;
    const { name, bytes, host } = this.#models.question;
    const megabytes = bytes === null ? null : (bytes / 1e6).toFixed(bytes < 9.95e6 ? 1 : 0);
    return html`<p class="message">
      <button part="load" class="load" @click=${this.#take}>
        ${this.strings.view.loadModel(name, megabytes, host)}
      </button>
    </p>`;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const chosen = this.board?.heads[this.shownHead];
    const isOtherHead = (changed.has("head") || changed.has("layer")) && !this.#isShown(chosen);
    if (changed.has("text") || changed.has("baseUrl") || changed.has("model") || isOtherHead) this.#isStale = true;
    if (changed.has("autoload") && this.#models.question) this.#isStale = true;
    if (changed.has("model")) this.#models.question = null;
    if (this.#isStale && this.#sight.isSeen) this.#start();
    super.willUpdate(changed);
  }

  #isShown(chosen: { layer: number; head: number } | undefined): boolean {
    return chosen?.head === this.head && (this.model === null || chosen.layer === this.layer);
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    void this.#explain();
  }

  #restart(): void {
    this.#isStale = true;
    this.requestUpdate();
  }

  readonly #take = (): void => {
    this.#models.take(this.model);
    this.#error = null;
    this.#restart();
  };

  #start(): void {
    this.#isStale = false;
    this.#job?.abort();
    this.#models.stopWaiting();
    if (this.#isEmpty) {
      this.#played = this.#error = this.#models.question = null;
      return;
    }
    this.#job = new AbortController();
    void this.#play(this.#job.signal);
  }

  async #play(signal: AbortSignal): Promise<void> {
    const tell = (working: Working) => {
      if (!signal.aborted) this.#work(working);
    };
    try {
      const read: Read = (name) => (name === "text" ? this.text : this.getAttribute(name));
      const getEngine = () => this.#engine(signal);
      const { head } = this;
      if (this.model === null) this.#show(await playWords({ read, head, getEngine, signal, tell }), signal);
      else await this.#playModel(this.model, read, signal, tell);
    } catch (error) {
      if (signal.aborted || isAbort(error)) return;
      this.#error = error;
    }
    tell(null);
  }

  async #playModel(source: string, read: Read, signal: AbortSignal, tell: (working: Working) => void): Promise<void> {
    const engine = await this.#engine(signal);
    const { text, layer, head, autoload: isAllowed } = this;
    const asked = { source, baseUrl: this.#base, text, layer, head, read, isAllowed };
    const played = await this.#models.play(engine, asked, signal, tell);
    if (played) this.#show(played, signal);
    else this.#played = this.#error = null;
  }

  get #base(): string | undefined {
    return this.baseUrl === null ? undefined : new URL(this.baseUrl, document.baseURI).href;
  }

  #engine(signal: AbortSignal): Promise<Engine> {
    if (!this.board) this.#work("loading");
    return this.#lease.get(this.#base, signal);
  }

  #show(played: Played, signal: AbortSignal): void {
    if (signal.aborted) return;
    this.#played = played;
    this.#error = this.#steps = this.#models.question = null;
    this.#explaining = "";
    this.tell<{ run: AttentionRun }>("attn-run", { run: played.run });
  }

  #work(working: Working): void {
    this.#working = working;
    this.requestUpdate();
  }

  /** Asks for the shown pair's numbers, one pair at a time, the newest last. */
  async #explain(): Promise<void> {
    const { shownPair: pair } = this;
    const played = this.#played;
    if (!played || !pair || !this.views.includes("steps")) return;
    const wanted = `${pair.query} ${pair.key}`;
    if (wanted === this.#explaining) return;
    this.#explaining = wanted;
    try {
      const steps = await played.explain(pair);
      if (wanted !== this.#explaining || played !== this.#played) return;
      this.#steps = steps;
    } catch (error) {
      if (isAbort(error) || played !== this.#played) return;
      this.#error = error;
    }
    this.requestUpdate();
  }
}
