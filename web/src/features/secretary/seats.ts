/** Middle column: the hall as it fills, coloured and marked by who is there. */
import { html, nothing, type TemplateResult } from "lit";
import { t } from "@shared/i18n";
import { lateAfter } from "@shared/sessions";
import type { MeetingState } from "@shared/protocol";
import "@shared/seating/plan";
import { attendanceFaces, seatWords, type SeatFace } from "@shared/seating/seats";

type Tone = SeatFace["tone"];

/** The tones that attendance has, with their words. */
function tones(): readonly (readonly [Tone, string])[] {
  return [
    ["there", t("có mặt")],
    ["late", t("đến muộn")],
    ["gone", t("đã rời họp hoặc dự nơi khác")],
    ["absent", t("chưa đến")],
  ];
}

export function seatsPart({ seating, people, meeting }: MeetingState): TemplateResult {
  if (!seating) return html`<p class="c-empty">${t("Chưa công bố sơ đồ chỗ ngồi.")}</p>`;
  const faces = attendanceFaces(seating, people, lateAfter(meeting));
  const count = (tone: Tone): number => [...faces.values()].filter((face) => face.tone === tone).length;
  const missing = [...faces].filter(([, { tone }]) => tone === "absent");
  const label = t("%(room)s: có mặt %(count)s trong %(all)s người có ghế", { room: seating.room, count: count("there") + count("late"), all: faces.size });
  return html`<p class="s-tools" data-testid="seats-count"><span>${tones().map(([tone, words], place) => html`${place > 0 ? " · " : nothing}<strong>${count(tone)}</strong> ${words}`)}</span></p>
    <div class="c-scroll" tabindex="0" role="group" aria-label=${t("Chỗ ngồi")}>
      <ns-seat-plan .hall=${seating.hall} .faces=${faces} label=${label}></ns-seat-plan>
      ${missing.length > 0 ? html`<div class="s-missing"><h3>${t("Chưa đến")}</h3><ul data-testid="seats-missing">${missing.map(([seat, { name }]) => html`<li>${seatWords(seat)}: ${name}</li>`)}</ul></div>` : nothing}
    </div>`;
}
