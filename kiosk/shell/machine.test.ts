import { expect, test } from "vitest";
import type { MeetingState, Poll } from "@shared/protocol";
import { RESULT_MS, chooseView, isLost, meetingToJoin } from "./machine";
import type { KioskStatus } from "./status";

const NOW = Date.parse("2026-11-23T15:14:30+07:00");

const paired: KioskStatus = {
  paired: true,
  room: { id: "r", name: "Xã Tân Hòa", unit: "" },
  meeting: { id: "m", title: "Hội nghị", status: "open", starts_at: "", place: "", item_count: 5, secrecy: "none" },
  server_time: "2026-11-23T15:14:30+07:00",
};

const poll = (change: Partial<Poll>): Poll => ({
  id: "p",
  item_id: null,
  question: "Thông qua?",
  status: "open",
  opened_at: "2026-11-23T15:11:00+07:00",
  closed_at: null,
  final: false,
  eligible: 47,
  tally: null, motion: "ordinary", quorum: null, way: "devices", paper_id: null, closes_at: null, closes_itself: false, named: false,
  ...change,
});

const result = poll({
  status: "closed",
  closed_at: "2026-11-23T15:14:10+07:00",
  tally: { yes: 44, no: 1, abstain: 2, absent: 3, base: 50, needed: 26, carried: true, rule: "", present: 0, members: 0, hands: [] },
});

const meeting = (status: "convened" | "open" | "closed", polls: Poll[] = [], change: Partial<MeetingState> = {}): MeetingState => ({
  meeting: {
    id: "m",
    title: "Hội nghị",
    status,
    place: "",
    starts_at: "2026-11-23T14:00:00+07:00",
    ends_at: "2026-11-23T16:00:00+07:00",
    opened_at: null,
    closed_at: status === "closed" ? "2026-11-23T15:14:00+07:00" : null,
    captions: true, watermark: false, acting_chair: null, papers_due: null, break_since: null, break_until: null, secrecy: "none",
  },
  items: [],
  papers: [],
  people: [],
  rooms: [],
  quorum: { base: 50, present: 47, needed: 34, holds: true, rule: "", of: "convened", deducted: 0 },
  queue: [],
  floor: null,
  open_microphones: [],
  polls,
  speech_rule: { limit_s: 300, order_s: 120, warn_s: 60, source: "" },
  speech_limits: [],
  spoken: [],
  channels: [],
  ...change,
});

const kind = (status: KioskStatus | null, state: MeetingState | null, now = NOW): string =>
  chooseView({ status, meeting: state, now }).kind;

test("a break stands before the sitting and after an open vote", () => {
  const state = meeting("open");
  const paused = { ...state, meeting: { ...state.meeting, break_since: "2026-11-23T15:00:00+07:00", break_until: "2026-11-23T15:20:00+07:00" } };
  const status = { paired: true } as KioskStatus;
  expect(chooseView({ status, meeting: paused, now: 0 })).toEqual({ kind: "break", until: "2026-11-23T15:20:00+07:00" });
});

test("before the server speaks the screen starts, unpaired it shows its code", () => {
  expect(kind(null, null)).toBe("starting");
  expect(kind({ paired: false, code: "7K4M2H", server_time: "" }, null)).toBe("pairing");
});

test("a revoked screen shows its code at once, even in an open meeting", () => {
  expect(kind({ paired: false, code: "7K4M2H", server_time: "" }, meeting("open"))).toBe("pairing");
});

test("a paired screen waits until the meeting is open", () => {
  expect(kind(paired, null)).toBe("waiting");
  expect(kind(paired, meeting("convened"))).toBe("waiting");
  expect(kind(paired, meeting("open"))).toBe("sitting");
});

test("an open vote and then its result take the whole screen", () => {
  expect(kind(paired, meeting("open", [poll({})]))).toBe("voting");
  expect(kind(paired, meeting("open", [result]))).toBe("result");
});

test("the result goes when it is old, when the floor is given or when an item opens", () => {
  expect(kind(paired, meeting("open", [result]), NOW + RESULT_MS)).toBe("sitting");
  const after = "2026-11-23T15:14:20+07:00";
  const floor = {
    turn_id: "t", participant: "room:r", person_id: null, room_id: "r", name: "", detail: "", item_id: null, since: after, limit_s: 300, kind: "speech" as const, warn_s: 30, paused_at: null, paused_s: 0,
  };
  expect(kind(paired, meeting("open", [result], { floor }))).toBe("sitting");
  const item = {
    id: "i", number: 5, title: "", presenter: "", planned_minutes: 5, status: "open" as const, opened_at: after, spent_s: 0, outcome: null, level: 0, label: "",
  };
  expect(kind(paired, meeting("open", [result], { items: [item] }))).toBe("sitting");
  const before = { ...item, opened_at: "2026-11-23T15:10:00+07:00" };
  expect(kind(paired, meeting("open", [result], { items: [before] }))).toBe("result");
});

test("a closed meeting is said so for ten minutes", () => {
  expect(kind(paired, meeting("closed"))).toBe("closed");
  expect(kind(paired, meeting("closed"), NOW + 11 * 60_000)).toBe("waiting");
});

test("the socket follows the status, stays after closing and goes with the pairing", () => {
  expect(meetingToJoin(paired, null)).toBe("m");
  expect(meetingToJoin({ ...paired, meeting: null }, "m")).toBe("m");
  expect(meetingToJoin({ paired: false, server_time: "" }, "m")).toBeNull();
});

test("a short break of the line is not shown", () => {
  expect([isLost("lost", 4000), isLost("lost", 1000), isLost("good", 9000), isLost(null, 0)]).toEqual([true, false, false, false]);
});
