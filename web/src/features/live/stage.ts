import { css, html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { clockTime } from "@shared/format";
import { NsElement, sharedStyles } from "@shared/kit/element";
import "@shared/kit/icon";
import "@shared/kit/slot-video";
import { t } from "@shared/i18n";
import type { MediaClient } from "@shared/media/client";
import { VIDEO_SLOTS } from "@shared/protocol";
import type { Observable } from "@shared/store";

/** `<ns-stage .media>`: the main picture as large as it goes, the others small beside it. Fires `swap` to go back to the paper. */
@customElement("ns-stage")
export class NsStage extends NsElement {
  @property({ attribute: false }) media!: MediaClient;
  @property({ type: Number }) lostAt: number | null = null;

  static override styles = [
    sharedStyles,
    css`
      :host {
        display: grid;
        grid-template-rows: minmax(0, 1fr) auto;
        min-height: 0;
        background: var(--stage);
        color: var(--on-stage);
      }
      .main {
        position: relative;
        display: grid;
        min-height: 0;
        container-type: size;
        place-items: center;
      }
      .main ns-slot-video {
        width: min(100cqw, 100cqh * 16 / 9);
        aspect-ratio: 16 / 9;
      }
      .back {
        position: absolute;
        z-index: 1;
        top: 12px;
        right: 12px;
        border-color: #6c7484;
        background: rgb(14 18 25 / 0.84);
        color: #f6f4ee;
      }
      .back:hover {
        background: #1e2c40;
      }
      .plate {
        position: absolute;
        bottom: 12px;
        left: 12px;
        display: flex;
        gap: 0.4rem;
        padding: 0.15rem 0.7rem;
        border-radius: 6px;
        background: rgb(14 18 25 / 0.88);
        font-size: var(--t-small);
        font-weight: 600;
      }
      .small {
        display: grid;
        grid-auto-columns: minmax(9rem, 13rem);
        grid-auto-flow: column;
        gap: 8px;
        overflow-x: auto;
        padding: 8px;
      }
      .small ns-slot-video {
        aspect-ratio: 16 / 9;
        border-radius: 6px;
      }
    `,
  ];

  protected override watching(): readonly Observable[] {
    return [this.media];
  }

  override render(): TemplateResult {
    const others = Array.from({ length: VIDEO_SLOTS - 1 }, (_, index) => index + 1).filter((slot) => this.media.slotSource(slot) !== null);
    return html`
      <div class="main">
        <ns-slot-video .client=${this.media} slot-number="0" named or-own ?frozen=${this.lostAt !== null}></ns-slot-video>
        <button class="btn back" data-testid="swap" @click=${() => this.dispatchEvent(new Event("swap"))}><ns-icon name="swap"></ns-icon>${t("Tài liệu")}</button>
        ${this.lostAt === null || this.media.slotSource(0) === null
          ? nothing
          : html`<span class="plate"><ns-icon name="pause"></ns-icon>${t("Hình dừng lúc %(time)s", { time: clockTime(this.lostAt) })}</span>`}
      </div>
      ${others.length === 0
        ? nothing
        : html`<div class="small" tabindex="0" role="group" aria-label=${t("Các điểm cầu khác")}>
            ${others.map((slot) => html`<ns-slot-video .client=${this.media} slot-number=${slot} named></ns-slot-video>`)}
          </div>`}
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ns-stage": NsStage;
  }
}
