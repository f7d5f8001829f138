/** Pure: how long things take in a meeting. All instants are ms of Unix time or ISO 8601. */
import { duration } from "./format";
import { t } from "./i18n";
import type { Item, MeetingState } from "./protocol";

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

/** When each item is planned to begin, from the meeting's start and the planned minutes. */
export function plannedStarts(startsAt: string, items: readonly Item[]): readonly number[] {
  const starts: number[] = [];
  items.reduce((at, item) => {
    starts.push(at);
    return at + item.planned_minutes * 60_000;
  }, Date.parse(startsAt));
  return starts;
}

/** When an item was planned to begin, and when it should by what has happened until now; ms. */
export interface Slot {
  readonly planned: number;
  readonly expected: number;
}

/**
 * When each item should begin. Plan: one after the other from the meeting's start. Expected: the open item takes what is left
 * of its minutes, items that wait follow in their order and for their minutes, after a break if there is one; what is done or
 * not discussed takes no more time (its `expected` is now).
 */
export function schedule({ meeting, items }: Pick<MeetingState, "meeting" | "items">, now: number): readonly Slot[] {
  const planned = plannedStarts(meeting.starts_at, items);
  const waits = meeting.status === "open" ? now : Math.max(now, Date.parse(meeting.starts_at));
  const from = meeting.break_until === null ? waits : Math.max(waits, Date.parse(meeting.break_until));
  const current = items.find((item) => item.status === "open");
  const left = current ? Math.max(0, current.planned_minutes * 60 - itemSpent(current, now)) * 1000 : 0;
  let at = from + left;
  return items.map((item, index) => {
    const expected = item.status === "waiting" ? at : now;
    if (item.status === "waiting") at += item.planned_minutes * 60_000;
    return { planned: planned[index] ?? now, expected };
  });
}

/** Minutes that the sitting runs late (negative: early): the expected end against the plan's. */
export function lateMinutes(state: Pick<MeetingState, "meeting" | "items">, now: number): number {
  const { meeting, items } = state;
  const minutes = (some: readonly Item[]): number => some.reduce((sum, item) => sum + item.planned_minutes, 0);
  const slots = schedule(state, now);
  const last = items.map((item, index) => ({ item, slot: slots[index] })).filter(({ item }) => item.status === "waiting").at(-1);
  const current = items.find((item) => item.status === "open");
  const left = current ? Math.max(0, current.planned_minutes * 60 - itemSpent(current, now)) * 1000 : 0;
  const end = last?.slot ? last.slot.expected + last.item.planned_minutes * 60_000 : now + left;
  // What was put off does not count as time won.
  const plan = Date.parse(meeting.starts_at) + minutes(items.filter((item) => item.outcome === null)) * 60_000;
  return Math.round((end - plan) / 60_000);
}
