/** Right column: the quorum with its base, and what the chair should know, worst first. */
import { html, nothing, type TemplateResult } from "lit";
import { t } from "@shared/i18n";
import type { Absence, MeetingState } from "@shared/protocol";
import { absentWords, baseWords, deductedWords, marginTone, marginWords } from "@shared/quorum";
import { alerts, roomsOnline, type Alert, type Facts } from "./model";

function quorumBlock({ quorum, people }: MeetingState, absences: readonly Absence[]): TemplateResult {
  const share = (count: number): number => (quorum.base > 0 ? Math.min(100, (count / quorum.base) * 100) : 0);
  const state = quorum.holds ? "good" : "bad";
  return html`<div class="quorum" data-testid="quorum">
    <div class="row between"><h2>${t("Có mặt")}</h2>
      <span class="chip ${state}" role="status"><ns-icon name=${quorum.holds ? "check" : "alert"}></ns-icon>${quorum.holds ? t("Đủ túc số") : t("Chưa đủ túc số")}</span></div>
    <p class="big"><span data-testid="quorum-present">${quorum.present}</span> <span class="muted">${baseWords(quorum)}</span></p>
    <p><strong class="strong ${marginTone(quorum)}" data-testid="quorum-margin">${marginWords(quorum)}</strong></p>
    <p class="muted small" data-testid="absent">${absentWords(people, absences)}</p>
    <div class="bar ${state}" role="img" aria-label=${t("%(present)s trong %(base)s, cần %(needed)s", { present: quorum.present, base: quorum.base, needed: quorum.needed })}>
      <span style="width:${share(quorum.present)}%"></span><i style="left:${share(quorum.needed)}%"></i></div>
    <p class="small muted">${t("Cần ít nhất %(needed)s", { needed: quorum.needed })}${[quorum.rule, deductedWords(quorum)].filter(Boolean).map((words) => ` · ${words}`)}</p>
  </div>`;
}

function alertRow(alert: Alert): TemplateResult {
  return html`<li data-testid="alert-${alert.id}"><ns-icon name=${alert.icon} class=${alert.tone}></ns-icon>
    <span><strong class="strong">${alert.title}</strong><br /><span class="small muted">${alert.words}</span></span></li>`;
}

export function factsColumn(facts: Facts, onBoard: () => void): TemplateResult {
  const { meeting, online } = facts;
  const found = alerts(facts);
  const work = found.filter((alert) => alert.tone === "bad" || alert.tone === "warn").length;
  const people = online.filter((key) => key.startsWith("person:")).length;
  return html`<section class="side c-facts" aria-labelledby="w">
    ${quorumBlock(meeting, facts.absences)}
    <div class="panel-head"><h2 id="w" class="grow">${t("Cần biết")}</h2>
      ${work > 0 ? html`<span class="chip warn"><ns-icon name="alert"></ns-icon>${t("%(count)s việc", { count: work })}</span>` : nothing}</div>
    <ul class="al c-scroll" tabindex="0" aria-label=${t("Cần biết")} aria-live="polite">${found.map(alertRow)}</ul>
    <div class="foot small" data-testid="online">
      <button class="btn" data-testid="roll-open" @click=${onBoard}><ns-icon name="list"></ns-icon>${t("Bảng điểm danh")}</button>
      <p><strong class="strong">${roomsOnline(meeting, online).length}</strong> <span class="muted">${t("trong %(count)s điểm cầu đang kết nối", { count: meeting.rooms.length })}</span></p>
      <p><strong class="strong">${people}</strong> <span class="muted">${t("người đang mở trang họp")}</span></p>
    </div>
  </section>`;
}
