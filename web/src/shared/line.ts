/** Pure: how good the line is, in one word, from the answers to pings. */

/**
 * `connecting` before the first welcome; `catching` between a connection and the events that were missed; `ended` when the
 * server said good-bye for good.
 */
export type LineState = "connecting" | "good" | "slow" | "catching" | "lost" | "ended";

export const SLOW_MS = 600;
/** Nothing from the server for so long after a ping: the page says that the line is lost, and holds back what is given. */
export const LOST_MS = 2800;
/** Still nothing: the connection is taken for dead and made anew. A weak line often recovers before. */
export const DEAD_MS = 7000;
/** A break shorter than this is not shown: a page that is back at once need not frighten anybody. */
export const GRACE_MS = 1500;

export interface LineFacts {
  readonly welcomed: boolean;
  readonly everWelcomed: boolean;
  /** Connected, but what happened meanwhile has not come yet. */
  readonly behind: boolean;
  /** Since when there is no connection, ms; null while there is one. */
  readonly downSince: number | null;
  /** Round trip of the last answered ping, ms. */
  readonly roundTrip: number | null;
  /** When the oldest unanswered ping was sent; null: none. */
  readonly waitingSince: number | null;
  /** When anything came from the server last. */
  readonly heardAt: number;
}

/** How long the server has been silent while it owes an answer, ms. */
export function silence({ waitingSince, heardAt }: LineFacts, now: number): number {
  return waitingSince === null ? 0 : now - Math.max(waitingSince, heardAt);
}

/** Judge the line at time `now` (ms). */
export function judgeLine(facts: LineFacts, now: number): LineState {
  if (!facts.welcomed) {
    const down = facts.downSince === null ? 0 : now - facts.downSince;
    if (down > GRACE_MS) return "lost";
    return facts.everWelcomed ? "slow" : "connecting";
  }
  if (silence(facts, now) > LOST_MS) return "lost";
  if (facts.behind) return "catching";
  const waiting = facts.waitingSince === null ? 0 : now - facts.waitingSince;
  return waiting > SLOW_MS || (facts.roundTrip ?? 0) > SLOW_MS ? "slow" : "good";
}

/**
 * Wait before try number `attempt` (0: the first), ms: soon at first, then spread over 3 s so that 500 tablets do not
 * come at once. `silent`: the try before was not refused but found no line at all; its own length has spread the tablets.
 */
export function retryDelay(attempt: number, random: number, silent = false): number {
  return attempt === 0 || silent ? 100 + random * 700 : 300 + random * 2700;
}
