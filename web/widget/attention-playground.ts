import type { PropertyValues } from "lit";
import type { AttentionRun, Engine, Explanation, Progress } from "../engine/types.ts";
import { AttentionBoard } from "./attention-board.ts";
import type { Board } from "./board.ts";
import { optionAttributes, readOptions, readText } from "./play-attributes.ts";
import { isAbort, sayError } from "./say-error.ts";

const playAttributes = ["tokens", ...optionAttributes];

type Release = () => void;
type Working = { name: string; percent: number | null } | "loading" | "computing" | null;

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
 * @attr base-url - Where attn.wasm and data/ lie; default: beside the script
 * @attr view - Which views, space separated: `strip`, `matrix`, `steps`; default `strip matrix`
 * @attr query - The pinned query: a word, or an index where it is repeated
 * @attr key - The pinned key
 * @attr direction - `to` (default): what the query attends to; `by`: what attends to the key
 * @attr head - Which head shows when there are several; default 0
 * @attr theme - `light` or `dark`; default: the nearest `data-theme` or `theme`, else the system's
 * @attr qkv - An option of play(), as are `offsets`, `sigma`, `seed`, `n-heads`, `score`, `bandwidth`, `position`, `mask`, `normalizer`, `temperature`, `top-k`, `top-p`, `over`, `residual`, `against`, `pair`, `segmenter`, `punctuation`
 * @slot - Shown until there is something to draw
 * @fires attn-hover - `PairDetail`: what is pointed at
 * @fires attn-pin - `PairDetail`: what was chosen
 * @fires attn-run - A run is drawn: `{ run: AttentionRun }`
 * @csspart base - The whole; the other parts and the `--attn-*` properties are those of `<attention-view>`
 */
export class AttentionPlaygroundElement extends AttentionBoard {
  static override properties = { ...AttentionBoard.properties, text: {}, baseUrl: { attribute: "base-url" } };
  declare text: string;
  declare baseUrl: string | null;

  #board: Board | null = null;
  #run: AttentionRun | null = null;
  #explanation: Explanation | null = null;
  #error: unknown = null;
  #working: Working = null;
  #isSeen = false;
  /** Whether something that the numbers depend on has changed since they were asked for. */
  #isStale = true;
  #release: Release | null = null;
  #job: AbortController | null = null;
  #shownHead = 0;
  #explaining = "";
  #sight: IntersectionObserver | null = null;

  static override get observedAttributes(): string[] {
    return [...super.observedAttributes, ...playAttributes];
  }

  constructor() {
    super();
    this.text = "";
    this.baseUrl = null;
  }

  override attributeChangedCallback(name: string, before: string | null, now: string | null): void {
    super.attributeChangedCallback(name, before, now);
    if (before === now || !playAttributes.includes(name)) return;
    this.#isStale = true;
    this.requestUpdate();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#sight = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      this.#sight?.disconnect();
      this.#isSeen = true;
      this.requestUpdate();
    });
    this.#sight.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#sight?.disconnect();
    this.#isSeen = false;
    this.#isStale = true;
    this.#job?.abort();
    this.#release?.();
    this.#release = null;
  }

  protected get board(): Board | null {
    return this.#board;
  }
  protected get explanation(): Explanation | null {
    return this.#explanation;
  }
  protected get noSteps(): string {
    return this.words.view.computing;
  }
  /** The run that is drawn. */
  get run(): AttentionRun | null {
    return this.#run;
  }

  protected get message(): { text: string; isProblem: boolean } | null {
    const { view } = this.words;
    if (this.#error !== null) return { text: sayError(this.#error, this.words), isProblem: true };
    if (this.#isSeen && this.#isEmpty) return { text: view.emptyText, isProblem: false };
    // A picture that is there already says more than that the next one is under way.
    if (this.#working === null || this.#board) return null;
    if (this.#working === "loading") return { text: view.loading, isProblem: false };
    if (this.#working === "computing") return { text: view.computing, isProblem: false };
    return { text: view.loadingFile(this.#working.name, this.#working.percent), isProblem: false };
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const isOtherHead = changed.has("head") && this.#run !== null && this.head !== this.#shownHead;
    if (changed.has("text") || changed.has("baseUrl") || isOtherHead) this.#isStale = true;
    if (this.#isStale && this.#isSeen) this.#start();
    super.willUpdate(changed);
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    void this.#explain();
  }

  get #isEmpty(): boolean {
    return this.text === "" && !this.hasAttribute("tokens");
  }

  #start(): void {
    this.#isStale = false;
    this.#job?.abort();
    if (this.#isEmpty) {
      this.#run = this.#board = this.#error = null;
      return;
    }
    this.#job = new AbortController();
    void this.#play(this.#job.signal);
  }

  async #play(signal: AbortSignal): Promise<void> {
    try {
      const read = (name: string) => (name === "text" ? this.text : this.getAttribute(name));
      const [text, options] = [readText(read), readOptions(read)];
      const engine = await this.#engine(signal);
      this.#work("computing");
      const run = await engine.play(text, { ...options, signal });
      const head = Math.min(this.head, run.nHeads - 1);
      const attention = await run.attention({ head });
      if (signal.aborted) return;
      this.#show(run, head, { ...attention, tokens: run.tokens, keyTokens: run.keyTokens, over: run.options.over });
    } catch (error) {
      if (signal.aborted || isAbort(error)) return;
      this.#error = error;
    }
    this.#work(null);
  }

  async #engine(signal: AbortSignal): Promise<Engine> {
    if (!this.#board) this.#work("loading");
    const { sharedEngine, preloadFor } = await import("./shared-engine.ts");
    signal.throwIfAborted();
    const base = this.baseUrl === null ? undefined : new URL(this.baseUrl, document.baseURI).href;
    const { engine, release } = sharedEngine(base).use();
    this.#release?.();
    this.#release = release;
    const ready = await engine;
    const texts = [this.text, ...["tokens", "against", "pair"].map((name) => this.getAttribute(name) ?? "")];
    await preloadFor(ready, texts.join("\n"), (progress) => this.#work(working(progress)));
    signal.throwIfAborted();
    return ready;
  }

  #show(run: AttentionRun, head: number, data: Board["data"]): void {
    const heads = Array.from({ length: run.nHeads }, (_, index) => ({ layer: 0, head: index }));
    this.#run = run;
    this.#error = null;
    this.#explanation = null;
    this.#explaining = "";
    this.#shownHead = head;
    this.#board = { data, options: run.options, nLayers: run.nLayers, heads };
    this.tell<{ run: AttentionRun }>("attn-run", { run });
  }

  #work(working: Working): void {
    this.#working = working;
    this.requestUpdate();
  }

  /** Asks for the shown pair's numbers, one pair at a time, the newest last. */
  async #explain(): Promise<void> {
    const { pair } = this;
    const run = this.#run;
    if (!run || !pair || !this.views.includes("steps")) return;
    const wanted = `${this.#shownHead} ${pair.query} ${pair.key}`;
    if (wanted === this.#explaining) return;
    this.#explaining = wanted;
    try {
      const explanation = await run.explain({ head: this.#shownHead, ...pair });
      if (wanted !== this.#explaining || run !== this.#run) return;
      this.#explanation = explanation;
    } catch (error) {
      if (isAbort(error) || run !== this.#run) return;
      this.#error = error;
    }
    this.requestUpdate();
  }
}

const working = ({ name, loaded, total }: Progress): Working => ({
  name,
  percent: total ? Math.round((100 * loaded) / total) : null,
});
