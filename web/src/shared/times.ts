/** Pure: how long things take in a meeting. All instants are ms of Unix time or ISO 8601. */
import { duration } from "./format";
import { t } from "./i18n";
import type { Item, MeetingState } from "./protocol";
import { adjourned, agendaOf, nextSession, runningSession } from "./sessions";

/** Whole minutes from `since` to `now`, never negative. */
export function minutesSince(since: number | string, now: number): number {
  const at = typeof since === "number" ? since : Date.parse(since);
  return Math.max(0, Math.floor((now - at) / 60_000));
}

/** Seconds that an item has taken so far. */
export function itemSpent(item: Item, now: number): number {
  const running = item.opened_at === null || item.status !== "open" ? 0 : Math.max(0, now - Date.parse(item.opened_at)) / 1000;
  return item.spent_s + running;
}

/** What is left of a break that ends at `until`; after that, for how long it is over. */
export function breakFace(until: string, now: number): { readonly figures: string; readonly words: string; readonly over: boolean } {
  const left = Math.ceil((Date.parse(until) - now) / 1000);
  if (left > 0) return { figures: duration(left), words: t("còn lại"), over: false };
  return { figures: left === 0 ? duration(0) : `+${duration(-left)}`, words: t("Đã hết giờ giải lao"), over: true };
}

type Agenda = Pick<MeetingState, "meeting" | "items">;

/** When each item is planned to begin: one after the other from the beginning of its session. */
export function plannedStarts({ meeting, items }: Agenda): readonly number[] {
  const starts: number[] = [];
  let at = Date.parse(meeting.starts_at);
  items.forEach((item, index) => {
    const session = meeting.sessions.find(({ id }) => id === item.session_id);
    if (session && items[index - 1]?.session_id !== item.session_id) at = Date.parse(session.starts_at);
    starts.push(at);
    at += item.planned_minutes * 60_000;
  });
  return starts;
}

/** When an item was planned to begin, and when it should by what has happened until now; ms. */
export interface Slot {
  readonly planned: number;
  readonly expected: number;
}

/** From when on the meeting can go on: now, after a break or when the next session begins. */
function goesOn({ meeting }: Agenda, now: number): number {
  const next = nextSession(meeting);
  if (adjourned(meeting) && next) return Math.max(now, Date.parse(next.starts_at));
  const waits = meeting.status === "open" ? now : Math.max(now, Date.parse(meeting.starts_at));
  return meeting.break_until === null ? waits : Math.max(waits, Date.parse(meeting.break_until));
}

/** Milliseconds that the open item has left of its minutes. */
function leftOf(items: readonly Item[], now: number): number {
  const current = items.find((item) => item.status === "open");
  return current ? Math.max(0, current.planned_minutes * 60 - itemSpent(current, now)) * 1000 : 0;
}

/**
 * When each item should begin. Plan: one after the other from the beginning of its session. Expected: the open item takes what is
 * left of its minutes, items that wait follow in their order and for their minutes, after a break if there is one, and not before
 * their session; what is done or not discussed takes no more time (its `expected` is now).
 */
export function schedule(state: Agenda, now: number): readonly Slot[] {
  const { meeting, items } = state;
  const planned = plannedStarts(state);
  const later = new Map(meeting.sessions.filter(({ opened_at }) => opened_at === null).map(({ id, starts_at }) => [id, Date.parse(starts_at)]));
  let at = goesOn(state, now) + leftOf(items, now);
  return items.map((item, index) => {
    if (item.status !== "waiting") return { planned: planned[index] ?? now, expected: now };
    const expected = Math.max(at, later.get(item.session_id) ?? at);
    at = expected + item.planned_minutes * 60_000;
    return { planned: planned[index] ?? now, expected };
  });
}

/**
 * Minutes that the session at hand runs late (negative: early): its expected end against its plan's. What an earlier session left
 * over makes it late.
 */
export function lateMinutes(state: Agenda, now: number): number {
  const { meeting } = state;
  const session = runningSession(meeting) ?? nextSession(meeting) ?? meeting.sessions.at(-1);
  const mine = session ? agendaOf(state, session) : state.items;
  const waiting = mine.filter(({ status }) => status === "waiting");
  const slots = schedule(state, now);
  const last = waiting.at(-1);
  const slot = last && slots[state.items.indexOf(last)];
  const end = last && slot ? slot.expected + last.planned_minutes * 60_000 : now + leftOf(mine, now);
  // What was put off does not count as time won.
  const planned = mine.filter((item) => item.outcome === null && (!session || inPlan(state, item, session.id)));
  const plan = Date.parse(session?.starts_at ?? meeting.starts_at) + planned.reduce((sum, item) => sum + item.planned_minutes, 0) * 60_000;
  return Math.round((end - plan) / 60_000);
}

/** An item without a known session counts with the first one. */
function inPlan({ meeting }: Agenda, item: Item, sessionId: string): boolean {
  const known = meeting.sessions.some(({ id }) => id === item.session_id);
  return known ? item.session_id === sessionId : meeting.sessions[0]?.id === sessionId;
}
