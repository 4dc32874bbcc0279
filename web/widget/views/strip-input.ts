import type { ReactiveController, ReactiveControllerHost } from "lit";

/** A token of the strip as the markup knows it. */
export interface TokenPlace {
  index: number;
  side: "source" | "other";
}

/** A token of the strip; `of` says whether it is one of the queries or of the keys, "both" where these are the same. */
export interface StripToken {
  token: number;
  of: "queries" | "keys" | "both";
}
export type StripHover = StripToken | { token: null };
/** `additive` (Shift, Ctrl, ⌘ or a long press): add the token to the selection. */
export type StripPin = StripToken & { additive: boolean };

interface Handlers {
  hover(place: TokenPlace | null): void;
  pin(place: TokenPlace, additive: boolean): void;
  /** Arrow keys: by how many tokens the source and the other one move. */
  move(source: number, other: number): void;
  escape(): void;
}

const longPressMilliseconds = 500;
const arrows: Record<string, readonly [source: number, other: number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Mouse, touch (tap, long press) and keyboard on the tokens of a strip, told apart. */
export class StripInput implements ReactiveController {
  readonly #handlers: Handlers;
  #pressing: ReturnType<typeof setTimeout> | undefined;
  #longPressed = false;

  constructor(host: ReactiveControllerHost, handlers: Handlers) {
    this.#handlers = handlers;
    host.addController(this);
  }

  hostDisconnected(): void {
    clearTimeout(this.#pressing);
  }

  readonly over = (event: PointerEvent): void => {
    const place = placeOf(event);
    if (place && event.pointerType !== "touch") this.#handlers.hover(place);
  };

  readonly leave = (event: PointerEvent): void => {
    clearTimeout(this.#pressing);
    if (event.pointerType !== "touch") this.#handlers.hover(null);
  };

  readonly down = (event: PointerEvent): void => {
    this.#longPressed = false;
    const place = placeOf(event);
    if (event.pointerType !== "touch" || !place) return;
    this.#pressing = setTimeout(() => {
      this.#longPressed = true;
      this.#handlers.pin(place, true);
    }, longPressMilliseconds);
  };

  readonly up = (): void => clearTimeout(this.#pressing);

  /** A long press must not also open the browser's menu. */
  readonly menu = (event: Event): void => {
    if (this.#longPressed) event.preventDefault();
  };

  readonly click = (event: MouseEvent): void => {
    const place = placeOf(event);
    if (place && !this.#longPressed) this.#handlers.pin(place, isAdditive(event));
  };

  readonly key = (event: KeyboardEvent): void => {
    const arrow = arrows[event.key];
    const place = placeOf(event);
    if (arrow && !event.altKey && !event.ctrlKey && !event.metaKey) this.#handlers.move(...arrow);
    else if (event.key === "Escape") return this.#handlers.escape();
    else if (place && (event.key === "Enter" || event.key === " ")) this.#handlers.pin(place, isAdditive(event));
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
}

const isAdditive = (event: MouseEvent | KeyboardEvent) => event.shiftKey || event.ctrlKey || event.metaKey;

function placeOf(event: Event): TokenPlace | null {
  const token = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-index]") : null;
  if (!token) return null;
  return { index: Number(token.dataset["index"]), side: token.dataset["side"] === "source" ? "source" : "other" };
}
