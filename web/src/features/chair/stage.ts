/** Middle column: where the meeting is, who speaks and how long, and the acts that move it on. */
import { html, nothing, type TemplateResult } from "lit";
import { expectedBlock } from "@shared/expected";
import { clockTime } from "@shared/format";
import { t } from "@shared/i18n";
import { isHeading, placeWords } from "@shared/outline";
import type { MediaClient } from "@shared/media/client";
import type { Expected, Floor, Item, MeetingState } from "@shared/protocol";
import { shortItem } from "@shared/names";
import { shortTurn } from "@shared/questions";
import { currentItem } from "@shared/reducer";
import { adjourned } from "@shared/sessions";
import { itemSpent, lateMinutes } from "@shared/times";
import { timerFace } from "@shared/turn";
import { latenessWords } from "./agenda";
import "@shared/kit/slot-video";

/** More steps than this have no room for their words. */
const NAMED_STEPS = 6;

export function steps(items: readonly Item[]): TemplateResult {
  const named = items.length <= NAMED_STEPS;
  return html`<ol class="steps ${named ? "" : "bare"}" aria-label=${t("Chương trình")} style="--count:${items.length}" data-testid="steps">
    ${items.filter((_, index) => !isHeading(items, index)).map((item) => {
      const state = { done: "done", open: "now", waiting: "" }[item.status];
      const words = html`<span class=${named ? "cut" : "sr"} title=${item.title}>${shortItem(item.title)}</span>`;
      return html`<li class=${state} aria-current=${item.status === "open" ? "step" : nothing}>${words}</li>`;
    })}
  </ol>`;
}

function itemClock(item: Item, now: number): string {
  const spent = Math.floor(itemSpent(item, now) / 60);
  const left = item.planned_minutes - spent;
  if (item.planned_minutes <= 0) return t("đã %(spent)s phút", { spent });
  return left >= 0
    ? t("đã %(spent)s phút, còn %(left)s phút", { spent, left })
    : t("đã %(spent)s phút, quá %(over)s phút", { spent, over: -left });
}

export function nowBlock(meeting: MeetingState, now: number, onAgenda: () => void): TemplateResult {
  const item = currentItem(meeting);
  if (!item && meeting.meeting.status === "closed") return html``;
  if (!item) {
    return html`<div class="now"><p class="muted">${t("%(count)s mục trong chương trình", { count: meeting.items.length })}</p>
      <h2 data-testid="item-title">${t("Chưa mở mục nào")}</h2></div>`;
  }
  const place = placeWords(meeting.items, item);
  const since = item.opened_at ? ` · ${t("từ %(time)s", { time: clockTime(item.opened_at) })}` : "";
  // Between two sessions nothing runs late yet.
  const late = adjourned(meeting.meeting) ? 0 : lateMinutes(meeting, now);
  const words = latenessWords(late);
  return html`<div class="now c-now"><button class="btn" data-testid="agenda-button" @click=${onAgenda}><ns-icon name="list"></ns-icon><span>${t("Chương trình")}${words ? html`<small class=${late > 0 ? "warn" : "muted"} data-testid="lateness"><ns-icon name="clock"></ns-icon>${words}</small>` : nothing}</span></button>
    <p class="muted">${place}${since} · ${itemClock(item, now)}</p>
    <h2 class="c-clamp" data-testid="item-title" aria-live="polite">${item.title}</h2></div>`;
}

export interface FloorModel {
  readonly meeting: MeetingState;
  readonly media: MediaClient;
  readonly now: number;
  readonly frozen: boolean;
  /** Null: this page may not do it. */
  readonly extend: { readonly wait: boolean; run(): void } | null;
  readonly stop: { readonly wait: boolean; run(): void } | null;
  /** Stops the clock, or lets it go on when it stands. */
  readonly pause: { readonly wait: boolean; run(): void } | null;
}

function caption({ meeting, media }: FloorModel): TemplateResult | typeof nothing {
  const source = media.slotSource(0);
  const { floor } = meeting;
  if (floor && source?.participant === floor.participant) {
    return html`<figcaption class="cut"><strong>${floor.name}</strong>${floor.detail ? ` · ${floor.detail}` : nothing}</figcaption>`;
  }
  return source ? html`<figcaption class="cut">${source.name}</figcaption>` : nothing;
}

function turnClock(floor: Floor, { now, frozen, extend, stop, pause }: FloorModel): TemplateResult {
  const face = timerFace(floor, now);
  return html`<div class="clock" data-testid="floor">
    <div role="timer"><span class=${face.icon ? "strong" : "muted"} data-testid="turn-state">${face.icon ? html`<ns-icon name=${face.icon}></ns-icon>` : nothing}${floor.kind === "order" ? t("Thủ tục · %(words)s", { words: face.words }) : shortTurn(floor) ? `${shortTurn(floor)} · ${face.words}` : face.words}</span><b class=${face.tone} data-testid="turn-left">${frozen ? "--:--" : face.figures}</b></div>
    <div class="two">
      ${extend && floor.limit_s !== null
        ? html`<button class="btn" data-testid="extend" ?disabled=${extend.wait} @click=${() => extend.run()}>${t("+1 phút")}</button>`
        : nothing}
      ${pause
        ? html`<button class="btn" data-testid="pause-turn" ?disabled=${pause.wait} @click=${() => pause.run()}>
            <ns-icon name=${floor.paused_at === null ? "pause" : "play"}></ns-icon>${floor.paused_at === null ? t("Tạm dừng") : t("Chạy tiếp")}</button>`
        : nothing}
      ${stop
        ? html`<button class="btn" data-testid="stop-turn" ?disabled=${stop.wait} @click=${() => stop.run()}><ns-icon name="mic-off"></ns-icon>${t("Kết thúc")}</button>`
        : nothing}
    </div>
    ${face.share === null ? nothing : html`<div class="bar ${face.tone}"><span style="width:${face.share * 100}%"></span></div>`}
  </div>`;
}

export function floorCard(model: FloorModel): TemplateResult {
  const { floor } = model.meeting;
  const shown = model.media.slotSource(0)?.participant === floor?.participant;
  return html`<div class="card floor">
    <figure class="pic"><ns-slot-video .client=${model.media} slot-number="0" ?frozen=${model.frozen}></ns-slot-video>${caption(model)}</figure>
    <p class="sr" aria-live="polite">${floor ? t("%(name)s đang phát biểu", { name: floor.name }) : ""}</p>
    ${floor
      ? html`${shown ? nothing : html`<p class="who"><strong class="cut">${floor.name}</strong><span class="muted cut">${floor.detail}</span></p>`} ${turnClock(floor, model)}`
      : html`<p class="nobody muted" data-testid="no-floor">${t("Chưa mời ai phát biểu.")}</p>`}
  </div>`;
}

/** Before the meeting is opened, and after it was closed. */
export function edgeCard(meeting: MeetingState, open: { readonly wait: boolean; run(): void } | null, expected: Expected | null): TemplateResult {
  const { status, starts_at, closed_at } = meeting.meeting;
  if (status === "closed") {
    return html`<div class="card c-edge" data-testid="after"><ns-icon name="check"></ns-icon>
      <h2>${t("Cuộc họp đã bế mạc")}</h2>
      <p class="muted">${closed_at ? t("Lúc %(time)s. Camera và micrô các điểm cầu đã tắt.", { time: clockTime(closed_at) }) : nothing}</p>
      <a class="btn primary" data-testid="draft-docx" href="/bien-ban/${meeting.meeting.id}/du-thao.docx" download>
        <ns-icon name="download"></ns-icon>${t("Tải bản nháp biên bản (DOCX)")}</a></div>`;
  }
  const draft = status === "draft";
  return html`<div class="card c-edge" data-testid="before"><ns-icon name="gavel"></ns-icon>
    <h2>${draft ? t("Cuộc họp chưa được triệu tập") : t("Chưa khai mạc")}</h2>
    <p class="muted">${draft ? t("Thư ký triệu tập ở trang Chuẩn bị rồi mới khai mạc được.") : t("Dự kiến %(time)s. Khai mạc mở camera và micrô các điểm cầu.", { time: clockTime(starts_at) })}</p>
    ${open && !draft
      ? html`<button class="btn primary big" data-testid="open-meeting" ?disabled=${open.wait} @click=${() => open.run()}>${t("Khai mạc")}</button>`
      : nothing}
    ${expected ? expectedBlock(expected, meeting.meeting.id) : nothing}</div>`;
}
