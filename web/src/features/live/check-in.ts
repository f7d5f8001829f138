import { css, html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import "@shared/kit/dialog";
import { NsElement, sharedStyles } from "@shared/kit/element";
import "@shared/kit/icon";
import { t } from "@shared/i18n";
import type { MediaClient } from "@shared/media/client";
import "@shared/media/device-test";
import type { Room } from "@shared/protocol";

/** Where the person takes part: in a room, or from elsewhere with devices of their own. */
export interface Seat {
  readonly roomId: string | null;
  /** Microphone and camera go on at once, as they were tested. */
  readonly publish: boolean;
}

/**
 * `<ns-check-in .rooms .media>`: asks once where the person sits; from elsewhere it tests the devices first.
 * Fires `seat` (CustomEvent<Seat>).
 */
@customElement("ns-check-in")
export class NsCheckIn extends NsElement {
  @property({ attribute: false }) rooms: readonly Room[] = [];
  @property({ attribute: false }) media!: MediaClient;
  @property() name = "";
  @property() meeting = "";
  @property({ type: Boolean, attribute: "may-publish" }) mayPublish = false;
  /** Why the server did not take the last answer; empty: nothing was refused. */
  @property() refused = "";
  @property({ type: Boolean }) waiting = false;
  @state() private chosen: string | null = null;
  @state() private testing = false;

  static override styles = [
    sharedStyles,
    css`
      .seats {
        display: grid;
        gap: var(--s2);
        margin-block: var(--s4);
      }
      label {
        position: relative;
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        align-items: center;
        gap: var(--s3);
        min-height: 4rem;
        padding: var(--s2) var(--s4);
        border: 1px solid var(--line-strong);
        border-radius: var(--radius);
        line-height: 1.35;
        cursor: pointer;
      }
      label ns-icon {
        color: var(--action);
      }
      input {
        position: absolute;
        inset: 0;
        width: 100%;
        height: 100%;
        margin: 0;
        opacity: 0;
        cursor: pointer;
      }
      label.chosen {
        border-color: var(--gold);
        background: var(--gold-tint);
        box-shadow: inset 0 0 0 1px var(--gold);
      }
      label:focus-within {
        outline: var(--ring) solid var(--info);
        outline-offset: 2px;
      }
      .notice {
        margin-bottom: var(--s4);
      }
    `,
  ];

  override render(): TemplateResult {
    return this.testing ? this.#renderTest() : this.#renderSeats();
  }

  #renderSeats(): TemplateResult {
    const seats = [
      ...this.rooms.map((room) => ({ id: room.id, icon: "building" as const, name: room.name, detail: room.main ? t("phòng của chủ trì") : room.unit })),
      { id: "", icon: "video" as const, name: t("Tôi dự từ nơi khác"), detail: this.mayPublish ? t("bằng micrô và camera của máy này") : t("nghe và xem trên máy này") },
    ];
    return html`<ns-dialog open stays heading=${t("Đồng chí ngồi ở đâu?")} data-testid="check-in">
      <p class="muted">${this.name} · ${this.meeting}</p>
      ${this.#renderRefused()}
      <div class="seats" role="radiogroup" aria-label=${t("Nơi dự họp")}>
        ${seats.map(
          (seat) => html`<label class=${this.chosen === seat.id ? "chosen" : ""}>
              <input type="radio" name="seat" data-testid="seat-${seat.id || "remote"}" .checked=${this.chosen === seat.id} @change=${() => (this.chosen = seat.id)} />
              <ns-icon name=${seat.icon}></ns-icon>
              <span><strong class="strong">${seat.name}</strong>${seat.detail ? html`<br /><span class="muted">${seat.detail}</span>` : nothing}</span>
          </label>`,
        )}
      </div>
      <p class="muted small">${t("Ngồi trong phòng thì máy tắt tiếng, vì phòng đã có loa và micrô.")}</p>
      <p><a class="btn quiet" href="/diem-danh/" data-testid="type-code">${t("Nhập mã trên màn hình")}</a></p>
      ${this.#renderSkip()}
      <button slot="actions" class="btn primary big" data-testid="check-in-confirm" ?disabled=${this.chosen === null || this.waiting} @click=${() => this.#confirm()}>
        ${this.chosen === "" && this.mayPublish ? t("Thử thiết bị") : t("Xác nhận có mặt")}
      </button>
    </ns-dialog>`;
  }

  #renderTest(): TemplateResult {
    return html`<ns-dialog open stays wide heading=${t("Thử thiết bị trước khi vào họp")} data-testid="device-test">
      ${this.#renderRefused()}
      <ns-device-test .media=${this.media}></ns-device-test>
      ${this.#renderSkip()}
      <button slot="actions" class="btn" data-testid="test-back" @click=${() => this.#back()}>${t("Quay lại")}</button>
      <button slot="actions" class="btn primary big" data-testid="join" ?disabled=${this.waiting} @click=${() => this.#answer({ roomId: null, publish: true })}>${t("Vào họp")}</button>
    </ns-dialog>`;
  }

  #renderRefused(): TemplateResult | typeof nothing {
    return this.refused
      ? html`<div class="notice warn" role="alert"><ns-icon name="alert"></ns-icon><div>${this.refused} ${t("Đồng chí vẫn xem được tài liệu và diễn biến.")}</div></div>`
      : nothing;
  }

  #renderSkip(): TemplateResult | typeof nothing {
    return this.refused
      ? html`<button slot="actions" class="btn" data-testid="check-in-skip" @click=${() => this.dispatchEvent(new Event("skip"))}>${t("Vào xem")}</button>`
      : nothing;
  }

  #back(): void {
    this.media.setCameraOff();
    this.media.own.drop("microphone");
    this.testing = false;
  }

  #confirm(): void {
    if (this.chosen === "" && this.mayPublish) this.testing = true;
    else this.#answer({ roomId: this.chosen || null, publish: false });
  }

  #answer(seat: Seat): void {
    this.dispatchEvent(new CustomEvent<Seat>("seat", { detail: seat }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ns-check-in": NsCheckIn;
  }
}
