/** A break: when the sitting goes on, readable from the last row. */
import { html, type TemplateResult } from "lit";
import { clockTime } from "@shared/format";
import { t } from "@shared/i18n";
import { itemLabel } from "@shared/outline";
import type { MeetingState } from "@shared/protocol";
import { currentItem } from "@shared/reducer";
import { breakFace } from "@shared/times";
import { header, wallClock } from "./frame";

export function breakView(parts: { readonly meeting: MeetingState; readonly until: string; readonly now: number }): TemplateResult {
  const { meeting, until, now } = parts;
  const face = breakFace(until, now);
  const item = currentItem(meeting);
  return html`<div class="k-page" data-testid="break">
    ${header({ title: html`<strong>${meeting.meeting.title}</strong>`, right: wallClock(now), meeting: meeting.meeting })}
    <main class="k-break">
      <p class="k-break-head"><ns-icon name="coffee"></ns-icon>${t("Giải lao")}</p>
      <p class="k-break-left ${face.over ? "bad" : ""}" role="timer" data-testid="break-left">${face.figures}</p>
      <h1>${face.over ? t("Mời các đồng chí vào phòng họp") : t("Họp tiếp lúc %(time)s", { time: clockTime(until) })}</h1>
      ${item ? html`<p class="muted">${t("Tiếp tục mục %(number)s: %(title)s", { number: itemLabel(item), title: item.title })}</p>` : ""}
    </main>
  </div>`;
}
