/** Dragging a person to a seat with a mouse or a pen; fingers tap instead, since they scroll. */
import type { ReactiveControllerHost } from "lit";
import type { DeskPerson } from "@shared/protocol";

/** So far a press is only a press. */
const STILL_PX = 6;

export class Drag {
  /** Who is dragged; null: nobody, or the pointer has hardly moved. */
  person: DeskPerson | null = null;
  /** The seat under the pointer. */
  over: string | null = null;
  x = 0;
  y = 0;

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly seatAt: (x: number, y: number) => string | null,
  ) {}

  /** Follow the pointer from here; `drop` is called with the seat on which it is let go. */
  begin(person: DeskPerson, x: number, y: number, drop: (seat: string) => void): void {
    const move = (event: PointerEvent): void => {
      if (!this.person && Math.hypot(event.clientX - x, event.clientY - y) < STILL_PX) return;
      [this.person, this.x, this.y] = [person, event.clientX, event.clientY];
      this.over = this.seatAt(event.clientX, event.clientY);
      this.host.requestUpdate();
    };
    const end = (event: Event): void => {
      removeEventListener("pointermove", move);
      removeEventListener("pointerup", end);
      removeEventListener("pointercancel", end);
      removeEventListener("keydown", escape);
      const seat = event.type === "pointerup" && this.person ? this.over : null;
      [this.person, this.over] = [null, null];
      this.host.requestUpdate();
      if (seat) drop(seat);
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
