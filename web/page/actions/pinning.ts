/** Which pair and tokens are pinned, selected or pointed at, and what a click, a tap or a key changes about that. */
import { pairOf, sourceOf, sourceTokens, strongestOther, type Direction, type Pair } from "../../render/view-data.ts";
import { isWriting, type Picture } from "../run/pictures.ts";
import type { ChangeKind } from "../state/history.ts";
import { PinChooser, sourcePin, toggled, turnAround, type Pins } from "../state/pins.ts";
import type { PlayState } from "../state/play-state.ts";

/** What has the pins in its state and in its picture. */
interface Pinned {
  readonly state: PlayState;
  readonly picture: Picture | null;
  /** Options that are only tried; null: none. */
  readonly tried: object | null;
  readonly schedule: () => void;
  change(state: PlayState, kind: ChangeKind): void;
}

export class Pinning {
  readonly #of: Pinned;
  readonly #chooser = new PinChooser();
  /** The token that was seen before options were tried. */
  #seen: Pins | null = null;
  /** Lies over the pinned pair, and is never remembered. */
  pointed: Pair | null = null;

  constructor(of: Pinned) {
    this.#of = of;
  }

  /** The pinned pair, without what is pointed at. */
  get pinned(): Pair | null {
    const { state, picture, tried } = this.#of;
    const isFree = state.query === null && state.key === null;
    const pins = (tried && isFree && this.#seen) || state;
    return picture && this.#chooser.choose(pins, picture.data, state.direction, isWriting(picture));
  }

  /** The pair whose token stays while others are compared; null where it does by itself, as the last of what writes on. */
  get comparable(): Pair | null {
    const { pinned } = this;
    const { picture, state } = this.#of;
    if (!picture || !isWriting(picture) || state.direction === "by") return pinned;
    return pinned?.query === picture.data.nQueries - 1 ? null : pinned;
  }

  /** The pair to show. */
  get pair(): Pair | null {
    const { pointed } = this;
    const { picture } = this.#of;
    const isInside = pointed && picture && pointed.query < picture.data.nQueries && pointed.key < picture.data.nKeys;
    return isInside ? pointed : this.pinned;
  }

  /** The selected tokens that are there: a link may name others. */
  get selection(): readonly number[] {
    const { picture, state } = this.#of;
    const count = picture ? sourceTokens(picture.data, state.direction).length : 0;
    return state.selection.filter((token) => token < count);
  }

  /** The selected tokens, or the pinned one. */
  get sources(): readonly number[] {
    const { pinned, selection } = this;
    return selection.length || !pinned ? selection : [sourceOf(pinned, this.#of.state.direction)];
  }

  /** Before options are tried: who compares them compares them for one token. */
  holdToken(): void {
    this.#seen = this.pinned && sourcePin(this.pinned, this.#of.state.direction);
  }

  point(pair: Pair | null): void {
    this.pointed = pair;
    this.#of.schedule();
  }

  /** Points at a token among the others: the pinned one stays the source. */
  pointToken(token: number | null): void {
    const { pinned } = this;
    const { direction } = this.#of.state;
    this.point(token === null || !pinned ? null : pairOf(sourceOf(pinned, direction), token, direction));
  }

  pin(pair: Pair): void {
    this.pointed = null;
    this.#change({ ...pair, selection: [] });
  }

  /** Pins a token as the source; its strongest other comes with it. */
  pinToken(token: number): void {
    const { picture, state } = this.#of;
    const { direction } = state;
    if (picture) this.pin(pairOf(token, strongestOther(picture.data, direction, token), direction));
  }

  unpin(): void {
    const { query, key, selection } = this.#of.state;
    this.pointed = null;
    if (query !== null || key !== null || selection.length) this.#change({ query: null, key: null, selection: [] });
    else this.#of.schedule();
  }

  /** Adds a token to the selection or takes it out; the pinned one is the first. */
  select(token: number): void {
    this.#change({ selection: toggled(this.sources, token) });
  }

  clearSelection(): void {
    this.#change({ selection: [] });
  }

  /** The same token seen from the other side. */
  turn(direction: Direction): void {
    const { picture, state } = this.#of;
    if (direction === state.direction) return;
    const { pinned } = this;
    const pair = picture && pinned ? turnAround(pinned, picture.data, direction) : {};
    this.#change({ ...pair, direction, selection: [] });
  }

  #change(changed: Partial<PlayState>): void {
    this.#of.change({ ...this.#of.state, ...changed }, "pick");
  }
}
