import { expect, test } from "vitest";
import type { Floor, SpeechRequest } from "@shared/protocol";
import { meetingState, you } from "@shared/testing";
import { speechFace, type SpeechFacts } from "./speech";

const facts = (change: Partial<SpeechFacts> = {}): SpeechFacts => ({
  state: meetingState(), you: you(), line: "good", pending: [], microphoneOn: false, justSpoke: false, ...change,
});
const request = (person: string): SpeechRequest => ({ id: `r-${person}`, person_id: person, name: "", detail: "", room_id: null, subject: "", at: "", kind: "speech" as const });
const floor = (change: Partial<Floor> = {}): Floor => ({
  turn_id: "t1", participant: "person:p1", person_id: "p1", room_id: null, name: "", detail: "", item_id: null, since: "", limit_s: 300, kind: "speech" as const, warn_s: 30, paused_at: null, paused_s: 0, question_id: null, ...change,
});

test("the five faces in their order", () => {
  expect(speechFace(facts()).face).toBe("ask");
  expect(speechFace(facts({ state: meetingState({ queue: [request("x"), request("p1")] }) }))).toMatchObject({ face: "waiting", place: 2, requestId: "r-p1" });
  expect(speechFace(facts({ state: meetingState({ floor: floor() }) }))).toMatchObject({ face: "invited", turnId: "t1" });
  expect(speechFace(facts({ state: meetingState({ floor: floor() }), microphoneOn: true })).face).toBe("speaking");
  expect(speechFace(facts({ justSpoke: true })).face).toBe("done");
});

test("who speaks at the room's microphone has nothing to switch on", () => {
  expect(speechFace(facts({ state: meetingState({ floor: floor({ participant: "room:r1", room_id: "r1" }) }) })).face).toBe("speaking");
});

test("somebody else's turn changes nothing", () => {
  expect(speechFace(facts({ state: meetingState({ floor: floor({ person_id: "p2", participant: "person:p2" }) }) })).face).toBe("ask");
});

test("a request that waits for the line says so", () => {
  const pending = [{ id: "c1", sent: false, command: { name: "request_speech" as const, subject: "" } }];
  expect(speechFace(facts({ line: "lost", pending }))).toMatchObject({ face: "sending", words: "chưa gửi", sent: false });
});

test("closed with the reason: line lost (keeping the place), not open, no right", () => {
  expect(speechFace(facts({ line: "lost", state: meetingState({ queue: [request("p1")] }) }))).toEqual({ face: "closed", words: "đang chờ, thứ 1" });
  const before = meetingState();
  expect(speechFace(facts({ state: { ...before, meeting: { ...before.meeting, status: "convened" } } })).words).toBe("chưa khai mạc");
  expect(speechFace(facts({ you: you({ commands: [] }) })).face).toBe("closed");
});
