/** Pure: how long things take in a meeting. All instants are ms of Unix time or ISO 8601. */
import { duration } from "./format";
import { t } from "./i18n";
import type { Item } from "./protocol";

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
