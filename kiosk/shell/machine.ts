/** Pure: which picture the big screen shows, from what it knows. */
import type { LineState } from "@shared/line";
import type { Item, MeetingState, Paper, Pin, Poll } from "@shared/protocol";
import { currentItem, openPoll } from "@shared/reducer";
import { lacking, lastPoll, pinFor, pinnedPaper } from "@shared/screens";
import type { KioskStatus } from "./status";

/** How the pictures of the sitting stand: as whoever leads a paper wishes (`follow`), or as a technician pinned them. */
export type Pictures = "follow" | "speaker" | "hall" | "grid";

export type View =
  | { readonly kind: "starting" }
  | { readonly kind: "pairing" }
  | { readonly kind: "waiting" }
  | { readonly kind: "sitting"; readonly pictures: Pictures }
  | { readonly kind: "paper"; readonly paper: Paper; readonly page: number }
  | { readonly kind: "item"; readonly item: Item }
  | { readonly kind: "agenda" }
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
  const closed = lastPoll(meeting);
  if (!closed?.closed_at) return null;
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
      return poll ? { kind: "result", poll } : { kind: "sitting", pictures: "follow" };
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

/** The picture of a pin, of which there is something to show. */
function pinnedView(pin: Pin, meeting: MeetingState): View | null {
  switch (pin.view) {
    case "sitting":
      return null;
    case "speaker":
    case "hall":
    case "grid":
      return { kind: "sitting", pictures: pin.view };
    case "paper": {
      const paper = pinnedPaper(meeting, pin);
      return paper && { kind: "paper", paper, page: Math.min(pin.page, paper.pages) };
    }
    case "item": {
      const item = currentItem(meeting);
      return item && { kind: "item", item };
    }
    case "vote": {
      const poll = lastPoll(meeting);
      return poll && { kind: poll.closed_at === null ? "voting" : "result", poll };
    }
    case "agenda":
      return { kind: "agenda" };
    case "break":
      return meeting.meeting.break_until === null ? null : { kind: "break", until: meeting.meeting.break_until };
  }
}

/** Choose the picture: what the screen is pinned to while the meeting runs and there is something of it to show. */
export function chooseView(facts: Facts): View {
  const { status, meeting } = facts;
  const runs = meeting?.meeting.status === "open" || meeting?.meeting.status === "convened";
  const pin = status?.paired && meeting && runs ? pinFor(meeting.pins, status.room?.id ?? "") : null;
  return (pin && meeting && lacking(pin, meeting) === null && pinnedView(pin, meeting)) || followed(facts);
}

/** Whether the room is in the conference: that follows the sitting, whatever the screen shows. */
export function inConference(facts: Facts): boolean {
  const { kind } = followed(facts);
  return kind === "sitting" || kind === "voting" || kind === "result";
}

/** The picture of a screen that follows the sitting. */
function followed({ status, meeting, now }: Facts): View {
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
