/** The line about who conducts: it is oneself, or whoever conducts has no line and one may take over. */
import { html, nothing, type TemplateResult } from "lit";
import { t } from "@shared/i18n";
import type { MeetingState, You } from "@shared/protocol";
import { conductor } from "@shared/reducer";

export interface ConductParts {
  readonly meeting: MeetingState;
  readonly you: You;
  readonly online: readonly string[];
  onTakeOver(): void;
}

/** Whether this page's person may take the conduct of somebody who has no open page; the server knows for how long. */
export function mayTakeOver({ meeting, you, online }: Omit<ConductParts, "onTakeOver">): boolean {
  const { status } = meeting.meeting;
  const conducts = conductor(meeting);
  const living = status === "open" || status === "convened";
  const me = meeting.people.find((person) => person.person_id === you.person_id);
  return living && you.commands.includes("take_over_chair") && me?.present === true && conducts !== null && !online.includes(`person:${conducts.person_id}`);
}

export function conductLine(parts: ConductParts): TemplateResult | typeof nothing {
  const { meeting, you } = parts;
  if (meeting.meeting.acting_chair !== null && meeting.meeting.acting_chair === you.person_id) {
    return html`<div class="sound" role="status" data-testid="conducts"><span>${t("Đồng chí đang điều hành thay chủ trì.")}</span><a class="btn primary" href="/hop/${meeting.meeting.id}/dieu-hanh/"><ns-icon name="gavel"></ns-icon>${t("Mở bàn điều hành")}</a></div>`;
  }
  if (!mayTakeOver(parts)) return nothing;
  const name = conductor(meeting)?.name ?? "";
  return html`<div class="sound" role="status" data-testid="conductor-away"><span>${t("%(name)s đang điều hành nhưng không còn kết nối.", { name })}</span>
    <button class="btn" data-testid="take-over" @click=${() => parts.onTakeOver()}><ns-icon name="gavel"></ns-icon>${t("Nhận điều hành")}</button></div>`;
}
