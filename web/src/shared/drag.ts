/** Dragging something to a place with a pointer. Where fingers scroll, they need a handle (`touch-action: none`) or another way. */
import type { ReactiveControllerHost } from "lit";

/** So far a press is only a press. */
const STILL_PX = 6;

export class Drag<Thing> {
  /** What is dragged; null: nothing, or the pointer has hardly moved. */
  thing: Thing | null = null;
  /** The place under the pointer. */
  over: string | null = null;
  x = 0;
  y = 0;

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly placeAt: (x: number, y: number) => string | null,
  ) {}

  /** Follow the pointer from here; `drop` is called with the place on which it is let go. */
  begin(thing: Thing, x: number, y: number, drop: (place: string) => void): void {
    const move = (event: PointerEvent): void => {
      if (!this.thing && Math.hypot(event.clientX - x, event.clientY - y) < STILL_PX) return;
      [this.thing, this.x, this.y] = [thing, event.clientX, event.clientY];
      this.over = this.placeAt(event.clientX, event.clientY);
      this.host.requestUpdate();
    };
    const end = (event: Event): void => {
      removeEventListener("pointermove", move);
      removeEventListener("pointerup", end);
      removeEventListener("pointercancel", end);
      removeEventListener("keydown", escape);
      const place = event.type === "pointerup" && this.thing ? this.over : null;
      [this.thing, this.over] = [null, null];
      this.host.requestUpdate();
      if (place) drop(place);
    };
    const escape = (event: KeyboardEvent): void => {
      if (event.key === "Escape") end(event);
    };
    addEventListener("pointermove", move);
    addEventListener("pointerup", end);
    addEventListener("pointercancel", end);
    addEventListener("keydown", escape);
  }
}
