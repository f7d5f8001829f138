/** Where this page's person takes part, kept for a reload of the same tab. */
import type { MeetingState, You } from "@shared/protocol";
import { adjourned, nextSession } from "@shared/sessions";
import type { Seat } from "./check-in";

const key = (meetingId: string): string => `nghisu.seat.${meetingId}`;

export function rememberSeat(meetingId: string, seat: Seat): void {
  sessionStorage.setItem(key(meetingId), JSON.stringify(seat));
}

/** Nobody is asked where he sits earlier than this before the next session. */
const ASKED_MS = 30 * 60_000;

/** Between two sessions papers lie open; attendance of the next one is asked for when it is near. */
export function asksSeat({ meeting }: MeetingState, now: number): boolean {
  const next = adjourned(meeting) ? nextSession(meeting) : null;
  return next === null || Date.parse(next.starts_at) - now <= ASKED_MS;
}

/** The seat of a person who is checked in already; null: must be asked. Watchers without check-in simply watch. */
export function knownSeat(state: MeetingState, you: You): Seat | null {
  if (!you.commands.includes("check_in") || state.meeting.status === "closed") return { roomId: null, publish: false };
  const me = state.people.find((person) => person.person_id === you.person_id);
  if (!me?.present) return null;
  if (me.room_id !== null) return { roomId: me.room_id, publish: false };
  const stored = sessionStorage.getItem(key(state.meeting.id));
  return stored ? (JSON.parse(stored) as Seat) : { roomId: null, publish: false };
}
