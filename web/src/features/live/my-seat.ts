import { css, html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { t } from "@shared/i18n";
import "@shared/kit/dialog";
import { NsElement, sharedStyles } from "@shared/kit/element";
import "@shared/kit/icon";
import type { Seating } from "@shared/protocol";
import "@shared/seating/plan";
import { nameParts, seatOf, seatWords, type SeatFace } from "@shared/seating/seats";

/** `<ns-my-seat .seating .person name>`: my seat in words; pressed, large and on the plan. Nothing for who has none. */
@customElement("ns-my-seat")
export class NsMySeat extends NsElement {
  @property({ attribute: false }) seating: Seating | null = null;
  @property({ attribute: false }) person: string | null = null;
  @property() name = "";
  @state() private open = false;

  static override styles = [
    sharedStyles,
    css`
      .mine {
        padding-inline: 0;
      }
      .large {
        margin: 0;
        font-size: var(--t-38);
        font-weight: 700;
        line-height: var(--lh-tight);
      }
      .room {
        margin: 0 0 var(--s3);
        color: var(--muted);
      }
    `,
  ];

  protected override render(): TemplateResult | typeof nothing {
    const seat = seatOf(this.seating, this.person);
    if (!this.seating || seat === null) return nothing;
    const words = seatWords(seat);
    return html`<button class="btn quiet mine" data-testid="my-seat" @click=${() => (this.open = true)}>
        <ns-icon name="seat"></ns-icon><span class="sr">${t("Ghế của đồng chí:")} </span>${words}</button>
      <ns-dialog wide heading=${t("Ghế của đồng chí")} .open=${this.open} data-testid="my-seat-dialog" @close=${() => (this.open = false)}>
        <p class="large" data-testid="my-seat-large">${words}</p><p class="room">${this.seating.room}</p>
        ${this.open ? this.#plan(this.seating, seat) : nothing}
      </ns-dialog>`;
  }

  #plan({ hall, room }: Seating, seat: string): TemplateResult {
    const mine: SeatFace = { name: nameParts(this.name)[0], tone: "taken", words: t("ghế của đồng chí"), mine: true };
    const label = t("Sơ đồ %(room)s, ghế của đồng chí: %(seat)s", { room, seat: seatWords(seat) });
    return html`<ns-seat-plan .hall=${hall} .faces=${new Map([[seat, mine]])} label=${label}></ns-seat-plan>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ns-my-seat": NsMySeat;
  }
}
