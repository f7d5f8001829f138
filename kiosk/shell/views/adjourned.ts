/** Between two sessions: when the next one begins and what stands on its agenda, readable from the last row. */
import { html, nothing, type TemplateResult } from "lit";
import { clockTime } from "@shared/format";
import { t } from "@shared/i18n";
import { itemLabel } from "@shared/outline";
import type { MeetingState } from "@shared/protocol";
import { agendaOf, nextSession, sessionName, untilFace, whenWords } from "@shared/sessions";
import { schedule } from "@shared/times";
import { header, wallClock } from "./frame";

/** As many items as stand under the countdown. */
export const ROWS = 4;

export function adjournedView({ meeting, now }: { readonly meeting: MeetingState; readonly now: number }): TemplateResult {
  const next = nextSession(meeting.meeting);
  if (!next) return html``;
  const face = untilFace(next, now);
  const name = sessionName(next, meeting.meeting.sessions);
  const slots = schedule(meeting, now);
  const items = agendaOf(meeting, next);
  const more = items.length - ROWS;
  return html`<div class="k-page" data-testid="adjourned">
    ${header({ title: html`<strong>${meeting.meeting.title}</strong>`, right: wallClock(now), meeting: meeting.meeting })}
    <main class="k-rest">
      <section>
        <p class="k-break-head"><ns-icon name="clock"></ns-icon>${t("Tạm nghỉ")}</p>
        <p class="k-break-left" role="timer" data-testid="adjourned-left">${face.figures}</p>
        <h1>${face.over ? t("Mời các đồng chí vào phòng họp") : t("%(name)s họp lúc %(when)s", { name, when: whenWords(next, now) })}</h1>
      </section>
      <ol class="k-agenda" aria-label=${t("Chương trình %(name)s", { name: name.toLocaleLowerCase("vi") })} data-testid="next-agenda">
        ${items.slice(0, ROWS).map((item) => html`<li><time>${item.status === "open" ? t("tiếp") : clockTime(slots[meeting.items.indexOf(item)]?.expected ?? now)}</time><span class="cut">${itemLabel(item)}. ${item.title}</span></li>`)}
        ${more > 0 ? html`<li><time></time><span class="muted">${t("và %(more)s mục nữa", { more })}</span></li>` : nothing}
      </ol>
    </main>
  </div>`;
}
