/** Times and numbers as Vietnamese offices write them. Official times are the office's, whatever clock the tablet has. */
import { t } from "./i18n";

function zone(): string {
  return (typeof document === "undefined" ? undefined : document.documentElement.dataset.timeZone) ?? "Asia/Ho_Chi_Minh";
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Kept, because making one takes a hundred times as long as using it, and every clock on a page asks at each redraw. */
function formatOf(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const whole = { ...options, timeZone: zone(), hourCycle: "h23" } as const;
  const key = JSON.stringify(whole);
  const format = formats.get(key) ?? new Intl.DateTimeFormat("en-GB", whole);
  formats.set(key, format);
  return format;
}

function parts(at: Date, options: Intl.DateTimeFormatOptions): Record<string, string> {
  return Object.fromEntries(formatOf(options).formatToParts(at).map((part) => [part.type, part.value]));
}

/** `14:05`; `at` is ISO 8601 or ms of Unix time. */
export function clockTime(at: string | number): string {
  const { hour = "", minute = "" } = parts(new Date(at), { hour: "2-digit", minute: "2-digit" });
  return `${hour}:${minute}`;
}

/** `24/11`. */
export function dayMonth(at: string | number): string {
  const { day = "", month = "" } = parts(new Date(at), { day: "2-digit", month: "2-digit" });
  return `${day}/${month}`;
}

/** Hour of the day, 0 to 23. */
export function hourOf(at: string | number): number {
  return Number(parts(new Date(at), { hour: "2-digit" }).hour ?? 0);
}

/** What a `datetime-local` field shows of an instant: the office's `2026-11-24T13:30`. */
export function officeValue(at: number): string {
  const { year = "", month = "", day = "", hour = "", minute = "" } = parts(new Date(at), {
    year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit",
  });
  return `${year}-${month}-${day}T${hour}:${minute}`;
}

/** The instant (ms) that such a field means, whatever zone the tablet has; null: nothing was chosen. */
export function officeMoment(value: string): number | null {
  const read = Date.parse(`${value}Z`);
  if (Number.isNaN(read)) return null;
  const shift = Date.parse(`${officeValue(read)}Z`) - read;
  return read - shift;
}

/** `14:05:09`. */
export function clockSeconds(at: string | number): string {
  const { hour = "", minute = "", second = "" } = parts(new Date(at), { hour: "2-digit", minute: "2-digit", second: "2-digit" });
  return `${hour}:${minute}:${second}`;
}

/** `Thứ Hai, 23/11/2026`. */
export function longDate(at: string | number): string {
  const { weekday = "", day = "", month = "", year = "" } = parts(new Date(at), {
    weekday: "short",
    day: "2-digit",
    month: "2-digit",
    year: "numeric",
  });
  const names: Record<string, string> = {
    Mon: t("Thứ Hai"),
    Tue: t("Thứ Ba"),
    Wed: t("Thứ Tư"),
    Thu: t("Thứ Năm"),
    Fri: t("Thứ Sáu"),
    Sat: t("Thứ Bảy"),
    Sun: t("Chủ Nhật"),
  };
  return `${names[weekday] ?? weekday}, ${day}/${month}/${year}`;
}

/** `01:18` from seconds; hours only when there are any. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const pad = (value: number): string => String(value).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  const rest = `${pad(Math.floor(whole / 60) % 60)}:${pad(whole % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest;
}

/** `5 phút`, `90 giây`. */
export function span(seconds: number): string {
  return seconds % 60 === 0 ? t("%(count)s phút", { count: seconds / 60 }) : t("%(count)s giây", { count: seconds });
}
