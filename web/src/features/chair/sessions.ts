/** The end of a session and the way to the next: what the chair chooses, and what stands in the middle between two. */
import { html, nothing, type TemplateResult } from "lit";
import { officeMoment, officeValue } from "@shared/format";
import { t } from "@shared/i18n";
import { itemLabel } from "@shared/outline";
import type { AdjournSession, MeetingState } from "@shared/protocol";
import { currentItem, openPoll } from "@shared/reducer";
import { nextSession, runningSession, sessionName, untilFace, whenWords } from "@shared/sessions";

const HOUR_MS = 3_600_000;

/** What is chosen in the dialog. */
export interface Adjourning {
  /** As the field holds it, the office's time: `2026-11-24T13:30`. */
  readonly resumes: string;
  readonly finish: boolean;
}

/** What the dialog begins with: the next session as it is planned, else the same time tomorrow's office opens. */
export function adjourning({ meeting }: Pick<MeetingState, "meeting">, now: number): Adjourning {
  const next = nextSession(meeting);
  return { resumes: officeValue(next ? Date.parse(next.starts_at) : now + 2 * HOUR_MS), finish: false };
}

/** The command that is meant; null while no time is chosen. A time that was not touched stays the plan's. */
export function adjournment({ meeting }: Pick<MeetingState, "meeting">, form: Adjourning): AdjournSession | null {
  const resumes = officeMoment(form.resumes);
  if (resumes === null) return null;
  const next = nextSession(meeting);
  const planned = next !== null && officeValue(Date.parse(next.starts_at)) === form.resumes;
  return { name: "adjourn_session", resumes_at: planned ? null : new Date(resumes).toISOString(), finish_item: form.finish };
}

interface Dialog {
  readonly meeting: MeetingState;
  readonly form: Adjourning | null;
  readonly wait: boolean;
  onChange(form: Adjourning): void;
  onAdjourn(command: AdjournSession): void;
  onClose(): void;
}

function itemChoice({ meeting, form, onChange }: Dialog): TemplateResult | typeof nothing {
  const item = currentItem(meeting);
  if (!item || !form) return nothing;
  const choice = (finish: boolean, words: string): TemplateResult =>
    html`<label class="check"><input type="radio" name="item" data-testid=${finish ? "finish-item" : "keep-item"} .checked=${form.finish === finish} @change=${() => onChange({ ...form, finish })} /><span>${words}</span></label>`;
  return html`<fieldset class="field"><legend>${t("Mục %(number)s đang bàn", { number: itemLabel(item) })}</legend>
    ${choice(false, t("Bàn tiếp ở buổi sau"))} ${choice(true, t("Kết thúc mục này"))}</fieldset>`;
}

/** Ends the session that runs; says what comes with it. */
export function adjournDialog(parts: Dialog): TemplateResult {
  const { meeting, form, wait, onChange } = parts;
  const running = runningSession(meeting.meeting);
  const name = running ? sessionName(running, meeting.meeting.sessions) : "";
  const next = nextSession(meeting.meeting);
  const command = form && adjournment(meeting, form);
  const poll = openPoll(meeting);
  return html`<ns-dialog data-testid="adjourn-dialog" .heading=${t("Kết thúc %(name)s?", { name: name.toLocaleLowerCase("vi") })} .open=${form !== null} @close=${parts.onClose}>
    ${form
      ? html`<div class="stack">
          ${poll ? html`<p class="bad" role="alert">${t("Biểu quyết đang mở. Hãy đóng biểu quyết trước.")}</p>` : nothing}
          <div class="field"><label for="resumes">${next ? t("Họp tiếp (%(name)s theo kế hoạch)", { name: sessionName(next, meeting.meeting.sessions).toLocaleLowerCase("vi") }) : t("Họp tiếp vào lúc nào?")}</label>
            <input id="resumes" class="input" type="datetime-local" data-testid="resumes" .value=${form.resumes} @input=${(event: Event) => onChange({ ...form, resumes: (event.target as HTMLInputElement).value })} /></div>
          ${itemChoice(parts)}
          <p class="muted">${t("Lượt phát biểu kết thúc, mọi micrô tắt. Buổi sau điểm danh lại từ đầu; tài liệu vẫn mở được trong giờ nghỉ.")}</p>
          <div class="row wrap"><button class="btn primary" data-testid="adjourn" ?disabled=${!command || wait || poll !== null} @click=${() => command && parts.onAdjourn(command)}>${t("Kết thúc buổi, tạm nghỉ")}</button>
            <button class="btn" @click=${parts.onClose}>${t("Thôi")}</button></div>
        </div>`
      : nothing}
  </ns-dialog>`;
}

/** Between two sessions: when the next begins, who is there already, and how it is opened. */
export function adjournedCard(parts: { readonly meeting: MeetingState; readonly now: number; readonly open: { readonly wait: boolean; run(): void } | null }): TemplateResult {
  const { meeting, now, open } = parts;
  const next = nextSession(meeting.meeting);
  if (!next) return html``;
  const name = sessionName(next, meeting.meeting.sessions);
  const face = untilFace(next, now);
  const { present, base } = meeting.quorum;
  return html`<div class="card c-edge" data-testid="adjourned">
    <ns-icon name="clock"></ns-icon>
    <h2>${t("Tạm nghỉ đến %(when)s", { when: whenWords(next, now) })}</h2>
    <p class="c-left" role="timer" data-testid="adjourned-left">${face.figures}</p>
    <p class="muted">${face.words}</p>
    <p>${t("Điểm danh %(name)s: có mặt %(present)s trong %(base)s", { name: name.toLocaleLowerCase("vi"), present, base })}</p>
    ${open
      ? html`<button class="btn primary big" data-testid="open-session" ?disabled=${open.wait} @click=${() => open.run()}><ns-icon name="play"></ns-icon>${t("Khai mạc %(name)s", { name: name.toLocaleLowerCase("vi") })}</button>`
      : nothing}
  </div>`;
}
