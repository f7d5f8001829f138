/** Middle column: who is there, and the papers of the meeting. */
import { html, nothing, type TemplateResult } from "lit";
import "@features/questioning/board";
import { isLate } from "@features/roll/model";
import { expectedWords } from "@shared/expected";
import { t } from "@shared/i18n";
import type { IconName } from "@shared/kit/icons";
import { itemLabel } from "@shared/outline";
import type { Absence, Attendee, Expected, MeetingState, Paper } from "@shared/protocol";
import { UNEXCUSED, absentWords, baseWords, deductedWords, marginTone, marginWords } from "@shared/quorum";
import { roleName } from "@shared/roles";
import { lateAfter } from "@shared/sessions";
import { folded } from "@shared/text";
import { attendanceWords } from "./attend";
import { seatsPart } from "./seats";

export type Part = "people" | "papers" | "questions" | "seats" | "hands";

export interface PeopleModel {
  readonly meeting: MeetingState;
  readonly online: readonly string[];
  readonly part: Part;
  readonly search: string;
  onPart(part: Part): void;
  onSearch(text: string): void;
  /** Null: this page may not tell a unit anything. */
  readonly onNotify: (() => void) | null;
  /** Null: this page may not end anybody's sign-in. */
  readonly onEnd: ((person: Attendee) => void) | null;
  readonly absences: readonly Absence[];
  /** The show of hands of the open vote; null: there is none, or this page may not enter it. */
  readonly hands: TemplateResult | null;
  onBoard(): void;
  readonly expected: Expected | null;
  /** Null: this page may not note who came or left. */
  readonly onAttend: ((person: Attendee) => void) | null;
}

function place(person: Attendee, meeting: MeetingState): string {
  if (!person.present) return "";
  return meeting.rooms.find((room) => room.id === person.room_id)?.name ?? t("Từ xa");
}

/** One chip: there, late, gone, absent with a reason, at the page, not yet come. */
function stateChip(person: Attendee, there: boolean, absence: Absence | null, openedAt: string | null): TemplateResult {
  const chip = (tone: string, icon: IconName, words: string): TemplateResult => html`<span class="chip ${tone}"><ns-icon name=${icon}></ns-icon>${words}</span>`;
  if (person.present) return isLate(person, openedAt) ? chip("warn", "clock", t("Đến muộn")) : chip("good", "check", t("Có mặt"));
  if (person.checked_in_at) return chip("warn", "exit", t("Đã rời họp"));
  if (absence) return absence.ground === UNEXCUSED ? chip("bad", "alert", t("Vắng không lý do")) : chip("", "note", t("Vắng có lý do"));
  return there ? chip("info", "screen", t("Mở trang, chưa điểm danh")) : chip("", "clock", t("Chưa đến"));
}

function row(person: Attendee, { meeting, online, absences, onEnd, onAttend }: PeopleModel): TemplateResult {
  const there = online.includes(`person:${person.person_id}`);
  const absence = absences.find((entry) => entry.person_id === person.person_id) ?? null;
  const opened_at = lateAfter(meeting.meeting);
  return html`<tr data-testid="person" data-present=${person.present ? "true" : "false"}>
    <th scope="row"><strong>${person.name}</strong><span class="small muted">${[person.title, person.unit].filter(Boolean).join(", ")}</span></th>
    <td>${roleName(person.role)}${person.votes ? nothing : html`<span class="small muted">${t("không tính túc số")}</span>`}</td>
    <td>${stateChip(person, there, absence, opened_at)}<span class="small muted">${[attendanceWords(person, absence, opened_at), place(person, meeting)].filter(Boolean).join(" · ")}</span></td>
    <td class="s-do">${onAttend
        ? html`<button class="btn quiet" data-testid="attend" aria-label=${t("Ghi điểm danh %(name)s", { name: person.name })} @click=${() => onAttend(person)}><ns-icon name="note"></ns-icon>${t("Ghi")}</button>`
        : nothing}
      ${onEnd && there && person.present
        ? html`<button class="btn quiet" data-testid="end-sign-in" aria-label=${t("Đăng xuất %(name)s", { name: person.name })} @click=${() => onEnd(person)}><ns-icon name="exit"></ns-icon>${t("Đăng xuất")}</button>`
        : nothing}</td>
  </tr>`;
}

function people(model: PeopleModel): TemplateResult {
  const { meeting, search } = model;
  const wanted = folded(search.trim());
  const found = [...meeting.people]
    .filter((person) => folded(`${person.name} ${person.unit} ${person.title}`).includes(wanted))
    // In protocol order, as the server gives them; who is not there yet stands above.
    .sort((a, b) => Number(a.present) - Number(b.present));
  const { quorum } = meeting;
  return html`<div class="s-tools">
      <div class="s-quorum" data-testid="quorum">
        <p><strong class="s-big">${quorum.present}</strong> <span class="muted">${baseWords(quorum)}</span>
          <span class="chip ${quorum.holds ? "good" : "bad"}" role="status"><ns-icon name=${quorum.holds ? "check" : "alert"}></ns-icon>${quorum.holds ? t("Đủ túc số") : t("Chưa đủ túc số")}</span></p>
        <p class="small">${t("cần %(needed)s", { needed: quorum.needed })} · <strong class=${marginTone(quorum)} data-testid="quorum-margin">${marginWords(quorum)}</strong>${deductedWords(quorum) ? ` · ${deductedWords(quorum)}` : ""}<br /><span class="muted" data-testid="absent">${absentWords(meeting.people, model.absences)}</span></p>
      </div>
      ${model.expected
        ? html`<p class="small s-quorum" data-testid="expected"><strong class="strong">${t("Trả lời của người được mời")}:</strong> ${expectedWords(model.expected).join(" · ")} <a href="/hop/${meeting.meeting.id}/tra-loi/" target="_blank" rel="noopener" data-testid="answers">${t("Xem từng người")}</a></p>`
        : nothing}
      <button class="btn quiet" data-testid="roll-open" @click=${() => model.onBoard()}><ns-icon name="list"></ns-icon>${t("Bảng điểm danh")}</button>
      ${model.onNotify ? html`<button class="btn quiet" data-testid="notify-unit" @click=${model.onNotify}><ns-icon name="send"></ns-icon>${t("Nhắn đơn vị")}</button>` : nothing}
      <label class="s-search"><span class="sr">${t("Tìm người")}</span><input class="input" type="search" autocomplete="off" placeholder=${t("Tìm người")} data-testid="people-search"
        .value=${search} @input=${(event: Event) => model.onSearch((event.target as HTMLInputElement).value)} /></label>
    </div>
    <div class="c-scroll" tabindex="0" role="group" aria-label=${t("Danh sách người dự")}><table class="s-people"><caption class="sr">${t("Người dự, chưa có mặt ở trên")}</caption>
      <thead class="sr"><tr><th scope="col">${t("Họ tên")}</th><th scope="col">${t("Vai trò")}</th><th scope="col">${t("Có mặt")}</th><th scope="col">${t("Việc")}</th></tr></thead>
      <tbody>${found.map((person) => row(person, model))}</tbody></table>
      ${found.length === 0 ? html`<p class="c-empty">${t("Không thấy ai có tên như vậy.")}</p>` : nothing}</div>`;
}

function paperRow(paper: Paper, meeting: MeetingState): TemplateResult {
  const item = meeting.items.find((entry) => entry.id === paper.item_id);
  const words = [item ? t("Mục %(number)s", { number: itemLabel(item) }) : "", paper.code, t("%(pages)s trang", { pages: paper.pages })];
  return html`<li><a href=${paper.url} target="_blank" rel="noopener" data-testid="paper"><ns-icon name="doc"></ns-icon>
    <span><strong>${paper.title}</strong><span class="small muted">${words.filter(Boolean).join(" · ")}</span></span></a></li>`;
}

function papers({ meeting }: PeopleModel): TemplateResult {
  if (meeting.papers.length === 0) return html`<div class="c-empty"><ns-icon name="doc"></ns-icon><p>${t("Chưa phát hành tài liệu nào.")}</p></div>`;
  return html`<ul class="s-papers c-scroll" tabindex="0" aria-label=${t("Tài liệu")}>${meeting.papers.map((paper) => paperRow(paper, meeting))}</ul>`;
}

export function middleColumn(model: PeopleModel): TemplateResult {
  const tab = (part: Part, words: string, count: number): TemplateResult =>
    html`<button class="btn quiet" data-testid="part-${part}" aria-pressed=${model.part === part ? "true" : "false"} @click=${() => model.onPart(part)}>${words} <span class="muted">${count}</span></button>`;
  return html`<section class="s-middle" aria-label=${t("Điểm danh và tài liệu")}>
    <div class="panel-head">${model.hands ? html`<button class="btn quiet" data-testid="part-hands" aria-pressed=${model.part === "hands" ? "true" : "false"} @click=${() => model.onPart("hands")}><ns-icon name="vote"></ns-icon>${t("Giơ tay")}</button>` : nothing} ${tab("people", t("Điểm danh"), model.meeting.people.length)} ${tab("papers", t("Tài liệu"), model.meeting.papers.length)} ${model.meeting.questions.length > 0 ? tab("questions", t("Chất vấn"), model.meeting.questions.length) : nothing} ${model.meeting.seating ? tab("seats", t("Chỗ ngồi"), model.meeting.seating.places.length) : nothing}</div>
    ${model.part === "hands" && model.hands ? model.hands : model.part === "papers" ? papers(model) : model.part === "questions" ? html`<ns-question-board tabindex="0" class="c-scroll" .meeting=${model.meeting}></ns-question-board>` : model.part === "seats" ? seatsPart(model.meeting) : people(model)}
  </section>`;
}
