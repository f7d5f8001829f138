import { expect, test } from "vitest";
import type { Attendee, MeetingState } from "../protocol";
import { meetingState, you } from "../testing";
import { owesCheckIn } from "./own-check-in";

function withMe(change: Partial<Attendee>, status: MeetingState["meeting"]["status"] = "open"): MeetingState {
  const me: Attendee = { person_id: "p1", name: "A", title: "", unit: "", unit_id: null, role: "chair", votes: true, present: false, room_id: null, checked_in_at: null, left_at: null, ...change };
  const state = meetingState({ people: [me] });
  return { ...state, meeting: { ...state.meeting, status } };
}

test("a chair who is not checked in is asked, before the opening and after it", () => {
  expect(owesCheckIn(withMe({}), you())).toBe(true);
  expect(owesCheckIn(withMe({}, "convened"), you())).toBe(true);
});

test.each([
  ["who is there", withMe({ present: true }), you()],
  ["who has no vote and is in no quorum", withMe({ votes: false }), you()],
  ["who has left the meeting's people", meetingState(), you()],
  ["whose role does not check in", withMe({}), you({ commands: [] })],
  ["of a sitting that is closed", withMe({}, "closed"), you()],
])("nobody is asked %s", (_who, state, me) => expect(owesCheckIn(state, me)).toBe(false));
