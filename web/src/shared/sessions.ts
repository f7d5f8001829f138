/** Pure: the sessions («buổi») of a meeting: what they are called, which runs, which comes, which items are theirs. */
import { clockTime, dayMonth, duration, hourOf, longDate } from "./format";
import { t } from "./i18n";
import type { Item, MeetingInfo, MeetingState, Session } from "./protocol";

const NOON = 12;
const EVENING = 18;

function partOf({ starts_at }: Session): string {
  const hour = hourOf(starts_at);
  return hour < NOON ? t("Buổi sáng") : hour < EVENING ? t("Buổi chiều") : t("Buổi tối");
}

/** `Buổi sáng`; with its day where the meeting has several, with its hour where two are alike. */
export function sessionName(session: Session, sessions: readonly Session[]): string {
  const day = dayMonth(session.starts_at);
  const part = partOf(session);
  const days = new Set(sessions.map(({ starts_at }) => dayMonth(starts_at)));
  const name = days.size > 1 ? t("%(part)s %(day)s", { part, day }) : part;
  const alike = sessions.filter((other) => dayMonth(other.starts_at) === day && partOf(other) === part);
  return alike.length > 1 ? t("%(name)s (từ %(hour)s)", { name, hour: clockTime(session.starts_at) }) : name;
}

/** The meeting is open, and no session runs. */
export function adjourned({ status, adjourned_at }: Pick<MeetingInfo, "status" | "adjourned_at">): boolean {
  return status === "open" && adjourned_at !== null;
}

/** The session that runs; null: none does. */
export function runningSession({ sessions }: Pick<MeetingInfo, "sessions">): Session | null {
  return sessions.find((session) => session.opened_at !== null && session.closed_at === null) ?? null;
}

/** The session that is opened next; null: none is planned. */
export function nextSession({ sessions }: Pick<MeetingInfo, "sessions">): Session | null {
  return sessions.find((session) => session.opened_at === null) ?? null;
}

/** After this whoever comes is late; null: nothing was opened yet. */
export function lateAfter(meeting: Pick<MeetingInfo, "status" | "adjourned_at" | "opened_at" | "sessions">): string | null {
  if (adjourned(meeting)) return null;
  const last = meeting.sessions.filter(({ opened_at }) => opened_at !== null).at(-1);
  return last?.opened_at ?? meeting.opened_at;
}

/** One session's part of the agenda, as it stands now. */
export interface Part {
  readonly session: Session;
  readonly name: string;
  readonly items: readonly Item[];
}

/** The agenda session by session, as it is planned. */
export function parts({ meeting, items }: Pick<MeetingState, "meeting" | "items">): readonly Part[] {
  return meeting.sessions.map((session) => ({
    session,
    name: sessionName(session, meeting.sessions),
    items: items.filter((item) => item.session_id === session.id),
  }));
}

/** What a session has before it: what earlier sessions left open or waiting, then its own items. */
export function agendaOf({ meeting, items }: Pick<MeetingState, "meeting" | "items">, session: Session): readonly Item[] {
  const rank = new Map(meeting.sessions.map(({ id }, index) => [id, index]));
  const mine = rank.get(session.id) ?? 0;
  return items.filter((item) => {
    const its = rank.get(item.session_id) ?? 0;
    return its === mine || (its < mine && item.status !== "done" && item.planned_minutes > 0);
  });
}

/** The sitting rests: a break, or no session runs. */
export function resting(meeting: MeetingInfo): boolean {
  return meeting.break_until !== null || adjourned(meeting);
}

/** When a session begins, in words: the time alone where it is today. */
export function whenWords({ starts_at }: Session, now: number): string {
  const time = clockTime(starts_at);
  return dayMonth(starts_at) === dayMonth(now) ? time : t("%(time)s, %(date)s", { time, date: longDate(starts_at) });
}

const DAY_S = 24 * 3600;

/** What is left until a session begins; after that, that it waits for the chair. */
export function untilFace({ starts_at }: Session, now: number): { readonly figures: string; readonly words: string; readonly over: boolean } {
  const left = Math.ceil((Date.parse(starts_at) - now) / 1000);
  if (left <= 0) return { figures: clockTime(starts_at), words: t("Đã đến giờ họp, chờ chủ trì khai mạc"), over: true };
  if (left < DAY_S) return { figures: duration(left), words: t("còn lại"), over: false };
  const days = Math.floor(left / DAY_S);
  return { figures: t("%(days)s ngày", { days }), words: t("còn lại"), over: false };
}
