/** Whoever conducts or keeps the record from a console counts as present only once checked in: the line that asks for it. */
import { html, nothing, type TemplateResult } from "lit";
import { t } from "../i18n";
import "../kit/icon";
import type { MeetingState, You } from "../protocol";

export interface OwnCheckIn {
  readonly meeting: MeetingState;
  readonly you: You;
  readonly wait: boolean;
  onCheckIn(roomId: string | null): void;
}

/** Whether this page's person takes part with a vote and is not counted as present yet. */
export function owesCheckIn(meeting: MeetingState, you: You): boolean {
  const living = meeting.meeting.status === "convened" || meeting.meeting.status === "open";
  const me = meeting.people.find((person) => person.person_id === you.person_id);
  return living && you.commands.includes("check_in") && me !== undefined && me.votes && !me.present;
}

/** The line; nothing for whoever is present already or has no part in the quorum. */
export function ownCheckIn({ meeting, you, wait, onCheckIn }: OwnCheckIn): TemplateResult | typeof nothing {
  if (!owesCheckIn(meeting, you)) return nothing;
  const main = meeting.rooms.find((room) => room.main || meeting.rooms.length === 1);
  return html`<div class="c-conduct" role="status" data-testid="own-check-in"><ns-icon name="users"></ns-icon>
    <p class="grow">${t("Đồng chí chưa điểm danh nên chưa được tính là có mặt.")}</p>
    ${main
      ? html`<button class="btn primary" data-testid="present-main" ?disabled=${wait} @click=${() => onCheckIn(main.id)}>${t("Có mặt tại %(room)s", { room: main.name })}</button>`
      : nothing}
    <button class="btn" data-testid="present-remote" ?disabled=${wait} @click=${() => onCheckIn(null)}>${t("Dự từ nơi khác")}</button>
  </div>`;
}
