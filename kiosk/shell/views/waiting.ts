/** Between meetings: the clock, what comes next, its agenda, who is there, and whether the room itself is ready. */
import { html, nothing, type TemplateResult } from "lit";
import { t } from "@shared/i18n";
import type { MeetingState } from "@shared/protocol";
import { clockTime, longDate } from "@shared/format";
import { plannedStarts } from "@shared/times";
import { missingWords, type RoomDevices } from "../devices";
import { drum } from "../drawings";
import type { CodePoller } from "../codes";
import type { KioskMeeting, KioskRoom } from "../status";
import { streamOf } from "../streams";
import { codeCard } from "./code";
import { header } from "./frame";

export interface WaitingModel {
  readonly room: KioskRoom;
  readonly next: KioskMeeting | null;
  readonly meeting: MeetingState | null;
  readonly devices: RoomDevices;
  readonly codes: Pick<CodePoller, "code" | "lost">;
  readonly lineGood: boolean;
  readonly now: number;
}

/** What is left until the meeting, in words; empty when it lies on another day. */
export function untilWords(startsAt: string, now: number): string {
  const minutes = Math.ceil((Date.parse(startsAt) - now) / 60_000);
  if (minutes <= 0) return t("chờ chủ trì khai mạc");
  if (minutes < 60) return t("còn %(minutes)s phút", { minutes });
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (hours >= 24) return "";
  return rest ? t("còn %(hours)s giờ %(rest)s phút", { hours, rest }) : t("còn %(hours)s giờ", { hours });
}

function startWords(startsAt: string, now: number): string {
  const sameDay = longDate(startsAt) === longDate(now);
  return sameDay
    ? t("Khai mạc lúc %(time)s", { time: clockTime(startsAt) })
    : t("Khai mạc %(time)s, %(date)s", { time: clockTime(startsAt), date: longDate(startsAt) });
}

const AGENDA_ROWS = 6;
const NAMES = 4;

function agenda(meeting: MeetingState): TemplateResult {
  const starts = plannedStarts(meeting);
  const rows = meeting.items.slice(0, AGENDA_ROWS);
  const more = meeting.items.length - rows.length;
  return html`<ol class="k-agenda" aria-label=${t("Chương trình")} data-testid="agenda">
    ${rows.map((item, index) => html`<li><time>${clockTime(starts[index] ?? 0)}</time><span class="cut">${item.title}</span></li>`)}
    ${more > 0 ? html`<li><time></time><span class="muted">${t("và %(more)s mục nữa", { more })}</span></li>` : nothing}
  </ol>`;
}

/** Who is there; without `names` when the code of check-in needs the room. */
function presence(meeting: MeetingState, roomId: string, names: boolean): TemplateResult {
  const here = meeting.people.filter((person) => person.room_id === roomId && person.present);
  const { present, base } = meeting.quorum;
  return html`<section class="card k-here">
    <div class="row between"><h2>${t("Đã có mặt")}</h2>
      <p class="k-count"><strong>${present}</strong><span class="muted"> / ${base}</span></p></div>
    <p class="muted">${t("Tại phòng này: %(count)s người", { count: here.length })}</p>
    ${names
      ? html`<ul class="k-names">
          ${here.slice(0, NAMES).map((person) => html`<li class="cut"><ns-icon name="check" class="good"></ns-icon>${person.name}</li>`)}
          ${here.length > NAMES ? html`<li class="muted">${t("và %(more)s người nữa", { more: here.length - NAMES })}</li>` : nothing}
        </ul>`
      : nothing}
  </section>`;
}

function readiness(devices: RoomDevices, lineGood: boolean): TemplateResult {
  const chip = (good: boolean, icon: string, yes: string, no: string): TemplateResult =>
    html`<span class="chip plain ${good ? "good" : "warn"}"><ns-icon name=${good ? icon : "alert"}></ns-icon>${good ? yes : no}</span>`;
  const words = missingWords(devices.cameraState !== "missing", devices.microphoneState !== "missing");
  return html`<section class="card k-tests" role="status" aria-label=${t("Tự kiểm tra phòng")} data-testid="room-test">
    <div class="row between">
      ${chip(devices.microphoneState !== "missing" && devices.speakerState !== "missing", "sound", t("Tiếng tốt"), t("Tiếng: xem lại"))}
      ${chip(devices.cameraState !== "missing", "video", t("Hình tốt"), t("Không có hình"))}
      ${chip(lineGood, "signal", t("Mạng tốt"), t("Mạng yếu"))}
    </div>
    ${words.map((line) => html`<p class="k-small">${line}</p>`)}
  </section>`;
}

function comingMeeting(model: WaitingModel): TemplateResult {
  const { next, meeting, now } = model;
  const title = meeting?.meeting.title ?? next?.title;
  const startsAt = meeting?.meeting.starts_at ?? next?.starts_at;
  if (!title || !startsAt) {
    return html`<h1>${t("Chưa có cuộc họp nào cho phòng này")}</h1>
      <div class="k-now"><time data-testid="clock">${clockTime(now)}</time>
        <p class="muted">${t("Màn hình tự vào khi có cuộc họp được triệu tập.")}</p></div>`;
  }
  return html`<h1 class=${title.length > 70 ? "long" : ""} data-testid="meeting-title">${title}</h1>
    <div class="k-now">
      <time data-testid="clock">${clockTime(now)}</time>
      <p><span class="muted">${startWords(startsAt, now)}</span><br /><strong>${untilWords(startsAt, now)}</strong></p>
    </div>
    ${meeting ? agenda(meeting) : nothing}`;
}

export function waitingView(model: WaitingModel): TemplateResult {
  const { room, meeting, devices, codes, lineGood, now } = model;
  const card = meeting ? codeCard(codes) : nothing;
  return html`<div class="k-page" data-testid="waiting">
    ${drum()}
    ${header({
      title: html`<strong data-testid="room-name">${room.name}</strong>`,
      right: html`<p class="muted">${longDate(now)}</p>`,
      meeting: meeting?.meeting ?? model.next,
    })}
    <main class="k-waiting">
      <section class="k-next">${comingMeeting(model)}</section>
      <section class="k-side" aria-label=${t("Phòng này")}>
        <figure class="k-pic">
          ${devices.camera
            ? html`<video autoplay muted playsinline .srcObject=${streamOf(devices.camera)}></video>
                <figcaption>${t("Phòng này")}</figcaption>`
            : html`<div class="k-none"><ns-icon name="video-off"></ns-icon><p>${t("Chưa có hình của phòng")}</p></div>`}
        </figure>
        ${card} ${meeting ? presence(meeting, room.id, card === nothing) : nothing} ${readiness(devices, lineGood)}
      </section>
    </main>
  </div>`;
}
