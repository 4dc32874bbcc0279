/**
 * What the page does: holds the state, keeps its picture up, remembers it in the address, and says when something changed.
 * Two layers lie on top of the state and are never remembered: the options tried, and the pair pointed at (`pins`).
 */
import type { ModelSourceInput } from "../engine/model-types.ts";
import type { Mark } from "../render/view-data.ts";
import { cellsOf, isCells, MaskBrush } from "./actions/mask-brush.ts";
import { Pinning } from "./actions/pinning.ts";
import { TokenEditor } from "./actions/token-editor.ts";
import type { PageModel, WantedModel } from "./model/page-model.ts";
import type { PageEngine } from "./run/engine.ts";
import { headsOf, pairsBehind, type Picture } from "./run/pictures.ts";
import type { PlacedProblem } from "./run/problems.ts";
import { planOf, recipeKey, type Plan, type Recipe } from "./run/recipe.ts";
import { Runner } from "./run/runner.ts";
import type { OpenSources } from "./run/sources.ts";
import type { Problem, ReadState } from "./state/fragment.ts";
import type { TokenScene } from "./state/hand-tokens.ts";
import type { ChangeKind } from "./state/history.ts";
import { blankModel, type HeadPick, type ModelState } from "./state/model-state.ts";
import { absentIn, followed, held, relocated, repinned } from "./state/pins.ts";
import {
  withOptions,
  withoutStaleTaken,
  withTextsOf,
  type FormulaOptions,
  type PlayState,
} from "./state/play-state.ts";
import type { OwnVectors } from "./vectors/own-vectors.ts";

export type Remember = (state: PlayState, kind: ChangeKind) => void;

/** What the page works with. */
export interface Parts {
  engine: PageEngine;
  own: OwnVectors;
  models: PageModel;
}

export class Controller extends EventTarget {
  readonly engine: PageEngine;
  readonly own: OwnVectors;
  readonly models: PageModel;
  readonly brush: MaskBrush;
  readonly runner: Runner;
  readonly tokens: TokenEditor;
  readonly pins: Pinning;
  readonly #remember: Remember;
  state: PlayState;
  tried: Partial<FormulaOptions> | null = null;
  marked: Mark | null = null;
  /** What of the last link could not be read. */
  unread: readonly Problem[];
  #frame = 0;
  /** What the state comes from: after an edit pins follow their words; what a link names may not be there. */
  #from: "link" | "edit" | "pick" | "source" = "link";

  constructor({ state, problems }: ReadState, { engine, own, models }: Parts, remember: Remember) {
    super();
    this.state = state;
    this.unread = problems;
    this.engine = engine;
    this.own = own;
    this.models = models;
    this.#remember = remember;
    this.tokens = new TokenEditor(this);
    this.pins = new Pinning(this);
    this.brush = new MaskBrush(
      () => this.state.options.mask,
      (pair) => (this.picture ? pairsBehind(this.picture, pair) : []),
      (cells) => this.setOptions({ mask: { cells } }, "sliding"),
    );
    this.runner = new Runner(engine, {
      changed: () => this.#draw(),
      explained: () => this.dispatchEvent(new Event("steps")),
      replaced: (before, after) => {
        this.models.releaseReplaced();
        this.#follow(before, after);
      },
    });
    engine.onProgress = own.onProgress = models.onProgress = this.schedule;
    own.onChange = () => {
      this.runner.clear();
      this.schedule();
    };
    models.onChange = () => {
      this.runner.pictures.clear();
      this.schedule();
    };
  }

  get picture(): Picture | null {
    return this.runner.picture;
  }

  get problem(): PlacedProblem | null {
    return this.runner.problem;
  }

  get #open(): OpenSources {
    const { vectors, model } = this.state;
    const isModelAbsent = model !== null && this.models.isAbsent(model);
    return { vectors: this.own.handleFor(vectors), model: this.models.modelFor(model), isModelAbsent };
  }

  get plan(): Plan {
    return planOf(this.state, this.tried, this.#open);
  }

  get recipe(): Recipe {
    return this.plan.recipe;
  }

  /** Whether the picture shows what the state says. */
  get fresh(): boolean {
    return this.picture?.key === recipeKey(this.recipe);
  }

  /** Whether the picture stays that of a former state, because the present one has a problem. */
  get stale(): boolean {
    return this.picture !== null && !this.fresh && this.problem !== null;
  }

  /** A change that the address remembers. */
  change(state: PlayState, kind: ChangeKind): void {
    if (state === this.state) return;
    const isSame = state.text === this.state.text && state.tokens === this.state.tokens;
    const sameTokens = isSame || state.text.trim() === ""; // then the picture stays
    const next = withoutStaleTaken(sameTokens ? state : { ...state, selection: [] }, this.state);
    this.state = held(this.state, next, this.pins.comparable);
    this.tried = null;
    this.brush.active &&= isCells(state.options.mask);
    this.#from = kind === "typing" ? "edit" : "pick";
    this.#remember(this.state, kind);
    this.schedule();
  }

  /** Back to the texts that are still on the screen. */
  restoreTexts(): void {
    const { picture, state } = this;
    if (!picture) return;
    this.change(withTextsOf(state, picture.recipe), "pick");
    this.change({ ...this.state, selection: state.selection }, "look");
  }

  setOptions(changed: Partial<FormulaOptions>, kind: ChangeKind = "pick"): void {
    this.change(withOptions(this.state, changed), kind);
  }

  /** Changes what is shown of the transformer; from word vectors it begins with the bundled one. */
  setModel(changed: Partial<ModelState & { head: number }>, kind: ChangeKind = "pick"): void {
    const { head = this.state.head, ...model } = changed;
    this.change({ ...this.state, head, model: { ...(this.state.model ?? blankModel), ...model } }, kind);
  }

  /** Reads a transformer and shows it, beginning with this head; what is shown stays until it is there. */
  async openModel(
    wanted: WantedModel,
    given?: ModelSourceInput,
    first: HeadPick = { layer: 0, head: 0 },
  ): Promise<void> {
    const isOther = wanted.source !== this.state.model?.source;
    if (!(await this.models.open(wanted, given))) return;
    if (isOther) this.changeSource({ model: { ...blankModel, ...wanted, layer: first.layer }, head: first.head });
    else this.setModel(wanted);
  }

  /** Other vectors or another transformer for the same text: pins stay on their words. */
  changeSource(changed: Partial<Pick<PlayState, "vectors" | "model" | "head">>): void {
    this.change({ ...this.state, ...changed }, "pick");
    this.#from = "source";
  }

  /** A state that comes from the address: shown, not remembered again. */
  restore({ state, problems }: ReadState): void {
    this.state = state;
    this.unread = problems;
    this.tried = this.pins.pointed = null;
    this.#from = "link";
    this.schedule();
  }

  /** Tries options on the whole page for as long as a choice is pointed at. */
  tryOptions(changed: Partial<FormulaOptions> | null): void {
    if (!this.tried) this.pins.holdToken();
    this.tried = changed;
    this.schedule();
  }

  /** A picture of other options than the present, for previews. */
  preview(changed: Partial<FormulaOptions>, signal: AbortSignal): Promise<Picture> {
    return this.runner.pictures.make(planOf(this.state, changed, this.#open).recipe, this.#open, signal);
  }

  /** Whether strokes on the matrix block pairs. */
  paint(active: boolean): void {
    this.brush.active = active;
    if (active && !cellsOf(this.state.options.mask).length) this.setOptions({ mask: { cells: [] } });
    this.schedule();
  }

  /** One frame for a burst of changes. */
  readonly schedule = (): void => {
    if (this.#frame) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.work();
    });
  };

  /** Runs what the state asks for. Called directly at the start: nothing is painted before the first weights. */
  work(): void {
    const { recipe } = this;
    const open = this.#open;
    if (!recipe.model || open.model) this.runner.want(recipe, open);
    else this.models.want(recipe.model);
    if (recipe.model) void Promise.all([import("./model/define.ts"), this.runner.pictures.prepareForModels()]);
    this.#draw();
  }

  #draw(): void {
    const { picture, state } = this;
    const { pair } = this.pins;
    if (this.#from === "link" && this.fresh && picture && (picture.model || !state.model)) {
      this.#from = "pick";
      this.unread = [...this.unread, ...absentIn(state, picture.data, headsOf(picture))];
    }
    if (pair) this.runner.explain(pair);
    this.dispatchEvent(new Event("change"));
  }

  /** What edits of tokens are of. */
  get tokenScene(): TokenScene {
    const { sources } = this.pins;
    return { data: (this.fresh && this.picture?.data) || null, direction: this.state.direction, sources };
  }

  /** Pins stay on their words when the text changes around them, or is seen in another way. */
  #follow(before: Picture, after: Picture): void {
    const { query, key } = this.state;
    if (query === null && key === null) return;
    if (this.#from === "edit") this.state = followed(this.state, before.data, after.data);
    else if (this.#from === "source") this.state = relocated(this.state, before.data, after.data);
    else if (this.#from === "pick" && before.model && after.model)
      this.state = repinned(this.state, before.model, after.model);
    else return;
    this.#remember(this.state, "look");
  }
}
