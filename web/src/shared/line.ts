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

/** How long a try may take to be connected (TCP and TLS), by the number of tries before it that found no line, ms. */
const OPEN_LIMITS_MS = [3500, 5000, 7500] as const;
/**
 * A lost SYN is sent again after 1, 3, 7 and 15 s: a try that began during a cut is through, or gives way to a new one, within
 * 4 s of the line's return as long as it ends before 11 s.
 */
const PATIENT_OPEN_MS = 10_500;
/** Every so often a try waits still longer: a line of 64 kbit/s that others use too may need it. */
const MOST_PATIENT_OPEN_MS = 15_000;
const MOST_PATIENT_EVERY = 4;

/** How long the next try may take to be connected when `silent` ones before it found no line, ms. */
export function openLimit(silent: number): number {
  if (silent > OPEN_LIMITS_MS.length && silent % MOST_PATIENT_EVERY === 0) return MOST_PATIENT_OPEN_MS;
  return OPEN_LIMITS_MS[silent] ?? PATIENT_OPEN_MS;
}

/** A page that is still behind waits longer for the rest each time: on a slow line a whole meeting is one long message. */
const DEAD_BEHIND_MS = 30_000;

/** After how long a silence a connection is given up, ms; `silent`: tries before it on which nothing came through. */
export function deadLimit(behind: boolean, silent: number): number {
  return behind ? Math.min(DEAD_MS * 2 ** silent, DEAD_BEHIND_MS) : DEAD_MS;
}

/**
 * Wait before try number `attempt` (0: the first), ms: soon at first, then spread over 3 s so that 500 tablets do not
 * come at once. `silent`: the try before was not refused but found no line at all; its own length has spread the tablets.
 */
export function retryDelay(attempt: number, random: number, silent = false): number {
  return attempt === 0 || silent ? 100 + random * 700 : 300 + random * 2700;
}
