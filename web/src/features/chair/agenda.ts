/**
 * The agenda while the sitting runs: what each item took, when the next ones should begin, items that are not discussed,
 * and its order: items are put in and moved.
 */
import { html, nothing, type TemplateResult } from "lit";
import { clockTime } from "@shared/format";
import { t } from "@shared/i18n";
import { OUTCOMES, itemLabel, outcomeWords, sisterAfter, sisterBefore } from "@shared/outline";
import type { InsertItem, Item, MeetingState, SettleItem } from "@shared/protocol";
import { sessionName, whenWords } from "@shared/sessions";
import { itemSpent, schedule, type Slot } from "@shared/times";

export type Outcome = SettleItem["outcome"];

/** `chậm 12 phút`, `sớm 5 phút`; empty within two minutes. */
export function latenessWords(minutes: number): string {
  if (Math.abs(minutes) < 2) return "";
  return minutes > 0 ? t("chậm %(minutes)s phút", { minutes }) : t("sớm %(minutes)s phút", { minutes: -minutes });
}

function stateWords(item: Item, slot: Slot, now: number): string {
  const spent = t("%(minutes)s phút", { minutes: Math.round(itemSpent(item, now) / 60) });
  if (item.outcome !== null) return outcomeWords(item.outcome);
  if (item.status === "done") return t("xong, %(spent)s", { spent });
  if (item.status === "open") return t("đang bàn, đã %(spent)s", { spent });
  return t("khoảng %(time)s", { time: clockTime(slot.expected) });
}

/** What the form of a new item says. */
export interface NewItem {
  readonly title: string;
  readonly presenter: string;
  readonly minutes: string;
  /** Null: last. */
  readonly before: string | null;
}

/** A new item comes right after the one at hand, until somebody says otherwise. */
export function newItem(items: readonly Item[]): NewItem {
  const open = items.findIndex((item) => item.status === "open");
  const next = items.find((item, index) => index > open && item.status === "waiting");
  return { title: "", presenter: "", minutes: "10", before: next?.id ?? null };
}

/** The command that a filled form means; null while something is missing. */
export function insertion(form: NewItem): InsertItem | null {
  const minutes = Number(form.minutes);
  const title = form.title.trim();
  if (!title || form.minutes.trim() === "" || !Number.isInteger(minutes) || minutes < 0 || minutes > 600) return null;
  return { name: "insert_item", title, presenter: form.presenter.trim(), planned_minutes: minutes, before_id: form.before };
}

export interface Arranging {
  readonly form: NewItem | null;
  readonly wait: boolean;
  onForm(form: NewItem | null): void;
  onInsert(command: InsertItem): void;
  onMove(item: Item, before: Item): void;
  onSession(item: Item, sessionId: string): void;
}

interface Agenda {
  readonly meeting: MeetingState;
  readonly open: boolean;
  readonly now: number;
  readonly may: boolean;
  readonly wait: boolean;
  /** Null: this page may not arrange it. */
  readonly arranging: Arranging | null;
  onSettle(item: Item, outcome: Outcome): void;
  onClose(): void;
}

export function agendaDialog(parts: Agenda): TemplateResult {
  const { meeting, open, now, arranging } = parts;
  const slots = open ? schedule(meeting, now) : [];
  return html`<ns-dialog data-testid="agenda-dialog" wide .heading=${t("Chương trình")} .open=${open} @close=${parts.onClose}>
    ${open
      ? html`<ol class="c-agenda c-scroll" tabindex="0">${meeting.items.map((_, index) => {
          const slot = slots[index];
          return slot ? html`${sessionHead(parts, index)}${row(parts, index, slot)}` : nothing;
        })}</ol>
        ${arranging ? (arranging.form ? newItemForm(meeting.items, arranging, arranging.form) : addButton(meeting.items, arranging)) : nothing}`
      : nothing}
  </ns-dialog>`;
}

/** Where a session begins in a meeting of several: its name and time. */
function sessionHead({ meeting: { meeting, items }, now }: Agenda, index: number): TemplateResult | typeof nothing {
  const { sessions } = meeting;
  const session = sessions.find(({ id }) => id === items[index]?.session_id);
  if (!session || sessions.length < 2 || items[index - 1]?.session_id === session.id) return nothing;
  const state = session.closed_at !== null ? t("đã kết thúc") : session.opened_at !== null ? t("đang họp") : whenWords(session, now);
  return html`<li class="c-session" data-testid="agenda-session"><strong>${sessionName(session, sessions)}</strong> <span class="small muted">${state}</span></li>`;
}

/** «Chuyển sang buổi chiều»: into a session that has not ended. */
function sessionSelect({ meeting, arranging }: Agenda, item: Item): TemplateResult | typeof nothing {
  const { sessions } = meeting.meeting;
  const others = sessions.filter(({ id, closed_at }) => id !== item.session_id && closed_at === null);
  if (!arranging || item.status !== "waiting" || others.length === 0) return nothing;
  const choose = (event: Event): void => {
    const select = event.target as HTMLSelectElement;
    if (select.value) arranging.onSession(item, select.value);
    select.value = "";
  };
  return html`<label><span class="sr">${t("Chuyển mục %(number)s sang buổi khác", { number: itemLabel(item) })}</span>
    <select class="input" data-testid="to-session" ?disabled=${arranging.wait} @change=${choose}>
      <option value="">${t("Chuyển sang…")}</option>
      ${others.map((session) => html`<option value=${session.id}>${sessionName(session, sessions)}</option>`)}
    </select></label>`;
}

function row(parts: Agenda, index: number, slot: Slot): TemplateResult {
  const item = parts.meeting.items[index] as Item;
  const planned = item.planned_minutes > 0 ? t("dự kiến %(time)s, %(planned)s phút", { time: clockTime(slot.planned), planned: item.planned_minutes }) : t("dự kiến %(time)s", { time: clockTime(slot.planned) });
  return html`<li data-testid="agenda-item" style="--level:${item.level}">
    <span class="n">${itemLabel(item)}</span>
    <span><strong>${item.title}</strong>
      <span class="small muted">${planned} · ${stateWords(item, slot, parts.now)}</span></span>
    ${moveButtons(parts, index)} ${sessionSelect(parts, item)} ${parts.may && item.status !== "done" ? settleSelect(parts, item) : nothing}</li>`;
}

function settleSelect(parts: Agenda, item: Item): TemplateResult {
  const choose = (event: Event): void => {
    const select = event.target as HTMLSelectElement;
    if (select.value) parts.onSettle(item, select.value as Outcome);
    select.value = "";
  };
  return html`<label><span class="sr">${t("Không bàn mục %(number)s", { number: itemLabel(item) })}</span>
    <select class="input" data-testid="settle" ?disabled=${parts.wait} @change=${choose}>
      <option value="">${t("Không bàn…")}</option>
      ${Object.entries(OUTCOMES).map(([outcome, words]) => html`<option value=${outcome}>${words()}</option>`)}
    </select></label>`;
}

/** Down means that the next sister goes up: so an item never leaves its heading. */
function moveButtons({ meeting: { items }, arranging }: Agenda, index: number): TemplateResult | typeof nothing {
  const item = items[index] as Item;
  if (!arranging || item.status !== "waiting") return nothing;
  const before = sisterBefore(items, index);
  const after = sisterAfter(items, index);
  const button = (icon: string, name: string, moved: Item | null, target: Item | null): TemplateResult =>
    html`<button class="btn icon-only" data-testid="item-${icon}" aria-label=${name} ?disabled=${arranging.wait || moved?.status !== "waiting" || target === null}
      @click=${() => moved && target && arranging.onMove(moved, target)}><ns-icon name=${icon}></ns-icon></button>`;
  const number = itemLabel(item);
  return html`<span class="c-move">${button("up", t("Chuyển mục %(number)s lên", { number }), item, before)}${button("down", t("Chuyển mục %(number)s xuống", { number }), after, item)}</span>`;
}

function addButton(items: readonly Item[], arranging: Arranging): TemplateResult {
  return html`<button class="btn c-add" data-testid="new-item" @click=${() => arranging.onForm(newItem(items))}><ns-icon name="plus"></ns-icon>${t("Thêm mục")}</button>`;
}

function newItemForm(items: readonly Item[], arranging: Arranging, form: NewItem): TemplateResult {
  const command = insertion(form);
  const change = (part: keyof NewItem) => (event: Event): void => {
    const { value } = event.target as HTMLInputElement | HTMLSelectElement;
    arranging.onForm({ ...form, [part]: part === "before" ? value || null : value });
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    if (command) arranging.onInsert(command);
  };
  return html`<form class="c-new stack" data-testid="new-item-form" @submit=${submit}>
    <div class="field"><label for="new-title">${t("Nội dung")}</label>
      <input id="new-title" class="input" maxlength="300" autocomplete="off" autofocus data-testid="new-item-title" .value=${form.title} @input=${change("title")} /></div>
    <div class="c-new-row">
      <div class="field"><label for="new-presenter">${t("Người trình bày")}</label>
        <input id="new-presenter" class="input" maxlength="160" autocomplete="off" .value=${form.presenter} @input=${change("presenter")} /></div>
      <div class="field"><label for="new-minutes">${t("Số phút")}</label>
        <input id="new-minutes" class="input" type="number" min="0" max="600" inputmode="numeric" .value=${form.minutes} @input=${change("minutes")} /></div>
      <div class="field"><label for="new-before">${t("Đặt ở")}</label>
        <select id="new-before" class="input" @change=${change("before")}>
          ${items.filter((item) => item.status === "waiting").map((item) => html`<option value=${item.id} ?selected=${item.id === form.before}>${t("trước mục %(number)s. %(title)s", { number: itemLabel(item), title: item.title })}</option>`)}
          <option value="" ?selected=${form.before === null}>${t("cuối chương trình")}</option>
        </select></div>
    </div>
    <div class="row wrap"><button class="btn primary" data-testid="insert-item" ?disabled=${!command || arranging.wait}>${t("Thêm vào chương trình")}</button>
      <button type="button" class="btn" @click=${() => arranging.onForm(null)}>${t("Thôi")}</button></div>
  </form>`;
}
