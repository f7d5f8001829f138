/** The sitting: who speaks (16:9), about what, how long, what is said; others and this room small. */
import { html, nothing, type TemplateResult } from "lit";
import { t } from "@shared/i18n";
import { placeWords } from "@shared/outline";
import "@shared/kit/captions";
import "@shared/kit/late";
import "@shared/kit/slot-video";
import type { LineFacts } from "@shared/kit/line-sign";
import type { MediaClient } from "@shared/media/client";
import type { CaptionsLate, Floor, MeetingState, PagePoint, Paper, Segment, SourceInfo } from "@shared/protocol";
import { asksWords, floorQuestion, turnWords } from "@shared/questions";
import { currentItem } from "@shared/reducer";
import { clockTime } from "@shared/format";
import { secrecyMark } from "@shared/secrecy";
import { adjourned } from "@shared/sessions";
import { timerFace } from "@shared/turn";
import type { Pictures } from "../machine";
import { streamOf } from "../streams";
import { wallLine } from "./frame";
import { gridStage, hallStage, type PicturesModel } from "./pictures";

/** A page of a paper that stands before the picture. */
export interface ShownPage {
  readonly paper: Paper;
  readonly page: number;
  readonly point: PagePoint | null;
}

/** What stands in the large place: pictures, or a page with whoever speaks in its corner. */
export interface Stage {
  readonly pictures: Pictures;
  readonly page: ShownPage | null;
}

export interface SittingModel {
  readonly meeting: MeetingState;
  readonly captions: readonly Segment[];
  readonly captionsLate: CaptionsLate | null;
  readonly roomId: string;
  readonly media: MediaClient;
  readonly sources: Readonly<Record<number, SourceInfo>>;
  readonly stage: Stage;
  readonly now: number;
  readonly line: LineFacts;
  /** When a break that is worth a notice began, ms; null while there is none. */
  readonly lostAt: number | null;
  /** What is missing in the room, in words. */
  readonly problems: readonly string[];
}

/** Pictures of others in the column, besides "Phòng này". */
export const SMALL_PICTURES = 2;
/** Longer titles of items stand in smaller letters. */
const LONG_TITLE = 75;
/** Words older than this leave the band. */
const CAPTION_LIFE_MS = 12_000;

/** Name and detail on the plate: the speaker when the picture is theirs, else whose picture it is. */
export function plateWords(floor: Floor | null, source: SourceInfo | null): { readonly name: string; readonly detail: string } | null {
  if (source && floor?.participant !== source.participant) return { name: source.name, detail: source.detail };
  if (floor) return { name: floor.name, detail: floor.detail };
  return null;
}

/** The stage with its notices, whatever stands on it. */
function stage(model: SittingModel): TemplateResult {
  const { lostAt, stage: shown } = model;
  const css = shown.pictures === "grid" || shown.pictures === "hall" ? shown.pictures : shown.page ? "with-paper" : "";
  return html`<main class="k-stage ${lostAt === null ? "" : "lost"} ${css}" aria-label=${t("Người đang phát biểu")}>
    ${css === "grid" ? gridStage(picturesOf(model)) : css === "hall" ? hallStage(picturesOf(model)) : mainPicture(model)}
    ${wallLine(model.line, lostAt !== null)} ${lostAt === null ? nothing : lostNotice(lostAt)}
  </main>`;
}

function picturesOf({ lostAt, ...model }: SittingModel): PicturesModel {
  return { ...model, frozen: lostAt !== null };
}

function mainPicture(model: SittingModel): TemplateResult {
  const { media, meeting, lostAt } = model;
  const source = media.slotSource(0);
  const showing = source !== null && (source.video || source.screen);
  const plate = plateWords(meeting.floor, source);
  const { page } = model.stage;
  if (page && media.state === "idle") return paperPage(page);
  return html`${page ? paperPage(page) : nothing}
    <ns-slot-video data-testid="main-picture" .client=${media} slot-number="0" empty=" " ?frozen=${lostAt !== null}></ns-slot-video>
    ${showing ? nothing : noPicture(model, source)}
    ${plate
      ? html`<p class="k-plate" data-testid="plate"><strong class="cut">${plate.name}</strong>${plate.detail ? html`<span class="cut">${plate.detail}</span>` : nothing}</p>`
      : nothing}`;
}

/** A page, drawn by the server. */
function paperPage({ paper, page, point }: ShownPage): TemplateResult {
  const at = point?.page === page ? html`<i class="k-pointer" data-testid="pointer" style="left:${point.x / 100}%;top:${point.y / 100}%"></i>` : nothing;
  const words = t("%(title)s, trang %(page)s", { title: paper.title, page });
  return html`<div class="k-paper" data-testid="lead-page">
    <figure><img src="/man-hinh/tai-lieu/${paper.id}/trang/${page}.jpg" alt=${words} />${at}</figure>
    <p class="k-paper-name">${words}</p>
  </div>`;
}

function noPicture({ media, meeting }: SittingModel, source: SourceInfo | null): TemplateResult {
  const words = source
    ? t("%(name)s chỉ có tiếng", { name: source.name })
    : media.state === "connected"
      ? t("Chưa có hình từ các điểm cầu khác")
      : (media.error ?? t("Đang nối hình và tiếng"));
  const hint = meeting.floor ? "" : t("Chờ chủ trì mời phát biểu");
  return html`<div class="k-empty" data-testid="no-picture" role="status">
    <ns-icon name=${source ? "sound" : "picture"}></ns-icon><p>${words}</p>${hint ? html`<p class="muted">${hint}</p>` : nothing}
  </div>`;
}

function lostNotice(lostAt: number): TemplateResult {
  return html`<div class="k-lost" role="alert" data-testid="line-lost">
    <ns-icon name="line-off"></ns-icon>
    <p><strong>${t("Mất đường truyền từ %(time)s", { time: clockTime(lostAt) })}</strong>
      <span>${t("Máy đang tự nối lại. Cuộc họp ở nơi khác vẫn tiếp tục.")}</span></p>
  </div>`;
}

/** How many lines of each size fit into the band; their size is `kiosk.css`'s. */
const CAPTION_LINES = { normal: 3, large: 2, huge: 2 } as const;

function captionBand({ meeting, captions, captionsLate, roomId, now, lostAt }: SittingModel): TemplateResult {
  const fresh = captions.filter((segment) => now - segment.end_ms < CAPTION_LIFE_MS);
  const room = meeting.rooms.find(({ id }) => id === roomId);
  const size = room?.caption_size ?? "large";
  const late = html`<ns-captions-late .late=${captionsLate}></ns-captions-late>`;
  const words = (): TemplateResult =>
    fresh.some(({ text }) => text !== "") ? html`<ns-captions .segments=${fresh} .lines=${CAPTION_LINES[size]} .leading=${1.28}>${late}</ns-captions>` : late;
  const off = html`<p class="muted" data-testid="captions-off">${t("Cuộc họp này không có phụ đề.")}</p>`;
  return html`<section class="k-caption ${size} ${room?.caption_strong ? "strong" : ""}" aria-label=${t("Phụ đề")} aria-live="polite" data-testid="captions">
    ${meeting.meeting.captions ? (lostAt === null ? words() : nothing) : off}
  </section>`;
}

function itemBlock(meeting: MeetingState): TemplateResult {
  const item = currentItem(meeting);
  if (!item) return html`<div class="k-block k-item">${secrecyMark(meeting.meeting)}<p class="muted">${t("Chưa mở mục nào")}</p><h1 class="clamp">${meeting.meeting.title}</h1></div>`;
  return html`<div class="k-block k-item" data-testid="current-item">
    ${secrecyMark(meeting.meeting)}
    <p class="muted">${placeWords(meeting.items, item)}</p>
    <h1 class="clamp ${item.title.length > LONG_TITLE ? "long" : ""}">${item.title}</h1>
  </div>`;
}

/** Who asks whom about what, while somebody speaks to it. */
function questionBlock(meeting: MeetingState): TemplateResult | typeof nothing {
  const asked = floorQuestion(meeting);
  if (!asked || !meeting.floor) return nothing;
  return html`<div class="k-block k-asked" data-testid="asked">
    <p class="muted">${turnWords(meeting.floor)}</p>
    <p class="strong">${asksWords(asked)}</p>
    <p class="clamp">${asked.subject}</p>
  </div>`;
}

function timerBlock({ meeting, now, lostAt }: SittingModel): TemplateResult | typeof nothing {
  const { floor } = meeting;
  if (!floor) return nothing;
  if (lostAt !== null) return html`<div class="k-block k-timer"><p class="muted">${t("Còn lại")}</p><b>--:--</b></div>`;
  const face = timerFace(floor, now);
  const words = { over: t("Quá giờ"), warning: t("Sắp hết giờ"), paused: t("Tạm dừng đồng hồ"), running: face.share === null ? t("Đã nói") : t("Còn lại") }[face.state];
  const tone = { over: "over", warning: "short", paused: "", running: "" }[face.state];
  return html`<div class="k-block k-timer ${tone}" role="timer" data-testid="timer" data-state=${face.state}>
    <p class=${face.state === "running" ? "muted" : "word"}>${face.icon ? html`<ns-icon name=${face.icon}></ns-icon>` : nothing}${words}</p>
    <b>${face.figures}</b>
    ${face.share === null ? nothing : html`<div class="bar ${face.tone}"><span style="width:${face.share * 100}%"></span></div>`}
  </div>`;
}

function smallPicture(media: MediaClient, slot: number): TemplateResult | typeof nothing {
  const source = media.slotSource(slot);
  if (!source?.video) return nothing;
  return html`<figure class="k-pic" data-testid="small-picture">
    <ns-slot-video .client=${media} slot-number=${slot}></ns-slot-video>
    <figcaption class="cut">${source.name}</figcaption>
  </figure>`;
}

function ownPicture({ media, meeting, roomId, problems }: SittingModel): TemplateResult {
  const key = `room:${roomId}`;
  const speaks = meeting.floor?.participant === key;
  const open = meeting.open_microphones.includes(key) && media.microphone !== null;
  const missing = problems.join(" ");
  const words = speaks ? t("Phòng này đang nói") : t("Phòng này");
  return html`<figure class="k-pic k-own ${speaks ? "speaks" : ""}" data-testid="own-picture">
    ${media.camera
      ? html`<video autoplay playsinline muted .srcObject=${streamOf(media.camera)}></video>`
      : html`<div class="k-none"><ns-icon name="video-off"></ns-icon></div>`}
    ${missing ? html`<p class="k-missing" role="status" data-testid="missing">${missing}</p>` : nothing}
    <figcaption>
      <ns-icon name=${open ? "mic" : "mic-off"}></ns-icon><span class="cut">${words}</span>
      <span class="sr">${open ? t("Micrô đang mở") : t("Micrô đang tắt")}</span>
    </figcaption>
  </figure>`;
}

/** A pinned page stands before the opening and in breaks, too: the room is in no conference then. */
function status({ meeting }: MeetingState): TemplateResult {
  if (meeting.break_until !== null) return html`<span class="chip"><ns-icon name="coffee"></ns-icon>${t("Giải lao")}</span>`;
  if (adjourned(meeting)) return html`<span class="chip"><ns-icon name="clock"></ns-icon>${t("Tạm nghỉ")}</span>`;
  if (meeting.status !== "open") return html`<span class="chip"><ns-icon name="clock"></ns-icon>${t("Chờ khai mạc")}</span>`;
  return html`<span class="chip live"><ns-icon name="star"></ns-icon>${t("Đang họp")}</span>`;
}

export function sittingView(model: SittingModel): TemplateResult {
  const { meeting, media, now } = model;
  const { pictures } = model.stage;
  const alone = pictures === "grid" || pictures === "hall";
  const count = alone ? 0 : meeting.floor ? SMALL_PICTURES - 1 : SMALL_PICTURES;
  const others = Array.from({ length: count }, (_, index) => smallPicture(media, index + 1));
  return html`<div class="k-sitting ${pictures}" data-testid="sitting" data-pictures=${pictures}>
    ${stage(model)} ${captionBand(model)}
    <aside>
      <div class="k-block k-top">
        ${status(meeting)}
        <time class="k-clock" data-testid="clock">${clockTime(now)}</time>
      </div>
      ${itemBlock(meeting)} ${questionBlock(meeting)} ${timerBlock(model)}
      ${media.state === "idle" ? nothing : html`<div class="k-smalls">${others} ${ownPicture(model)}</div>`}
    </aside>
  </div>`;
}
