/** Pure: which picture the big screen shows, from what it knows. */
import type { LineState } from "@shared/line";
import type { Item, MeetingState, Paper, Pin, Poll } from "@shared/protocol";
import { currentItem, openPoll } from "@shared/reducer";
import { lacking, lastPoll, pinFor, pinnedPaper, seatingIn } from "@shared/screens";
import { adjourned } from "@shared/sessions";
import type { KioskStatus } from "./status";
import { turnAt, zonesOf } from "./zones";

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
  | { readonly kind: "check_in" }
  | { readonly kind: "seating"; readonly page: number }
  | { readonly kind: "break"; readonly until: string }
  | { readonly kind: "adjourned" }
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
/** From so long before the planned beginning the hall's seats take turns with the waiting screen. */
export const SEATS_MS = 2 * 3_600_000;
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

/** Before the opening: the waiting screen, in turn with the parts of this room's plan of seats where there is one. */
function beforeOpening(meeting: MeetingState, roomId: string, now: number): View {
  const seating = seatingIn(meeting, roomId);
  if (!seating || now < Date.parse(meeting.meeting.starts_at) - SEATS_MS) return { kind: "waiting" };
  const parts = zonesOf(seating).length;
  const turn = turnAt(parts + 1, now);
  return turn < parts ? { kind: "seating", page: turn } : { kind: "waiting" };
}

function meetingView(meeting: MeetingState, roomId: string, now: number): View {
  switch (meeting.meeting.status) {
    case "open": {
      const open = openPoll(meeting);
      if (open) return { kind: "voting", poll: open };
      if (adjourned(meeting.meeting)) return { kind: "adjourned" };
      if (meeting.meeting.break_until !== null) return { kind: "break", until: meeting.meeting.break_until };
      const poll = freshResult(meeting, now);
      return poll ? { kind: "result", poll } : { kind: "sitting", pictures: "follow" };
    }
    case "closed": {
      const at = meeting.meeting.closed_at;
      return at !== null && now - Date.parse(at) < CLOSED_MS ? { kind: "closed" } : { kind: "waiting" };
    }
    case "convened":
      return beforeOpening(meeting, roomId, now);
    case "draft":
      return { kind: "waiting" };
  }
}

function pinnedBreak({ break_until: until }: MeetingState["meeting"]): View | null {
  return until === null ? null : { kind: "break", until };
}

function pinnedSeats(meeting: MeetingState, roomId: string, now: number): View | null {
  const seating = seatingIn(meeting, roomId);
  return seating && { kind: "seating", page: turnAt(zonesOf(seating).length, now) };
}

/** The picture of a pin, of which there is something to show. */
function pinnedView(pin: Pin, meeting: MeetingState, roomId: string, now: number): View | null {
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
    case "check_in":
      return { kind: pin.view };
    case "break":
      return pinnedBreak(meeting.meeting);
    case "seating":
      return pinnedSeats(meeting, roomId, now);
  }
}

/** Choose the picture: what the screen is pinned to while the meeting runs and there is something of it to show. */
export function chooseView(facts: Facts): View {
  const { status, meeting, now } = facts;
  const roomId = status?.room?.id ?? "";
  const runs = meeting?.meeting.status === "open" || meeting?.meeting.status === "convened";
  const pin = status?.paired && meeting && runs ? pinFor(meeting.pins, roomId) : null;
  return (pin && meeting && lacking(pin, meeting, roomId) === null && pinnedView(pin, meeting, roomId, now)) || followed(facts);
}

/** Whether the code of check-in belongs beside a picture. */
export function showsCode({ kind }: View): boolean {
  return kind === "waiting" || kind === "agenda" || kind === "check_in" || kind === "seating";
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
  return meeting ? meetingView(meeting, status.room?.id ?? "", now) : { kind: "waiting" };
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
