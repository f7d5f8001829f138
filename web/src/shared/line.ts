/** Pure: how good the line is, in one word, from the answers to pings. */

/** `connecting` before the first welcome; `ended` when the server said good-bye for good. */
export type LineState = "connecting" | "good" | "slow" | "lost" | "ended";

export const SLOW_MS = 600;
/** No answer for so long: the connection is taken for dead and made anew. */
export const DEAD_MS = 7000;
/** A break shorter than this is not shown: a page that is back at once need not frighten anybody. */
export const GRACE_MS = 1500;

export interface LineFacts {
  readonly welcomed: boolean;
  readonly everWelcomed: boolean;
  /** Since when there is no connection, ms; null while there is one. */
  readonly downSince: number | null;
  /** Round trip of the last answered ping, ms. */
  readonly roundTrip: number | null;
  /** When the oldest unanswered ping was sent; null: none. */
  readonly waitingSince: number | null;
}

/** Judge the line at time `now` (ms). */
export function judgeLine(facts: LineFacts, now: number): LineState {
  if (!facts.welcomed) {
    const down = facts.downSince === null ? 0 : now - facts.downSince;
    if (down > GRACE_MS) return "lost";
    return facts.everWelcomed ? "slow" : "connecting";
  }
  const waiting = facts.waitingSince === null ? 0 : now - facts.waitingSince;
  return waiting > SLOW_MS || (facts.roundTrip ?? 0) > SLOW_MS ? "slow" : "good";
}

/** Wait before try number `attempt` (0: the first), ms: soon at first, then spread over 3 s so that 500 tablets do not come at once. */
export function retryDelay(attempt: number, random: number): number {
  return attempt === 0 ? 100 + random * 700 : 300 + random * 2700;
}
