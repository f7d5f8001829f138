import { expect, test } from "vitest";
import type { Attendee } from "@shared/protocol";
import { meetingState, you } from "@shared/testing";
import { mayTakeOver } from "./conduct";

const person = (id: string, role: Attendee["role"], present = true): Attendee => ({
  person_id: id, name: id, title: "", unit: "", unit_id: null, role, votes: true, present, room_id: null, checked_in_at: null, left_at: null,
});
const meeting = meetingState({ people: [person("c", "chair"), person("p", "presidium")] });
const me = you({ person_id: "p", role: "presidium", commands: ["take_over_chair"] });

test("the presidium may take over only while whoever conducts has no page", () => {
  expect(mayTakeOver({ meeting, you: me, online: ["person:p"] })).toBe(true);
  expect(mayTakeOver({ meeting, you: me, online: ["person:p", "person:c"] })).toBe(false);
  expect(mayTakeOver({ meeting, you: you({ person_id: "p" }), online: [] })).toBe(false);
  const absent = meetingState({ people: [person("c", "chair"), person("p", "presidium", false)] });
  expect(mayTakeOver({ meeting: absent, you: me, online: [] })).toBe(false);
  const closed = { ...meeting, meeting: { ...meeting.meeting, status: "closed" as const } };
  expect(mayTakeOver({ meeting: closed, you: me, online: [] })).toBe(false);
});
