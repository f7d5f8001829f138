/** Where this page's person takes part, kept for a reload of the same tab. */
import type { MeetingState, You } from "@shared/protocol";
import type { Seat } from "./check-in";

const key = (meetingId: string): string => `nghisu.seat.${meetingId}`;

export function rememberSeat(meetingId: string, seat: Seat): void {
  sessionStorage.setItem(key(meetingId), JSON.stringify(seat));
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
