import type { PropertyValues } from "lit";
import { attentionOf, explanationOf, parseRunJson } from "../engine/run-json.ts";
import type { Explanation, RunJson } from "../engine/types.ts";
import { AttentionBoard } from "./attention-board.ts";
import type { Board, PairSteps } from "./board.ts";
import { isAbort, sayError } from "./say-error.ts";

/**
 * Draws a run that was computed before: no engine, no network unless `src` is given.
 *
 * ```html
 * <attention-view src="run.json" view="strip matrix steps"></attention-view>
 * <attention-view><script type="application/json">{ "format": "attention-run", … }</script></attention-view>
 * ```
 *
 * @attr view - Which views, space separated: `strip`, `matrix`, `steps`; default `strip matrix`
 * @attr query - The pinned query: a word, or an index where it is repeated
 * @attr key - The pinned key; also `pinned-key`, as Vue and React keep `key` for themselves
 * @attr direction - `to` (default): what the query attends to; `by`: what attends to the key
 * @attr head - Place of the head among those in the run; default 0
 * @attr theme - `light` or `dark`; default: the nearest `data-theme` or `theme`, else dark where the text around is light
 * @attr src - Address of a run as JSON
 * @fires attn-hover - `PairDetail`: what is pointed at
 * @fires attn-pin - `PairDetail`: what was chosen
 * @csspart base - The whole
 * @csspart bar - Head and direction
 * @csspart message - What is going on
 * @csspart problem - What went wrong
 * @csspart token - One token of the strip; also `word`, `number`, `note`
 * @csspart picture - The matrix; also `header`, `footer`, `tip`
 * @csspart chain - The numbers from sum to weight
 * @cssproperty --attn-ink - Text; also `--attn-ink-2`, `--attn-ink-3`, `--attn-rule`, `--attn-rule-2`, `--attn-wash`, `--attn-raised`, `--attn-focus`
 * @cssproperty --attn-paper - What the pictures take for the background
 * @cssproperty --attn-background - The background itself; transparent by default
 * @cssproperty --attn-padding - Around the whole
 * @cssproperty --attn-font - The interface's fonts
 * @cssproperty --attn-math-font - The formulas' fonts
 * @cssproperty --attn-radius - Corners
 */
export class AttentionViewElement extends AttentionBoard {
  static override properties = { data: { attribute: false }, src: {} };
  /** A run as an object or as JSON text. */
  declare data: RunJson | string | null;
  declare src: string | null;

  #run: RunJson | null = null;
  #explanation: Explanation | null = null;
  #board: Board | null = null;
  #shownHead = -1;
  #error: unknown = null;
  #isLoading = false;
  #loading: AbortController | null = null;
  #children: MutationObserver | null = null;

  constructor() {
    super();
    this.data = null;
    this.src = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#children = new MutationObserver(this.#readChild);
    this.#children.observe(this, { childList: true, characterData: true, subtree: true });
    this.#readChild();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#children?.disconnect();
    this.#loading?.abort();
  }

  protected get board(): Board | null {
    return this.#board;
  }

  /** A file explains one pair; its steps stay while others are looked at. */
  protected get steps(): PairSteps | null {
    const [explanation, board] = [this.#explanation, this.#board];
    const shown = board?.heads[this.head];
    const isOfHead = explanation?.head === shown?.head && explanation?.layer === shown?.layer;
    return explanation && board && isOfHead ? { explanation, data: board.data, place: null } : null;
  }

  protected get noSteps(): string {
    return this.strings.view.noSteps;
  }

  protected get shownHead(): number {
    return this.#shownHead;
  }

  protected override chooseHead(place: number): void {
    this.head = place;
  }

  protected get message(): { text: string; isProblem: boolean } | null {
    const { view } = this.strings;
    if (this.#error !== null) return { text: sayError(this.#error, this.strings), isProblem: true };
    if (this.#isLoading) return { text: view.loading, isProblem: false };
    return this.#run ? null : { text: view.nothingToDraw, isProblem: false };
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("src") && this.src) void this.#load(this.src);
    if (changed.has("data") && this.data !== null) this.#accept(this.data);
    if (this.#run && (this.head !== this.#shownHead || !this.#board)) this.#showHead(this.#run);
    super.willUpdate(changed);
  }

  readonly #readChild = (): void => {
    const child = this.querySelector(':scope > script[type="application/json"]');
    if (child?.textContent?.trim()) this.data = child.textContent;
  };

  async #load(src: string): Promise<void> {
    this.#loading?.abort();
    const { signal } = (this.#loading = new AbortController());
    this.#isLoading = true;
    try {
      const response = await fetch(src, { signal });
      if (!response.ok) throw new Error(this.strings.errors.fetch_failed({ url: src }));
      this.#accept(await response.text());
    } catch (error) {
      if (isAbort(error)) return;
      this.#error = error instanceof TypeError ? { code: "fetch_failed", details: { url: src } } : error;
    }
    this.#isLoading = false;
    this.requestUpdate();
  }

  /** A run that cannot be read takes the old picture away: it would belong to something else. */
  #accept(source: RunJson | string): void {
    this.#board = null;
    this.#error = null;
    try {
      this.#run = parseRunJson(source);
      this.#explanation = explanationOf(this.#run);
    } catch (error) {
      this.#run = null;
      this.#error = error;
    }
  }

  #showHead(run: RunJson): void {
    const heads = run.heads.map(({ layer, head }) => ({ layer, head }));
    const chosen = heads[this.head] ?? heads[0];
    if (!chosen) return;
    this.#shownHead = this.head;
    const { tokens, keyTokens = tokens, options, nLayers, query, key } = run;
    const data = { tokens, keyTokens, ...attentionOf(run, chosen), over: options.over ?? "keys" };
    this.#board = { data, options, nLayers, heads, query, key, model: run.model !== undefined };
  }
}
