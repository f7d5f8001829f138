/** Left column: who asked to speak, in order; and how to invite somebody who did not. */
import { html, nothing, type TemplateResult } from "lit";
import { t } from "@shared/i18n";
import type { MeetingState, SpeechRequest } from "@shared/protocol";
import { shortRoom } from "@shared/names";
import { minutesSince } from "@shared/times";

/** Speaking times to choose from, in seconds; null: no limit. */
export const LIMITS: readonly (number | null)[] = [180, 300, 600, 900, null];

export interface QueueModel {
  readonly meeting: MeetingState;
  readonly now: number;
  readonly limit: number | null;
  /** The floor cannot be given now (no line, not open, or an act on its way). */
  readonly closed: boolean;
  readonly mayGive: boolean;
  onInvite(request: SpeechRequest): void;
  onPick(): void;
  onLimit(limit: number | null): void;
}

export function limitWords(limit: number | null): string {
  return limit === null ? t("không giới hạn") : t("%(minutes)s phút", { minutes: limit / 60 });
}

function row(model: QueueModel, request: SpeechRequest, index: number): TemplateResult {
  const room = model.meeting.rooms.find((entry) => entry.id === request.room_id);
  const place = room ? shortRoom(room.name) : request.detail;
  const waited = t("%(minutes)s phút", { minutes: minutesSince(request.at, model.now) });
  const words = [place, index === 0 ? t("chờ %(waited)s", { waited }) : waited].filter(Boolean).join(" · ");
  return html`<li class=${index === 0 ? "me" : ""} data-testid="request">
    <span class="n">${index + 1}</span>
    <span class="cut"><strong class="cut">${request.name}</strong><span class="small muted cut">${words}</span>
      ${request.subject ? html`<span class="small cut">${request.subject}</span>` : nothing}</span>
    ${model.mayGive
      ? html`<button class="btn ${index === 0 ? "primary" : ""}" data-testid="invite" ?disabled=${model.closed}
          aria-label=${t("Mời %(name)s phát biểu", { name: request.name })} @click=${() => model.onInvite(request)}>${t("Mời")}</button>`
      : nothing}
  </li>`;
}

export function queueColumn(model: QueueModel): TemplateResult {
  const { queue } = model.meeting;
  return html`<section class="side c-queue" aria-labelledby="q">
    <div class="panel-head"><h2 id="q" class="grow">${t("Đăng ký phát biểu")}</h2>
      <span class="muted" aria-live="polite" data-testid="queue-count">${t("%(count)s người", { count: queue.length })}</span></div>
    ${queue.length === 0
      ? html`<div class="c-empty"><ns-icon name="hand"></ns-icon><p>${t("Chưa có ai đăng ký.")}</p></div>`
      : html`<ol class="q c-scroll" tabindex="0" aria-labelledby="q">${queue.map((request, index) => row(model, request, index))}</ol>`}
    ${model.mayGive && model.meeting.meeting.status === "open" ? foot(model) : nothing}
  </section>`;
}

function foot({ limit, closed, onLimit, onPick }: QueueModel): TemplateResult {
  const change = (event: Event): void => {
    const { value } = event.target as HTMLSelectElement;
    onLimit(value === "" ? null : Number(value));
  };
  return html`<div class="foot">
    <label class="c-limit"><span>${t("Mỗi người")}</span>
      <select class="input" data-testid="limit" @change=${change}>
        ${LIMITS.map((entry) => html`<option value=${entry ?? ""} ?selected=${entry === limit}>${limitWords(entry)}</option>`)}
      </select></label>
    <button class="btn full" data-testid="pick" ?disabled=${closed} @click=${onPick}><ns-icon name="mic"></ns-icon>${t("Mời phòng hoặc người khác")}</button>
  </div>`;
}
