/** Left column: who asked to speak, in order, for how long; and how to invite somebody who did not. */
import { html, nothing, type TemplateResult } from "lit";
import { t } from "@shared/i18n";
import type { MeetingState, SetSpeechLimit, SpeechRequest } from "@shared/protocol";
import { shortRoom } from "@shared/names";
import { currentItem } from "@shared/reducer";
import { minutesSince } from "@shared/times";
import { limitFor, limitWords, requestLimit } from "@shared/turn";

/** Speaking times to choose from, in seconds; null: no limit. */
export const LIMITS: readonly (number | null)[] = [120, 180, 300, 420, 600, 900, null];

export type Limit = Omit<SetSpeechLimit, "name">;

export interface QueueModel {
  readonly meeting: MeetingState;
  readonly now: number;
  /** The request whose place and time are being set. */
  readonly arranged: string | null;
  /** An order or a limit is on its way, or no line. */
  readonly waits: boolean;
  /** The floor cannot be given now (no line, not open, or an act on its way). */
  readonly closed: boolean;
  readonly mayGive: boolean;
  onInvite(request: SpeechRequest): void;
  onPick(): void;
  onTimes(): void;
  onArrange(request: SpeechRequest): void;
  /** `before` null: to the end. */
  onMove(request: SpeechRequest, before: SpeechRequest | null): void;
  onLower(request: SpeechRequest): void;
  onLimit(limit: Limit): void;
  /** Back to the questions of the open questioning; null: there is none. */
  readonly onQuestions: (() => void) | null;
}

/** Before whom a request goes one place up or down (null: last); undefined: it stands at that end already. */
export function neighbours(queue: readonly SpeechRequest[], request: SpeechRequest): { readonly up?: SpeechRequest; readonly down?: SpeechRequest | null } {
  const speeches = queue.filter(({ kind }) => kind !== "order");
  const at = speeches.findIndex(({ id }) => id === request.id);
  if (at < 0) return {};
  const up = speeches[at - 1];
  return { ...(up ? { up } : {}), ...(at < speeches.length - 1 ? { down: speeches[at + 2] ?? null } : {}) };
}

/** Minutes that a person has spoken in the whole sitting, in words; empty: not yet. */
export function spokenBefore({ spoken }: MeetingState, personId: string): string {
  const own = spoken.filter(({ person_id }) => person_id === personId);
  const seconds = own.reduce((sum, entry) => sum + entry.seconds, 0);
  return own.length === 0 ? "" : t("đã nói %(minutes)s phút", { minutes: Math.max(1, Math.round(seconds / 60)) });
}

function limitSelect(model: QueueModel, scope: { readonly item_id: string | null; readonly person_id: string | null }, current: number | null, testid: string): TemplateResult {
  const { meeting, waits } = model;
  const set = meeting.speech_limits.some((limit) => limit.item_id === scope.item_id && limit.person_id === scope.person_id);
  const choices = LIMITS.includes(current) ? LIMITS : [current, ...LIMITS];
  const change = (event: Event): void => {
    const { value } = event.target as HTMLSelectElement;
    model.onLimit(value === "rule" ? { ...scope, remove: true } : { ...scope, limit_s: value === "none" ? null : Number(value) });
  };
  return html`<select class="input" data-testid=${testid} ?disabled=${waits} @change=${change}>
    ${set ? html`<option value="rule">${t("Theo quy định chung")}</option>` : nothing}
    ${choices.map((entry) => html`<option value=${entry ?? "none"} ?selected=${entry === current}>${limitWords(entry)}</option>`)}
  </select>`;
}

function tools(model: QueueModel, request: SpeechRequest): TemplateResult {
  const { up, down } = neighbours(model.meeting.queue, request);
  const { name } = request;
  const move = (icon: "up" | "down", words: string, before: SpeechRequest | null | undefined): TemplateResult =>
    html`<button class="btn" data-testid="move-${icon}" aria-label=${words} title=${words} ?disabled=${before === undefined || model.waits}
      @click=${() => before !== undefined && model.onMove(request, before)}><ns-icon name=${icon}></ns-icon></button>`;
  const itemId = currentItem(model.meeting)?.id ?? null;
  return html`<div class="c-tools" role="group" aria-label=${t("Sắp xếp %(name)s", { name })}>
    ${move("up", t("Đưa %(name)s lên trước một người", { name }), up)} ${move("down", t("Lùi %(name)s sau một người", { name }), down)}
    ${request.kind === "order"
      ? nothing
      : html`<label class="grow"><span class="sr">${t("Thời gian của %(name)s", { name })}</span>
          ${limitSelect(model, { item_id: null, person_id: request.person_id }, limitFor(model.meeting, itemId, request.person_id), "person-limit")}</label>`}
    <button class="btn" data-testid="lower" aria-label=${t("Rút đăng ký của %(name)s", { name })} title=${t("Rút đăng ký của %(name)s", { name })} ?disabled=${model.waits} @click=${() => model.onLower(request)}><ns-icon name="x"></ns-icon></button>
  </div>`;
}

function row(model: QueueModel, request: SpeechRequest, index: number): TemplateResult {
  const { meeting, arranged } = model;
  const room = meeting.rooms.find((entry) => entry.id === request.room_id);
  const place = room ? shortRoom(room.name) : request.detail;
  const waited = t("%(minutes)s phút", { minutes: minutesSince(request.at, model.now) });
  const limit = requestLimit(meeting, currentItem(meeting)?.id ?? null, request);
  const own = meeting.speech_limits.some(({ person_id }) => person_id === request.person_id);
  const words = [place, index === 0 ? t("chờ %(waited)s", { waited }) : waited, spokenBefore(meeting, request.person_id), own ? t("được %(limit)s", { limit: limitWords(limit) }) : ""];
  const open = arranged === request.id;
  return html`<li class=${index === 0 ? "me" : ""} data-testid="request" data-kind=${request.kind}>
    ${model.mayGive
      ? html`<button class="n" data-testid="arrange" aria-expanded=${open} aria-label=${t("Thứ %(place)s: sắp xếp %(name)s", { place: index + 1, name: request.name })} @click=${() => model.onArrange(request)}>${index + 1}</button>`
      : html`<span class="n">${index + 1}</span>`}
    <span class="cut">${request.kind === "order" ? html`<span class="small warn"><ns-icon name="gavel"></ns-icon>${t("Ý kiến về thủ tục")}</span>` : nothing}
      <strong class="cut">${request.name}</strong><span class="small muted cut">${words.filter(Boolean).join(" · ")}</span>
      ${request.subject ? html`<span class="small cut">${request.subject}</span>` : nothing}</span>
    ${model.mayGive
      ? html`<button class="btn ${index === 0 ? "primary" : ""}" data-testid="invite" ?disabled=${model.closed}
          aria-label=${t("Mời %(name)s phát biểu", { name: request.name })} @click=${() => model.onInvite(request)}>${t("Mời")}</button>`
      : nothing}
    ${open && model.mayGive ? tools(model, request) : nothing}
  </li>`;
}

/** During a questioning the column has two sides: its questions, and those who ask to speak. */
export function besidesHead(shown: "questions" | "queue", onOther: () => void, meeting: MeetingState): TemplateResult {
  const asked = meeting.questions.filter(({ state }) => state === "waiting" || state === "asked").length;
  const side = (name: typeof shown, words: string): TemplateResult =>
    html`<button class="btn" data-testid="side-${name}" aria-pressed=${shown === name} @click=${() => shown !== name && onOther()}>${words}</button>`;
  return html`<div class="c-sides" role="group" aria-label=${t("Chất vấn hay phát biểu")}>${side("questions", t("Chất vấn (%(count)s)", { count: asked }))} ${side("queue", t("Phát biểu (%(count)s)", { count: meeting.queue.length }))}</div>`;
}

export function queueColumn(model: QueueModel): TemplateResult {
  const { queue } = model.meeting;
  return html`<section class="side c-queue" aria-labelledby="q">
    ${model.onQuestions ? besidesHead("queue", model.onQuestions, model.meeting) : nothing}
    <div class="panel-head"><h2 id="q" class="grow">${t("Đăng ký phát biểu")}</h2>
      <span class="muted" aria-live="polite" data-testid="queue-count">${t("%(count)s người", { count: queue.length })}</span></div>
    ${queue.length === 0
      ? html`<div class="c-empty"><ns-icon name="hand"></ns-icon><p>${t("Chưa có ai đăng ký.")}</p></div>`
      : html`<ol class="q c-scroll" tabindex="0" aria-labelledby="q">${queue.map((request, index) => row(model, request, index))}</ol>`}
    ${model.mayGive && model.meeting.meeting.status === "open" ? foot(model) : nothing}
  </section>`;
}

function foot(model: QueueModel): TemplateResult {
  const item_id = currentItem(model.meeting)?.id ?? null;
  return html`<div class="foot">
    <div class="c-limit"><label class="row grow"><span>${t("Mỗi người")}</span>
      ${limitSelect(model, { item_id, person_id: null }, limitFor(model.meeting, item_id, null), "limit")}</label>
      <button class="btn" data-testid="times" aria-label=${t("Thời gian đã phát biểu")} title=${t("Thời gian đã phát biểu")} @click=${model.onTimes}><ns-icon name="clock"></ns-icon></button></div>
    <button class="btn full" data-testid="pick" ?disabled=${model.closed} @click=${model.onPick}><ns-icon name="mic"></ns-icon>${t("Mời phòng hoặc người khác")}</button>
  </div>`;
}
