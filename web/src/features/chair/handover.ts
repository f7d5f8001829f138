/** Who conducts: giving the chair to a deputy, the notice for whoever watches meanwhile, and giving it back. */
import { html, nothing, type TemplateResult } from "lit";
import { t } from "@shared/i18n";
import type { Attendee, MeetingState, You } from "@shared/protocol";
import { conductor } from "@shared/reducer";
import { roleName } from "@shared/roles";
import { folded } from "@shared/text";

/** Roles that may conduct in the chair's place. */
const DEPUTIES: ReadonlySet<Attendee["role"]> = new Set(["presidium", "delegate"]);

export type Conduct =
  /** This page conducts as the standing chair. */
  | "chair"
  /** This page conducts in the chair's place. */
  | "deputy"
  /** The standing chair, while a deputy conducts. */
  | "watching"
  /** Somebody who conducted before, or whose page is a console no more. */
  | "over";

/** What this page is to the conduct of the sitting. */
export function conductOf({ meeting }: MeetingState, you: You): Conduct {
  if (meeting.acting_chair === null) return you.role === "chair" ? "chair" : "over";
  if (meeting.acting_chair === you.person_id) return "deputy";
  return you.role === "chair" ? "watching" : "over";
}

/** People who can take the chair, the presidium first; `there`: has checked in. */
export function deputies(meeting: MeetingState, search: string): readonly Attendee[] {
  const wanted = folded(search.trim());
  const rank = (person: Attendee): number => (person.present ? 0 : 2) + (person.role === "presidium" ? 0 : 1);
  return meeting.people
    .filter((person) => DEPUTIES.has(person.role) && person.person_id !== meeting.meeting.acting_chair)
    .filter((person) => folded(`${person.name} ${person.title} ${person.unit}`).includes(wanted))
    .sort((a, b) => rank(a) - rank(b));
}

/** The consequences of handing over, in words. */
export function handOverWords(person: Attendee): readonly string[] {
  return [
    t("%(name)s mời phát biểu, mở và đóng biểu quyết, chuyển mục, bế mạc thay đồng chí.", { name: person.name }),
    t("Màn hình này chuyển sang theo dõi. Đồng chí nhận lại điều hành bất cứ lúc nào."),
    t("Micrô chủ trì chuyển theo người điều hành; việc này vào sổ diễn biến."),
  ];
}

export interface NoticeParts {
  readonly meeting: MeetingState;
  readonly you: You;
  readonly wait: boolean;
  onTakeBack(): void;
}

/** The calm line under the head of the console; nothing while the standing chair conducts. */
export function conductNotice({ meeting, you, wait, onTakeBack }: NoticeParts): TemplateResult | typeof nothing {
  const name = conductor(meeting)?.name ?? "";
  switch (conductOf(meeting, you)) {
    case "chair":
      return nothing;
    case "deputy":
      return html`<div class="c-conduct" role="status" data-testid="conduct-deputy"><ns-icon name="gavel"></ns-icon>
        <p class="grow"><strong class="strong">${t("Đồng chí đang điều hành thay chủ trì.")}</strong> <span class="muted">${t("Chủ trì nhận lại lúc nào, màn hình này chuyển sang theo dõi lúc đó.")}</span></p>
        <button class="btn" data-testid="give-back" ?disabled=${wait} @click=${onTakeBack}>${t("Trả quyền điều hành")}</button></div>`;
    case "watching":
      return html`<div class="c-conduct" role="status" data-testid="conduct-watching"><ns-icon name="eye"></ns-icon>
        <p class="grow"><strong class="strong">${t("%(name)s đang điều hành.", { name })}</strong> <span class="muted">${t("Màn hình này chỉ để theo dõi.")}</span></p>
        <button class="btn primary" data-testid="take-back" ?disabled=${wait} @click=${onTakeBack}>${t("Nhận lại điều hành")}</button></div>`;
    case "over":
      return html`<div class="c-conduct" role="status" data-testid="conduct-over"><ns-icon name="eye"></ns-icon>
        <p class="grow"><strong class="strong">${t("%(name)s đang điều hành.", { name })}</strong> <span class="muted">${t("Đồng chí không còn giữ quyền điều hành; màn hình này chỉ để theo dõi.")}</span></p>
        <a class="btn primary" href="/hop/${meeting.meeting.id}/">${t("Vào phòng họp")}</a></div>`;
  }
}

export interface HandOverParts {
  readonly meeting: MeetingState;
  readonly open: boolean;
  readonly search: string;
  readonly wait: boolean;
  onSearch(text: string): void;
  onPick(person: Attendee): void;
  onClose(): void;
}

/** The dialog in which the chair chooses a deputy. */
export function handOverDialog(parts: HandOverParts): TemplateResult {
  const found = parts.open ? deputies(parts.meeting, parts.search) : [];
  return html`<ns-dialog data-testid="hand-over-dialog" wide .heading=${t("Trao quyền điều hành")} .open=${parts.open} @close=${parts.onClose}>
    ${parts.open
      ? html`<div class="field"><label for="deputy-search">${t("Tìm người nhận điều hành")}</label>
            <input id="deputy-search" class="input" type="search" autocomplete="off" data-testid="deputy-search" .value=${parts.search}
              @input=${(event: Event) => parts.onSearch((event.target as HTMLInputElement).value)} /></div>
          <ul class="c-pick">${found.map((person) => deputyRow(person, parts))}</ul>
          ${found.length === 0 ? html`<p class="c-empty">${t("Không có thành viên đoàn chủ tịch hay đại biểu nào có tên như vậy.")}</p>` : nothing}`
      : nothing}
    <button slot="actions" class="btn" @click=${parts.onClose}>${t("Chưa, quay lại")}</button>
  </ns-dialog>`;
}

function deputyRow(person: Attendee, { wait, onPick }: HandOverParts): TemplateResult {
  const state = person.present ? roleName(person.role) : t("chưa điểm danh");
  return html`<li><button class="btn" data-testid="deputy" data-id=${person.person_id} ?disabled=${wait || !person.present} @click=${() => onPick(person)}>
    <ns-icon name="user"></ns-icon>
    <span class="grow"><strong>${person.name}</strong><span class="small muted">${[person.title, state].filter(Boolean).join(" · ")}</span></span></button></li>`;
}
