/** Who sits where in this room, in the colours of who has come; a large hall in parts that take turns. */
import { html, nothing, svg, type SVGTemplateResult, type TemplateResult } from "lit";
import { clockTime } from "@shared/format";
import { t } from "@shared/i18n";
import type { MeetingState, Seating } from "@shared/protocol";
import "@shared/seating/plan";
import { attendanceFaces, type SeatFace } from "@shared/seating/seats";
import type { CodePoller } from "../codes";
import { zonesOf, type Zone } from "../zones";
import { codeCard } from "./code";
import { header, wallClock } from "./frame";

type Faces = ReadonlyMap<string, SeatFace>;

/** The whole hall small: where the part lies that is shown, and how full each part is. */
function overview({ hall }: Seating, zone: Zone, faces: Faces): TemplateResult {
  const shown = new Set(zone.hall.seats.map(({ id }) => id));
  const dot = ({ id, x, y }: Seating["hall"]["seats"][number]): SVGTemplateResult =>
    svg`<rect class="${faces.get(id)?.tone ?? "free"} ${shown.has(id) ? "shown" : ""}" x=${x - 0.4} y=${y - 0.4} width="0.8" height="0.8" rx="0.2"></rect>`;
  return html`<svg class="k-hall" viewBox="0 0 ${hall.width} ${hall.height}" role="img" aria-label=${t("Phần đang hiện trong cả hội trường")}>${hall.seats.map(dot)}</svg>`;
}

function tones(): readonly (readonly [SeatFace["tone"], string, string])[] {
  return [
    ["there", "check", t("có mặt")],
    ["late", "clock", t("đến muộn")],
    ["absent", "minus", t("chưa đến")],
    ["gone", "right", t("dự nơi khác")],
  ];
}

function counts(faces: Faces): TemplateResult {
  const count = (tone: SeatFace["tone"]): number => [...faces.values()].filter((face) => face.tone === tone).length;
  const shown = tones().filter(([tone]) => tone === "there" || tone === "absent" || count(tone) > 0);
  return html`<ul class="k-seat-counts" data-testid="seat-counts">
    ${shown.map(([tone, icon, words]) => html`<li class=${tone}><ns-icon name=${icon}></ns-icon><strong>${count(tone)}</strong> ${words}</li>`)}
  </ul>`;
}

export interface SeatsModel {
  readonly meeting: MeetingState;
  readonly seating: Seating;
  /** Which part of the hall. */
  readonly page: number;
  readonly codes: Pick<CodePoller, "code" | "lost">;
  readonly now: number;
}

export function seatsView({ meeting, seating, page, codes, now }: SeatsModel): TemplateResult {
  const zones = zonesOf(seating);
  const zone = zones[page % zones.length];
  const faces = attendanceFaces(seating, meeting.people, meeting.meeting.opened_at);
  const { opened_at: opened, starts_at: starts } = meeting.meeting;
  return html`<div class="k-page" data-testid="seats" data-page=${page}>
    ${header({ title: html`<strong>${t("Sơ đồ chỗ ngồi")}</strong> <span class="muted">${seating.room}${opened === null ? ` · ${t("Khai mạc lúc %(time)s", { time: clockTime(starts) })}` : ""}</span>`, right: wallClock(now), meeting: meeting.meeting })}
    <main class="k-seats">
      <section class="k-zone">
        ${zone ? html`<ns-seat-plan full .hall=${zone.hall} .faces=${faces} label=${zone.words || t("Sơ đồ chỗ ngồi")}></ns-seat-plan>` : nothing}
        ${zone && zones.length > 1 ? html`<p class="k-zone-words"><strong data-testid="zone">${zone.words}</strong><span class="muted">${t("phần %(page)s trên %(pages)s, tự chuyển", { page: page + 1, pages: zones.length })}</span></p>` : nothing}
      </section>
      <aside>${codeCard(codes)} ${counts(faces)} ${zone && zones.length > 1 ? overview(seating, zone, faces) : nothing}</aside>
    </main>
  </div>`;
}
