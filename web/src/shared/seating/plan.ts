import { css, html, nothing, svg, type PropertyValues, type SVGTemplateResult, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { t } from "../i18n";
import { NsElement, sharedStyles } from "../kit/element";
import type { Hall, HallSeat } from "../protocol";
import { isPresidium, nameParts, neighbour, rowLabels, seatWords, type SeatFace } from "./seats";

/** Drawn widths and heights of a seat: names are wider than high. */
const UNIT = 100;
const DEEP = 76;
/** Marks of the tones in a corner of 20 × 20, so that nothing is said by colour alone. */
const MARKS: Readonly<Partial<Record<SeatFace["tone"], string>>> = {
  there: "M3 11l5 5L17 5",
  late: "M10 3a7 7 0 1 0 .1 0M10 6v5l3 2",
  gone: "M3 10h11M10 5l5 5-5 5",
  held: "M5 5l10 10M15 5L5 15",
};
const FREE: SeatFace = { name: "", tone: "free", words: "" };

/** A press on a seat, by Enter or by a pointer. */
export interface SeatPress {
  readonly seat: string;
  readonly keyboard: boolean;
}
/** A pointer went down on a seat that somebody has. */
export interface SeatGrab {
  readonly seat: string;
  readonly x: number;
  readonly y: number;
}

/**
 * `<ns-seat-plan .hall .faces label>`: a hall as SVG. With `active` its seats are reached by Tab and arrow keys; it fires
 * `choose` (string) when a seat gets the focus, `press` (SeatPress) and `grab` (SeatGrab). Without, it is one picture.
 */
@customElement("ns-seat-plan")
export class NsSeatPlan extends NsElement {
  @property({ attribute: false }) hall!: Hall;
  @property({ attribute: false }) faces: ReadonlyMap<string, SeatFace> = new Map();
  @property() label = "";
  @property({ type: Boolean }) active = false;
  /** The whole name on each seat; else the given name alone. */
  @property({ type: Boolean }) full = false;
  @property({ attribute: false }) chosen: string | null = null;
  /** The seat over which somebody is dragged. */
  @property({ attribute: false }) target: string | null = null;
  /** The seat whose person is on the way to another one. */
  @property({ attribute: false }) lifted: string | null = null;
  #focused: string | null = null;

  static override styles = [
    sharedStyles,
    css`
      :host {
        display: block;
        min-width: 0;
        min-height: 0;
      }
      svg {
        display: block;
        width: 100%;
        height: 100%;
        font-family: var(--font);
        user-select: none;
      }
      .table {
        fill: var(--sunken);
        stroke: var(--line-strong);
      }
      .word {
        fill: var(--muted);
        font-size: 24px;
        font-weight: 600;
      }
      .row {
        fill: var(--muted);
        font-size: 30px;
        font-weight: 700;
      }
      .seat {
        outline: none;
      }
      .active .seat {
        cursor: pointer;
      }
      .box {
        fill: var(--card);
        stroke: var(--line-strong);
        stroke-width: 2;
      }
      .no {
        fill: var(--muted);
        font-size: 18px;
        font-family: var(--font-fig);
      }
      .name {
        fill: var(--text);
        font-size: 23px;
        font-weight: 600;
      }
      .before {
        fill: var(--text);
        font-size: 15px;
      }
      .mark {
        fill: none;
        stroke: var(--text);
        stroke-width: 3;
        stroke-linecap: round;
        stroke-linejoin: round;
      }
      .free .box {
        fill: var(--surface);
        stroke-dasharray: 7 6;
      }
      .taken .box {
        fill: var(--action-tint);
        stroke: var(--action);
      }
      .there .box {
        fill: var(--good-tint);
        stroke: var(--good);
      }
      .there .mark {
        stroke: var(--good);
      }
      .late .box {
        fill: var(--warn-tint);
        stroke: var(--warn);
      }
      .late .mark {
        stroke: var(--warn);
      }
      .gone .box {
        fill: var(--neutral-tint);
        stroke: var(--neutral);
      }
      .held .box {
        fill: var(--neutral-tint);
      }
      .out .box {
        fill: none;
        stroke: var(--muted);
        stroke-dasharray: 3 7;
      }
      .out .no {
        text-decoration: line-through;
      }
      .pin {
        fill: var(--gold);
      }
      .chosen .box {
        stroke: var(--gold);
        stroke-width: 6;
        stroke-dasharray: none;
      }
      .mine .box {
        fill: var(--gold-tint);
        stroke: var(--gold);
        stroke-width: 7;
        stroke-dasharray: none;
      }
      .lifted {
        opacity: 0.45;
      }
      .target .box {
        fill: var(--gold-tint);
        stroke: var(--gold);
        stroke-width: 6;
        stroke-dasharray: none;
      }
      .seat:focus-visible .box {
        stroke: var(--info);
        stroke-width: 7;
        stroke-dasharray: none;
      }
    `,
  ];

  protected override willUpdate(changed: PropertyValues<this>): void {
    const known = this.hall.seats.some((seat) => seat.id === this.#focused);
    if (changed.has("hall") && !known) this.#focused = this.hall.seats[0]?.id ?? null;
  }

  protected override render(): TemplateResult {
    const { hall } = this;
    const box = `0 0 ${hall.width * UNIT} ${hall.height * DEEP}`;
    return html`<svg viewBox=${box} class=${this.active ? "active" : ""} role=${this.active ? "group" : "img"} aria-label=${this.label} data-testid="seat-plan">
      ${hall.tables.map((table, place) => this.#table(table, place))}
      ${rowLabels(hall).map(({ row, x, y }) => svg`<text class="row" aria-hidden="true" x=${x * UNIT} y=${y * DEEP + 11} text-anchor="middle">${row}</text>`)}
      ${repeat(hall.seats, ({ id }) => id, (seat) => this.#seat(seat))}
    </svg>`;
  }

  #table({ x, y, width, height }: Hall["tables"][number], place: number): SVGTemplateResult {
    const named = place === 0 && this.hall.seats.some(({ id }) => isPresidium(id));
    return svg`<rect class="table" aria-hidden="true" x=${x * UNIT} y=${y * DEEP} width=${width * UNIT} height=${height * DEEP} rx="10"></rect>
      ${named ? svg`<text class="word" aria-hidden="true" x=${(x + width / 2) * UNIT} y=${(y + height / 2) * DEEP + 9} text-anchor="middle">${t("Chủ tọa")}</text>` : nothing}`;
  }

  #seat(seat: HallSeat): SVGTemplateResult {
    const face = this.faces.get(seat.id) ?? FREE;
    const { id } = seat;
    const states = [face.mine && "mine", id === this.chosen && "chosen", id === this.target && "target", id === this.lifted && "lifted"];
    const classes = ["seat", face.tone, ...states].filter(Boolean).join(" ");
    const place = `translate(${String(seat.x * UNIT)} ${String(seat.y * DEEP)})`;
    if (!this.active) return svg`<g class=${classes} transform=${place} aria-hidden="true">${this.#inside(seat, face)}</g>`;
    return svg`<g class=${classes} transform=${place} role="button" tabindex=${id === this.#focused ? 0 : -1} data-seat=${id}
      aria-label=${`${this.#seen(seat, face)}. ${[seatWords(id), face.words].filter(Boolean).join(": ")}`} aria-pressed=${id === this.lifted ? "true" : "false"}
      @focus=${() => this.#chosen(id)} @click=${() => this.#pressed(id, false)} @keydown=${(event: KeyboardEvent) => this.#key(event, id)}
      @pointerdown=${(event: PointerEvent) => this.#down(event, id, face)}><g aria-hidden="true">${this.#inside(seat, face)}</g></g>`;
  }

  /** What is written on a seat: its name for assistive technology begins with it, so that voice control finds it. */
  #seen(seat: HallSeat, face: SeatFace): string {
    const name = this.full ? face.name : nameParts(face.name)[0];
    return `${isPresidium(seat.id) ? String(seat.number) : seat.id} ${name}`.trim();
  }

  #inside(seat: HallSeat, face: SeatFace): SVGTemplateResult {
    const [given, before] = nameParts(face.name);
    const mark = MARKS[face.tone];
    return svg`<rect class="box" x="-47" y="-34" width="94" height="68" rx="10"></rect>
      <text class="no" x="-40" y="-15">${isPresidium(seat.id) ? seat.number : seat.id}</text>
      ${mark ? svg`<path class="mark" transform="translate(22 -33)" d=${mark}></path>` : nothing}
      ${face.pinned ? svg`<circle class="pin" cx="${face.name && MARKS[face.tone] ? 8 : 32}" cy="-21" r="7"></circle>` : nothing}
      ${this.full && before ? svg`<text class="before" x="0" y="4" text-anchor="middle" textLength=${before.length > 12 ? 86 : nothing} lengthAdjust="spacingAndGlyphs">${before}</text>` : nothing}
      <text class="name" x="0" y=${this.full && before ? 26 : 19} text-anchor="middle" textLength=${given.length > 6 ? 86 : nothing} lengthAdjust="spacingAndGlyphs">${given}</text>`;
  }

  /** Put the focus on a seat. */
  focusSeat(id: string): void {
    this.#focused = id;
    this.requestUpdate();
    void this.updateComplete.then(() => this.renderRoot.querySelector<SVGGElement>(`[data-seat="${CSS.escape(id)}"]`)?.focus());
  }

  /** Put the focus on the seat that Tab would reach. */
  focusAny(): void {
    if (this.#focused) this.focusSeat(this.#focused);
  }

  /** The seat under a point of the window; null: none. */
  seatAt(x: number, y: number): string | null {
    const under = (this.renderRoot as ShadowRoot).elementFromPoint(x, y);
    return under?.closest<SVGGElement>("[data-seat]")?.dataset.seat ?? null;
  }

  #chosen(seat: string): void {
    this.#focused = seat;
    this.dispatchEvent(new CustomEvent("choose", { detail: seat }));
  }

  #pressed(seat: string, keyboard: boolean): void {
    this.dispatchEvent(new CustomEvent<SeatPress>("press", { detail: { seat, keyboard } }));
  }

  #key(event: KeyboardEvent, id: string): void {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.#pressed(id, true);
      return;
    }
    const next = neighbour(this.hall, id, event.key);
    if (!next && !event.key.startsWith("Arrow")) return;
    event.preventDefault();
    if (next) this.focusSeat(next.id);
  }

  /** Fingers scroll the plan; a mouse or a pen takes hold of the person. */
  #down(event: PointerEvent, seat: string, face: SeatFace): void {
    if (event.pointerType === "touch" || event.button !== 0 || !face.name) return;
    this.dispatchEvent(new CustomEvent<SeatGrab>("grab", { detail: { seat, x: event.clientX, y: event.clientY } }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ns-seat-plan": NsSeatPlan;
  }
}
