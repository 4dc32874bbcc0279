/** Mouse, touch (a tap) and keyboard on the lines. */
interface Handlers {
  /** Pointed at, in pixels from the picture's corner; null: at nothing. */
  hover(at: [x: number, y: number] | null): void;
  pin(x: number, y: number): void;
  /** Arrow keys, in tokens. */
  move(down: number, right: number): void;
  pinPair(): void;
  escape(): void;
}

const arrows: Record<string, readonly [down: number, right: number]> = {
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
};

export class LinesInput {
  readonly #handlers: Handlers;

  constructor(handlers: Handlers) {
    this.#handlers = handlers;
  }

  readonly moved = (event: PointerEvent): void => {
    if (event.pointerType !== "touch") this.#handlers.hover(pointOf(event));
  };

  readonly left = (): void => this.#handlers.hover(null);

  readonly clicked = (event: MouseEvent): void => this.#handlers.pin(...pointOf(event));

  readonly key = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const arrow = arrows[event.key];
    if (arrow) this.#handlers.move(...arrow);
    else if (event.key === "Enter" || event.key === " ") this.#handlers.pinPair();
    else if (event.key === "Escape") return this.#handlers.escape();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
}

function pointOf(event: MouseEvent): [x: number, y: number] {
  const box = (event.currentTarget as Element).getBoundingClientRect();
  return [event.clientX - box.left, event.clientY - box.top];
}
