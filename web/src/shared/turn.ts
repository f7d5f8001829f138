/** Pure: how a turn of speaking stands, and for how long the next one may last. */
import { duration, span } from "./format";
import { t } from "./i18n";
import type { IconName } from "./kit/icons";
import type { Floor, MeetingState, SpeechRequest } from "./protocol";

export type TurnState = "running" | "warning" | "over" | "paused";

/** What a timer shows: figures, the words under them, and how full the bar is (0..1; null: no bar). */
export interface TimerFace {
  figures: string;
  words: string;
  share: number | null;
  tone: "" | "warn" | "bad";
  state: TurnState;
  /** Says the state besides colour; null: it simply runs. */
  icon: IconName | null;
}

/** The parts of a floor that its clock needs. */
export type Turn = Pick<Floor, "since" | "limit_s" | "warn_s" | "paused_at" | "paused_s">;

/** Seconds that count: pauses are left out. */
export function spokenSeconds(turn: Turn, now: number): number {
  const until = turn.paused_at === null ? now : Date.parse(turn.paused_at);
  return Math.max(0, (until - Date.parse(turn.since)) / 1000 - turn.paused_s);
}

function runningFace(spent: number, limit: number | null, warn: number): TimerFace {
  if (limit === null) return { figures: duration(spent), words: t("đã nói"), share: null, tone: "", state: "running", icon: null };
  const left = Math.ceil(limit - spent);
  if (left < 0) return { figures: `+${duration(-left)}`, words: t("quá %(limit)s", { limit: span(limit) }), share: 1, tone: "bad", state: "over", icon: "alert" };
  const face = { figures: duration(left), share: left / limit };
  // A short turn warns in its last quarter, not from its beginning.
  if (left <= Math.min(warn, limit / 4)) return { ...face, words: t("sắp hết %(limit)s", { limit: span(limit) }), tone: "warn", state: "warning", icon: "clock" };
  return { ...face, words: t("còn trong %(limit)s", { limit: span(limit) }), tone: "", state: "running", icon: null };
}

/** The face of a turn at `now` (ms). */
export function timerFace(turn: Turn, now: number): TimerFace {
  const face = runningFace(spokenSeconds(turn, now), turn.limit_s, turn.warn_s);
  return turn.paused_at === null ? face : { ...face, words: t("đồng hồ tạm dừng"), state: "paused", icon: "pause" };
}

/** Width of a bar that is `share` full. */
export const percent = (share: number): string => `${Math.round(share * 100)}%`;

/** All that is drawn of a face, in one text: two faces with the same one need not be drawn twice. */
export function looksOf({ figures, words, share, state }: TimerFace): string {
  return [figures, words, share === null ? "" : percent(share), state].join("|");
}

/** Seconds that somebody may speak in an item, by the closest limit that was set; null: no limit. Follows the server's rule. */
export function limitFor(meeting: MeetingState, itemId: string | null, personId: string | null): number | null {
  const fitting = meeting.speech_limits.filter(
    (limit) => (limit.item_id === null || limit.item_id === itemId) && (limit.person_id === null || limit.person_id === personId),
  );
  const rank = (limit: (typeof fitting)[number]): number => (limit.person_id === null ? 0 : 2) + (limit.item_id === null ? 0 : 1);
  const closest = fitting.sort((a, b) => rank(b) - rank(a))[0];
  return closest ? closest.limit_s : meeting.speech_rule.limit_s;
}

/** Seconds that a request will get in an item. */
export function requestLimit(meeting: MeetingState, itemId: string | null, request: SpeechRequest): number | null {
  return request.kind === "order" ? meeting.speech_rule.order_s : limitFor(meeting, itemId, request.person_id);
}

/** `5 phút`, `không giới hạn`. */
export function limitWords(limit: number | null): string {
  return limit === null ? t("không giới hạn") : span(limit);
}
