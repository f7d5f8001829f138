/** Pure: how a turn of speaking stands. */
import { duration, span } from "./format";
import { t } from "./i18n";

/** What a timer shows: figures, the words under them, and how full the bar is (0..1; null: no bar). */
export interface TimerFace {
  figures: string;
  words: string;
  share: number | null;
  tone: "" | "warn" | "bad";
}

/** Pure: the face of a turn that began at `since` (ms) and may last `limit` seconds, at `now` (ms). */
export function timerFace(since: number, limit: number | null, now: number): TimerFace {
  const spent = Math.max(0, (now - since) / 1000);
  if (limit === null) return { figures: duration(spent), words: t("đã nói"), share: null, tone: "" };
  const left = Math.ceil(limit - spent);
  if (left < 0) return { figures: `+${duration(-left)}`, words: t("quá %(limit)s", { limit: span(limit) }), share: 1, tone: "bad" };
  return {
    figures: duration(left),
    words: t("còn trong %(limit)s", { limit: span(limit) }),
    share: left / limit,
    tone: left <= 30 && limit > 60 ? "warn" : "",
  };
}
