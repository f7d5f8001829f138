/** Pure: which picture the big screen shows, from what it knows. */
import type { LineState } from "@shared/line";
import type { MeetingState, Poll } from "@shared/protocol";
import { openPoll } from "@shared/reducer";
import type { KioskStatus } from "./status";

export type View =
  | { readonly kind: "starting" }
  | { readonly kind: "pairing" }
  | { readonly kind: "waiting" }
  | { readonly kind: "sitting" }
  | { readonly kind: "break"; readonly until: string }
  | { readonly kind: "voting"; readonly poll: Poll }
  | { readonly kind: "result"; readonly poll: Poll }
  | { readonly kind: "closed" };

export interface Facts {
  readonly status: KioskStatus | null;
  /** State of the meeting whose socket is open; null before its first snapshot. */
  readonly meeting: MeetingState | null;
  /** The server's time, ms. */
  readonly now: number;
}

/** A result stays on the wall for so long, unless the meeting goes on. */
export const RESULT_MS = 40_000;
/** "Đã bế mạc" stays for so long; then the next meeting is waited for. */
export const CLOSED_MS = 10 * 60_000;
/** A line that is lost for a shorter time is not shown. */
export const LOST_MS = 3000;

/** The vote whose result is new enough, unless the floor was given or an item opened after it. */
function freshResult(meeting: MeetingState, now: number): Poll | null {
  const closed = meeting.polls
    .filter((poll): poll is Poll & { closed_at: string } => poll.closed_at !== null && poll.tally !== null)
    .sort((a, b) => Date.parse(a.closed_at) - Date.parse(b.closed_at))
    .at(-1);
  if (!closed) return null;
  const at = Date.parse(closed.closed_at);
  if (now - at > RESULT_MS) return null;
  const wentOn = [meeting.floor?.since, ...meeting.items.map((item) => item.opened_at)];
  return wentOn.some((since) => since != null && Date.parse(since) > at) ? null : closed;
}

function meetingView(meeting: MeetingState, now: number): View {
  switch (meeting.meeting.status) {
    case "open": {
      const open = openPoll(meeting);
      if (open) return { kind: "voting", poll: open };
      if (meeting.meeting.break_until !== null) return { kind: "break", until: meeting.meeting.break_until };
      const poll = freshResult(meeting, now);
      return poll ? { kind: "result", poll } : { kind: "sitting" };
    }
    case "closed": {
      const at = meeting.meeting.closed_at;
      return at !== null && now - Date.parse(at) < CLOSED_MS ? { kind: "closed" } : { kind: "waiting" };
    }
    case "draft":
    case "convened":
      return { kind: "waiting" };
  }
}

/** Choose the picture. */
export function chooseView({ status, meeting, now }: Facts): View {
  if (!status) return { kind: "starting" };
  if (!status.paired) return { kind: "pairing" };
  return meeting ? meetingView(meeting, now) : { kind: "waiting" };
}

/** The meeting whose socket should be open now: the one at hand, or the one just closed while nothing else is near. */
export function meetingToJoin(status: KioskStatus | null, joined: string | null): string | null {
  if (!status?.paired) return null;
  return status.meeting?.id ?? joined;
}

/** Tell whether the picture must say that the line is lost. */
export function isLost(line: LineState | null, lostFor: number): boolean {
  return line === "lost" && lostFor > LOST_MS;
}
