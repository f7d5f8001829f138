import { css, html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { NsElement, sharedStyles } from "@shared/kit/element";
import "@shared/kit/icon";
import "@shared/kit/slot-video";
import "@shared/kit/timer";
import { clockTime } from "@shared/format";
import { t } from "@shared/i18n";
import type { MediaClient } from "@shared/media/client";
import { isHeading, placeWords } from "@shared/outline";
import type { MeetingState, You } from "@shared/protocol";
import { floorWords } from "@shared/questions";
import { conductor, currentItem } from "@shared/reducer";
import { adjourned, nextSession, sessionName, whenWords } from "@shared/sessions";
import type { Turn } from "@shared/turn";
import "./my-seat";

/** A break as something that the timer counts down. */
function breakTurn({ break_since, break_until }: MeetingState["meeting"]): Turn | null {
  if (break_since === null || break_until === null) return null;
  const limit_s = Math.round((Date.parse(break_until) - Date.parse(break_since)) / 1000);
  return { since: break_since, limit_s, warn_s: 60, paused_at: null, paused_s: 0 };
}

/**
 * `<ns-now .state .you .media>`: what goes on: picture, item, speaker, time, who is next. In landscape it stands as a column.
 * Fires `swap` when the picture is touched.
 */
@customElement("ns-now")
export class NsNow extends NsElement {
  @property({ attribute: false }) state!: MeetingState;
  @property({ attribute: false }) you!: You;
  @property({ attribute: false }) media!: MediaClient;
  @property({ attribute: false }) clock: () => number = Date.now;
  /** The large picture stands elsewhere: no small one here. */
  @property({ type: Boolean }) bare = false;
  /** When the line was lost, ms; null while it is there. */
  @property({ type: Number }) lostAt: number | null = null;

  static override styles = [
    sharedStyles,
    css`
      :host {
        display: block;
        min-width: 0;
        border-bottom: 1px solid var(--line);
        background: var(--card);
      }
      .now {
        display: grid;
        grid-template-columns: 13.5rem minmax(0, 1fr) auto;
        align-items: center;
        gap: var(--s4);
        padding: var(--s3) var(--s4);
      }
      .now.bare {
        grid-template-columns: minmax(0, 1fr) auto;
      }
      .pic {
        position: relative;
        display: block;
        width: 100%;
        overflow: hidden;
        padding: 0;
        border: 0;
        border-radius: var(--radius);
        background: var(--stage);
        aspect-ratio: 16 / 9;
        cursor: pointer;
      }
      ns-slot-video {
        width: 100%;
        height: 100%;
      }
      .plate {
        position: absolute;
        display: flex;
        align-items: center;
        gap: 0.35rem;
        padding: 0.15rem 0.6rem 0.15rem 0.45rem;
        border-radius: 6px;
        background: rgb(14 18 25 / 0.84);
        color: #f6f4ee;
        font-size: var(--t-small);
        font-weight: 600;
      }
      .plate ns-icon {
        --icon: 1.25rem;
      }
      .swap {
        top: 8px;
        right: 8px;
      }
      .frozen {
        bottom: 8px;
        left: 8px;
        background: rgb(14 18 25 / 0.88);
      }
      .item {
        color: var(--muted);
        font-weight: 500;
      }
      h2 {
        margin: 0.1rem 0 0.45rem;
      }
      .spk {
        display: flex;
        align-items: center;
        gap: 0.6rem;
        line-height: 1.35;
      }
      .spk ns-icon {
        color: var(--good);
      }
      .spk.still ns-icon {
        color: var(--muted);
      }
      ns-timer {
        min-width: 8.5rem;
      }
      .queue {
        display: none;
      }
      @media (orientation: landscape) and (min-width: 900px) {
        :host {
          border-bottom: 0;
        }
        .now,
        .now.bare {
          grid-template-columns: minmax(0, 1fr) auto;
          /* the picture takes what the words leave, at most its own shape */
          grid-template-rows: minmax(5.5rem, calc(45.4vw * 9 / 16)) auto auto;
          align-content: start;
          gap: 0;
          height: 100%;
          padding: 0;
        }
        .now.bare {
          grid-template-rows: auto auto;
        }
        .pic {
          grid-column: 1 / -1;
          height: 100%;
          border-radius: 0;
          aspect-ratio: auto;
        }
        .what,
        ns-timer {
          align-self: start;
          padding: var(--s3) var(--s4);
        }
        .what {
          padding-right: 0;
        }
        .queue {
          grid-column: 1 / -1;
          display: flex;
          align-items: center;
          gap: var(--s3);
          padding: var(--s3) var(--s4);
          border-top: 1px solid var(--line);
          font-size: var(--t-small);
        }
      }
      @media (max-width: 560px) {
        .now,
        .now.bare {
          grid-template-columns: minmax(0, 1fr) auto;
          gap: var(--s2) var(--s3);
        }
        .pic {
          display: none;
        }
        h2 {
          margin-bottom: 0.2rem;
          font-size: var(--t-body);
        }
        ns-timer {
          --timer: var(--t-24);
          min-width: 0;
        }
      }
    `,
  ];

  override render(): TemplateResult {
    return html`
      <section class="now ${this.bare ? "bare" : ""}" aria-label=${t("Đang diễn ra")}>
        ${this.bare ? nothing : this.#renderPicture()}
        <div class="what">${this.#renderItem()} ${this.#renderSpeaker()} ${this.#renderSeat()}</div>
        ${this.#renderTimer()} ${this.#renderQueue()}
      </section>
    `;
  }

  #renderPicture(): TemplateResult {
    const lost = this.lostAt !== null;
    return html`<button class="pic" data-testid="swap" @click=${() => this.dispatchEvent(new Event("swap"))}>
      <ns-slot-video .client=${this.media} slot-number="0" or-own ?frozen=${lost}></ns-slot-video>
      <span class="sr">${t("Xem hình lớn, thu tài liệu lại")}</span>
      ${this.lostAt === null
        ? html`<span class="plate swap"><ns-icon name="swap"></ns-icon>${t("Hình")}</span>`
        : this.media.slotSource(0) === null
          ? nothing
          : html`<span class="plate frozen"><ns-icon name="pause"></ns-icon>${t("Hình dừng lúc %(time)s", { time: clockTime(this.lostAt) })}</span>`}
    </button>`;
  }

  #renderItem(): TemplateResult {
    const { meeting, items } = this.state;
    const item = currentItem(this.state);
    if (meeting.status === "closed") return html`<p class="item">${t("Đã bế mạc")}</p><h2>${meeting.title}</h2>`;
    if (meeting.status !== "open") {
      return html`<p class="item">${t("Khai mạc lúc %(time)s", { time: clockTime(meeting.starts_at) })}</p><h2>${t("Chờ chủ trì khai mạc")}</h2>`;
    }
    const next = adjourned(meeting) ? nextSession(meeting) : null;
    if (next) {
      return html`<p class="item" data-testid="adjourned"><ns-icon name="clock"></ns-icon> ${t("Tạm nghỉ giữa hai buổi")}</p>
        <h2>${t("%(name)s họp lúc %(when)s", { name: sessionName(next, meeting.sessions), when: whenWords(next, this.clock()) })}</h2>`;
    }
    if (meeting.break_until !== null) {
      return html`<p class="item" data-testid="break"><ns-icon name="coffee"></ns-icon> ${t("Giải lao")}</p>
        <h2>${t("Họp tiếp lúc %(time)s", { time: clockTime(meeting.break_until) })}</h2>`;
    }
    if (!item) {
      const next = items.find((entry, index) => entry.status === "waiting" && !isHeading(items, index));
      return html`<p class="item">${t("Chưa mở mục nào")}</p><h2>${next ? t("Tiếp theo: %(title)s", { title: next.title }) : t("Các mục đã xong")}</h2>`;
    }
    return html`<p class="item" data-testid="item-number">${placeWords(items, item)}</p>
      <h2 data-testid="item-title">${item.title}</h2>`;
  }

  #renderSpeaker(): TemplateResult {
    const { floor } = this.state;
    if (floor) {
      return html`<p class="spk ${this.lostAt === null ? "" : "still"}" data-testid="speaker">
        <ns-icon name="mic"></ns-icon><span>${floorWords(floor) ? html`<span class="muted">${floorWords(floor)}:</span> ` : nothing}<strong class="strong">${floor.name}</strong>${floor.detail ? html` <span class="muted">· ${floor.detail}</span>` : nothing}</span>
      </p>`;
    }
    const chair = conductor(this.state);
    return chair
      ? html`<p class="spk still"><ns-icon name="user"></ns-icon><span><span class="muted">${t("Chủ trì:")}</span> <strong class="strong">${chair.name}</strong></span></p>`
      : html``;
  }

  #renderSeat(): TemplateResult | typeof nothing {
    const { seating, meeting } = this.state;
    if (!seating || meeting.status === "closed") return nothing;
    return html`<ns-my-seat .seating=${seating} .person=${this.you.person_id} name=${this.you.name}></ns-my-seat>`;
  }

  #renderTimer(): TemplateResult | typeof nothing {
    const { floor, meeting } = this.state;
    const turn = floor ?? breakTurn(meeting);
    if (!turn) return nothing;
    return html`<ns-timer .turn=${turn} .clock=${this.clock} ?stopped=${this.lostAt !== null}></ns-timer>`;
  }

  #renderQueue(): TemplateResult | typeof nothing {
    const { queue } = this.state;
    if (queue.length === 0 || this.lostAt !== null) return nothing;
    const shown = queue.slice(0, 3);
    const mine = queue.findIndex((request) => request.person_id === this.you.person_id);
    const me = html`<strong class="strong">${t("đồng chí (thứ %(place)s)", { place: mine + 1 })}</strong>`;
    const names = shown.map((request, index) => html`${index > 0 ? ", " : ""}${index === mine ? me : request.name}`);
    return html`<p class="queue" data-testid="queue">
      <ns-icon name="list" class="muted"></ns-icon>
      <span class="grow"><span class="muted">${t("Tiếp theo:")}</span> ${names}${mine >= 3 ? html`… ${me}` : nothing}</span>
    </p>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ns-now": NsNow;
  }
}
