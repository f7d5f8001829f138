import { expect, test } from "vitest";
import type { Attendee, MeetingState } from "@shared/protocol";
import { conductor } from "@shared/reducer";
import { meetingState, you } from "@shared/testing";
import { conductOf, deputies } from "./handover";

const person = (id: string, role: Attendee["role"], change: Partial<Attendee> = {}): Attendee => ({
  person_id: id, name: `Người ${id}`, title: "", unit: "", unit_id: null, role, votes: true, present: true, room_id: null, checked_in_at: null, left_at: null, ...change,
});
const people = [person("c", "chair"), person("d", "delegate"), person("p", "presidium"), person("g", "guest"), person("late", "presidium", { present: false })];
const meeting = (acting: string | null): MeetingState => {
  const state = meetingState({ people });
  return { ...state, meeting: { ...state.meeting, acting_chair: acting } };
};

test("the presidium comes first, those who are not there last; guests never", () => {
  expect(deputies(meeting(null), "").map((entry) => entry.person_id)).toEqual(["p", "d", "late"]);
  expect(deputies(meeting("p"), "").map((entry) => entry.person_id)).toEqual(["d", "late"]);
  expect(deputies(meeting(null), "nguoi d").map((entry) => entry.person_id)).toEqual(["d"]);
});

test("each console knows what it is to the conduct", () => {
  expect(conductOf(meeting(null), you({ role: "chair", person_id: "c" }))).toBe("chair");
  expect(conductOf(meeting("d"), you({ role: "chair", person_id: "c" }))).toBe("watching");
  expect(conductOf(meeting("d"), you({ role: "chair", person_id: "d" }))).toBe("deputy");
  expect(conductOf(meeting(null), you({ role: "delegate", person_id: "d" }))).toBe("over");
  expect(conductOf(meeting("p"), you({ role: "delegate", person_id: "d" }))).toBe("over");
});

test("who conducts is the deputy, else the standing chair", () => {
  expect(conductor(meeting("d"))?.person_id).toBe("d");
  expect(conductor(meeting(null))?.person_id).toBe("c");
});
