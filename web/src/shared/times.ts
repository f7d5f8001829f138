/** Pure: times as people read them, and the clock of a turn. All instants are ms of Unix time or ISO 8601. */
import type { Floor, Item } from "./protocol";

/** Meetings run on Vietnam's time, whatever the machine's own setting. */
const ZONE = "Asia/Ho_Chi_Minh";
const WEEKDAYS = ["Chủ Nhật", "Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy"] as const;

const parts = new Intl.DateTimeFormat("en-GB", {
  timeZone: ZONE,
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});

function split(when: number | string): Record<string, string> {
  const at = typeof when === "number" ? when : Date.parse(when);
  return Object.fromEntries(parts.formatToParts(new Date(at)).map((part) => [part.type, part.value]));
}

/** `14:05`. */
export function clockText(when: number | string): string {
  const { hour, minute } = split(when);
  return `${hour ?? ""}:${minute ?? ""}`;
}

/** `14:05:09`, for the minute that something was written down. */
export function secondText(when: number | string): string {
  return `${clockText(when)}:${split(when).second ?? ""}`;
}

/** `23/11/2026`. */
export function dayText(when: number | string): string {
  const { day, month, year } = split(when);
  return `${day ?? ""}/${month ?? ""}/${year ?? ""}`;
}

/** `Thứ Hai, 23/11/2026`. */
export function dateText(when: number | string): string {
  const { day, month, year } = split(when);
  const weekday = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day))).getUTCDay();
  return `${WEEKDAYS[weekday] ?? ""}, ${dayText(when)}`;
}

/** `01:18`, `75:00`; never negative. */
export function minuteText(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  return `${String(Math.floor(whole / 60)).padStart(2, "0")}:${String(whole % 60).padStart(2, "0")}`;
}

/** Whole minutes from `since` to `now`, never negative. */
export function minutesSince(since: number | string, now: number): number {
  const at = typeof since === "number" ? since : Date.parse(since);
  return Math.max(0, Math.floor((now - at) / 60_000));
}

/** The clock of a turn: what is left, or how far over, or (without a limit) how long already. */
export interface TurnClock {
  readonly kind: "left" | "over" | "open";
  readonly seconds: number;
  /** `01:18` or `+00:24`. */
  readonly text: string;
  /** Share of the limit that is used, 0..1; 0 without a limit. */
  readonly used: number;
}

/** The clock of a turn at the server's time `now`. */
export function turnClock(floor: Floor, now: number): TurnClock {
  const spoken = Math.max(0, (now - Date.parse(floor.since)) / 1000);
  if (floor.limit_s === null) return { kind: "open", seconds: spoken, text: minuteText(spoken), used: 0 };
  const left = floor.limit_s - spoken;
  const used = Math.min(1, spoken / floor.limit_s);
  if (left >= 0) return { kind: "left", seconds: left, text: minuteText(Math.ceil(left)), used };
  return { kind: "over", seconds: -left, text: `+${minuteText(-left)}`, used: 1 };
}

/** Seconds that an item has taken so far. */
export function itemSpent(item: Item, now: number): number {
  const running = item.opened_at === null || item.status !== "open" ? 0 : Math.max(0, now - Date.parse(item.opened_at)) / 1000;
  return item.spent_s + running;
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
