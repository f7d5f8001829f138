/** Two fingers on a surface: how far apart they went, as a ratio. */

/** The point between the fingers, in client coordinates. */
export interface Focus {
  readonly x: number;
  readonly y: number;
}

export interface PinchHandlers {
  /** Called when two fingers lie; returns the zoom at that moment. */
  begin(): number;
  move(ratio: number, focus: Focus): void;
  end(zoom: number, focus: Focus): void;
}

export class PinchGesture {
  readonly #handlers: PinchHandlers;
  #from: { distance: number; zoom: number; focus: Focus } | null = null;
  #ratio = 1;

  constructor(handlers: PinchHandlers) {
    this.#handlers = handlers;
  }

  attach(surface: HTMLElement): void {
    surface.addEventListener("touchstart", (event) => this.#start(event), { passive: true });
    // not passive: while two fingers lie, the browser must not scroll or zoom the page itself
    surface.addEventListener("touchmove", (event) => this.#move(event), { passive: false });
    surface.addEventListener("touchend", () => this.#finish());
    surface.addEventListener("touchcancel", () => this.#finish());
  }

  #start(event: TouchEvent): void {
    const [a, b] = [event.touches[0], event.touches[1]];
    if (!a || !b) return;
    this.#ratio = 1;
    this.#from = {
      distance: Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY) || 1,
      zoom: this.#handlers.begin(),
      focus: { x: (a.clientX + b.clientX) / 2, y: (a.clientY + b.clientY) / 2 },
    };
  }

  #move(event: TouchEvent): void {
    const [a, b] = [event.touches[0], event.touches[1]];
    if (!this.#from || !a || !b) return;
    event.preventDefault();
    this.#ratio = Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY) / this.#from.distance;
    this.#handlers.move(this.#ratio, this.#from.focus);
  }

  #finish(): void {
    const from = this.#from;
    if (!from) return;
    this.#from = null;
    this.#handlers.end(from.zoom * this.#ratio, from.focus);
  }
}
