import type { ReactiveController, ReactiveControllerHost } from "lit";

interface Point {
  x: number;
  y: number;
}

interface Handlers {
  /** Pointed at, in pixels from the picture's corner; null: at nothing. */
  hover(at: Point | null): void;
  pin(at: Point): void;
  zoom(factor: number, at: Point | null): void;
  pan(dx: number, dy: number): void;
  reset(): void;
  /** Arrow keys, in cells. */
  move(rows: number, columns: number): void;
  pinPair(): void;
  escape(): void;
  isZoomed(): boolean;
  /** Whether the wheel may zoom without Ctrl: once the matrix has the focus, scrolling the page is not what is meant. */
  isFocused(): boolean;
}

const dragThreshold = 5;
const arrows: Record<string, readonly [rows: number, columns: number]> = {
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
};

/** Mouse, wheel, touch (tap, drag, pinch) and keyboard on the matrix. */
export class MatrixInput implements ReactiveController {
  readonly #handlers: Handlers;
  readonly #pointers = new Map<number, Point>();
  #start: Point | null = null;
  #dragging = false;
  #spread = 0;

  constructor(host: ReactiveControllerHost, handlers: Handlers) {
    this.#handlers = handlers;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#pointers.clear();
  }

  readonly down = (event: PointerEvent): void => {
    const at = pointOf(event);
    this.#pointers.set(event.pointerId, at);
    this.#start = at;
    this.#dragging = this.#pointers.size > 1;
    this.#spread = this.#distance();
  };

  readonly move = (event: PointerEvent): void => {
    const at = pointOf(event);
    const before = this.#pointers.get(event.pointerId);
    if (before) this.#pointers.set(event.pointerId, at);
    if (this.#pointers.size === 2) return this.#pinch(at);
    if (before && this.#start && Math.hypot(at.x - this.#start.x, at.y - this.#start.y) > dragThreshold)
      this.#dragging ||= this.#handlers.isZoomed();
    if (before && this.#dragging) {
      (event.currentTarget as Element).setPointerCapture(event.pointerId);
      this.#handlers.pan(at.x - before.x, at.y - before.y);
    } else if (event.pointerType !== "touch") this.#handlers.hover(at);
  };

  readonly up = (event: PointerEvent): void => {
    this.#pointers.delete(event.pointerId);
    if (event.pointerType === "touch") this.#handlers.hover(null);
  };

  readonly leave = (event: PointerEvent): void => {
    if (!this.#pointers.has(event.pointerId)) this.#handlers.hover(null);
  };

  /** A click that ends a drag pins nothing. */
  readonly click = (event: MouseEvent): void => {
    if (!this.#dragging) this.#handlers.pin(pointOf(event));
    this.#dragging = false;
  };

  readonly wheel = (event: WheelEvent): void => {
    if (!event.ctrlKey && !event.metaKey && !this.#handlers.isFocused()) return;
    event.preventDefault();
    const pixels = event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1);
    this.#handlers.zoom(Math.exp(-pixels * 0.004), pointOf(event));
  };

  readonly key = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const arrow = arrows[event.key];
    if (arrow) this.#handlers.move(...arrow);
    else if (event.key === "+" || event.key === "=") this.#handlers.zoom(1.5, null);
    else if (event.key === "-") this.#handlers.zoom(1 / 1.5, null);
    else if (event.key === "0") this.#handlers.reset();
    else if (event.key === "Enter" || event.key === " ") this.#handlers.pinPair();
    else if (event.key === "Escape") return this.#handlers.escape();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  #pinch(at: Point): void {
    const spread = this.#distance();
    if (this.#spread > 0 && spread > 0) this.#handlers.zoom(spread / this.#spread, this.#middle() ?? at);
    this.#spread = spread;
    this.#dragging = true;
  }

  #distance(): number {
    const [a, b] = [...this.#pointers.values()];
    return a && b ? Math.hypot(a.x - b.x, a.y - b.y) : 0;
  }

  #middle(): Point | null {
    const [a, b] = [...this.#pointers.values()];
    return a && b ? { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 } : null;
  }
}

function pointOf(event: MouseEvent): Point {
  const box = (event.currentTarget as Element).getBoundingClientRect();
  return { x: event.clientX - box.left, y: event.clientY - box.top };
}
