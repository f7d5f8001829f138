/** The chair's two forms: the question of a vote, and whom to invite. */
import { html, nothing, type TemplateResult } from "lit";
import { t } from "@shared/i18n";
import { itemLabel } from "@shared/outline";
import type { Attendee, Item, MeetingState, OpenPoll, Quorum } from "@shared/protocol";
import { marginWords } from "@shared/quorum";
import { folded } from "@shared/text";

export const QUESTION_MIN = 3;
export const QUESTION_MAX = 500;

export interface PollForm {
  readonly question: string;
  readonly itemId: string | null;
  /** Decides which rule of quorum and majority holds. */
  readonly motion: Motion;
}

export type Motion = NonNullable<OpenPoll["motion"]>;

const MOTIONS: Readonly<Record<Motion, () => string>> = {
  ordinary: () => t("Vấn đề thường"),
  confidence: () => t("Lấy phiếu tín nhiệm"),
  election: () => t("Bầu cử bằng biểu quyết"),
  removal: () => t("Bãi nhiệm, miễn nhiệm"),
};

/** A question to begin with, from the item at hand. */
export function suggestedQuestion(item: Item | null): string {
  const subject = /^(?:biểu quyết|thông qua)[:,]?\s*(?:thông qua\s*)?(.+)$/iu.exec(item?.title ?? "")?.[1];
  return subject ? t("Thông qua %(subject)s", { subject }) : "";
}

export function pollDialog(parts: {
  readonly form: PollForm | null;
  readonly items: readonly Item[];
  readonly eligible: number;
  readonly quorum: Quorum;
  readonly wait: boolean;
  onChange(form: PollForm): void;
  onOpen(form: PollForm): void;
  onClose(): void;
}): TemplateResult {
  const { form } = parts;
  const good = form !== null && form.question.trim().length >= QUESTION_MIN;
  const submit = (event: Event): void => {
    event.preventDefault();
    if (form && good) parts.onOpen({ ...form, question: form.question.trim() });
  };
  return html`<ns-dialog data-testid="poll-dialog" .heading=${t("Mở biểu quyết")} .open=${form !== null} @close=${parts.onClose}>
    ${form
      ? html`<form id="poll-form" class="stack" @submit=${submit}>
          <div class="field"><label for="poll-question">${t("Nội dung biểu quyết")}</label>
            <textarea id="poll-question" class="input" rows="3" maxlength=${QUESTION_MAX} required data-testid="poll-question" .value=${form.question}
              @input=${(event: Event) => parts.onChange({ ...form, question: (event.target as HTMLTextAreaElement).value })}></textarea>
            <p class="hint">${t("Đọc rõ trước khi mở; mở rồi không sửa được.")}</p></div>
          <div class="field"><label for="poll-item">${t("Thuộc mục")}</label>
            <select id="poll-item" class="input" @change=${(event: Event) => parts.onChange({ ...form, itemId: (event.target as HTMLSelectElement).value || null })}>
              <option value="" ?selected=${form.itemId === null}>${t("Không thuộc mục nào")}</option>
              ${parts.items.map((item) => html`<option value=${item.id} ?selected=${item.id === form.itemId}>${itemLabel(item)}. ${item.title}</option>`)}
            </select></div>
          <div class="field"><label for="poll-motion">${t("Loại vấn đề")}</label>
            <select id="poll-motion" class="input" data-testid="poll-motion" @change=${(event: Event) => parts.onChange({ ...form, motion: (event.target as HTMLSelectElement).value as Motion })}>
              ${Object.entries(MOTIONS).map(([motion, words]) => html`<option value=${motion} ?selected=${motion === form.motion}>${words()}</option>`)}
            </select>
            <p class="hint">${t("Quy tắc túc số và tỉ lệ thông qua theo loại này.")}</p></div>
          ${parts.quorum.holds ? nothing : html`<p class="notice warn" role="alert" data-testid="poll-no-quorum"><ns-icon name="alert"></ns-icon>${t("Chưa đủ túc số: %(margin)s. Biểu quyết vẫn mở được; biên bản ghi rõ không đủ túc số.", { margin: marginWords(parts.quorum) })}</p>`}
          <p class="small muted">${t("%(count)s đại biểu được biểu quyết. Phiếu hiện trên máy của họ và màn hình các phòng.", { count: parts.eligible })}</p>
        </form>`
      : nothing}
    <button slot="actions" class="btn" @click=${parts.onClose}>${t("Chưa, quay lại")}</button>
    <button slot="actions" class="btn primary" data-testid="poll-open" ?disabled=${!good || parts.wait} @click=${() => form && good && parts.onOpen({ ...form, question: form.question.trim() })}>
      ${t("Mở biểu quyết")}</button>
  </ns-dialog>`;
}

/** Somebody or some room that may be given the floor. */
export interface Choosable {
  readonly kind: "room" | "person";
  readonly id: string;
  readonly name: string;
  readonly detail: string;
  readonly online: boolean;
}
/** Roles that are never given the floor. */
const SILENT: ReadonlySet<Attendee["role"]> = new Set(["technician", "observer", "interpreter", "auditor"]);

/** Rooms first, then people; connected ones before others; filtered by a part of name or unit. */
export function choosable(meeting: MeetingState, online: readonly string[], search: string): readonly Choosable[] {
  const there = new Set(online);
  const rooms = meeting.rooms.map<Choosable>((room) => ({
    kind: "room", id: room.id, name: room.name, detail: room.unit, online: there.has(`room:${room.id}`),
  }));
  const people = meeting.people
    .filter((person) => !SILENT.has(person.role))
    .map<Choosable>((person) => ({
      kind: "person",
      id: person.person_id,
      name: person.name,
      detail: [person.title, meeting.rooms.find((room) => room.id === person.room_id)?.name ?? person.unit].filter(Boolean).join(" · "),
      online: there.has(`person:${person.person_id}`) || person.present,
    }));
  const wanted = folded(search.trim());
  const fits = ({ name, detail }: Choosable): boolean => folded(`${name} ${detail}`).includes(wanted);
  const byPresence = (a: Choosable, b: Choosable): number => Number(b.online) - Number(a.online);
  return [...rooms.filter(fits).sort(byPresence), ...people.filter(fits).sort(byPresence)];
}

export function pickDialog(parts: {
  readonly open: boolean;
  readonly search: string;
  readonly found: readonly Choosable[];
  readonly wait: boolean;
  onSearch(text: string): void;
  onPick(choice: Choosable): void;
  onClose(): void;
}): TemplateResult {
  return html`<ns-dialog data-testid="pick-dialog" wide .heading=${t("Mời phát biểu")} .open=${parts.open} @close=${parts.onClose}>
    ${parts.open
      ? html`<div class="field"><label for="pick-search">${t("Tìm phòng hoặc người")}</label>
            <input id="pick-search" class="input" type="search" autocomplete="off" data-testid="pick-search" .value=${parts.search}
              @input=${(event: Event) => parts.onSearch((event.target as HTMLInputElement).value)} /></div>
          <ul class="c-pick">${parts.found.map((choice) => pickRow(choice, parts))}</ul>
          ${parts.found.length === 0 ? html`<p class="c-empty">${t("Không thấy ai có tên như vậy.")}</p>` : nothing}`
      : nothing}
  </ns-dialog>`;
}

function pickRow(choice: Choosable, parts: { readonly wait: boolean; onPick(choice: Choosable): void }): TemplateResult {
  const state = choice.online ? t("đang kết nối") : t("chưa kết nối");
  return html`<li><button class="btn" data-testid="pick-${choice.kind}" data-id=${choice.id} ?disabled=${parts.wait} @click=${() => parts.onPick(choice)}>
    <ns-icon name=${choice.kind === "room" ? "screen" : "user"}></ns-icon>
    <span class="grow"><strong>${choice.name}</strong><span class="small muted">${[choice.detail, state].filter(Boolean).join(" · ")}</span></span></button></li>`;
}
