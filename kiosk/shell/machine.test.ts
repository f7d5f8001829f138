import { expect, test } from "vitest";
import type { MeetingState, Pin, Poll } from "@shared/protocol";
import { hall, hallSeat } from "@shared/seating/testing";
import { RESULT_MS, SEATS_MS, chooseView, inConference, isLost, meetingToJoin, type View } from "./machine";
import type { KioskStatus } from "./status";
import { TURN_MS } from "./zones";

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
  tally: null, motion: "ordinary", quorum: null, way: "devices", paper_id: null, closes_at: null, closes_itself: false, named: false, options: [],
  ...change,
});

const result = poll({
  status: "closed",
  closed_at: "2026-11-23T15:14:10+07:00",
  tally: { yes: 44, no: 1, abstain: 2, absent: 3, base: 50, needed: 26, carried: true, rule: "", present: 0, members: 0, hands: [], options: [], winner: null, tied: [] },
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
    captions: true, watermark: false, acting_chair: null, papers_due: null, break_since: null, break_until: null, secrecy: "none", sessions: [], adjourned_at: null,
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
  question_rule: { question_s: 60, answer_s: 180, follow_up_s: 120, source: "" },
  questions: [],
  channels: [],
  pins: [],
  seating: null,
  closed_mailboxes: [], heads: [],
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
    turn_id: "t", participant: "room:r", person_id: null, room_id: "r", name: "", detail: "", item_id: null, since: after, limit_s: 300, kind: "speech" as const, warn_s: 30, paused_at: null, paused_s: 0, question_id: null,
  };
  expect(kind(paired, meeting("open", [result], { floor }))).toBe("sitting");
  const item = {
    id: "i", number: 5, title: "", presenter: "", planned_minutes: 5, status: "open" as const, opened_at: after, spent_s: 0, outcome: null, level: 0, label: "", session_id: "", kind: "discussion" as const, answerers: [],
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

const planned = (room: string): Partial<MeetingState> => ({
  seating: { room_id: room, room: "", hall: hall("rows", [hallSeat("A1", 1, 1), hallSeat("B1", 1, 8)]), places: [{ seat: "A1", person_id: "p" }, { seat: "B1", person_id: "q" }], published_at: "" },
});

test("before the opening the seats of this room take turns with the waiting screen", () => {
  const start = Date.parse("2026-11-23T14:00:00+07:00");
  const state = meeting("convened", [], planned("r"));
  const views = (from: number): View[] => [0, 1, 2].map((turn) => chooseView({ status: paired, meeting: state, now: from + turn * TURN_MS }));
  const first = start - (start % (3 * TURN_MS));
  expect(views(first)).toEqual([{ kind: "seating", page: 0 }, { kind: "seating", page: 1 }, { kind: "waiting" }]);
  expect(views(first - SEATS_MS - 3 * TURN_MS).map(({ kind: name }) => name)).toEqual(["waiting", "waiting", "waiting"]);
  expect(kind(paired, meeting("convened", [], planned("other")), first)).toBe("waiting");
  expect(kind(paired, meeting("open", [], planned("r")), first)).toBe("sitting");
});

test("a short break of the line is not shown", () => {
  expect([isLost("lost", 4000), isLost("lost", 1000), isLost("good", 9000), isLost(null, 0)]).toEqual([true, false, false, false]);
});

const pinned = (view: Pin["view"], state: MeetingState, change: Partial<Pin> = {}): View =>
  chooseView({ status: paired, meeting: { ...state, pins: [{ room_id: "r", view, paper_id: null, page: 1, ...change }] }, now: NOW });
const openItem = { id: "i", number: 1, title: "Mục", presenter: "", planned_minutes: 5, status: "open" as const, opened_at: null, spent_s: 0, outcome: null, level: 0, label: "", session_id: "", kind: "discussion" as const, answerers: [] };

test("a pinned screen shows its view, also while a vote is open, and the last result for as long as it is pinned", () => {
  const voting = meeting("open", [poll({})], { items: [openItem] });
  expect(pinned("hall", voting)).toEqual({ kind: "sitting", pictures: "hall" });
  expect(pinned("item", voting)).toEqual({ kind: "item", item: openItem });
  expect(pinned("agenda", meeting("convened", [], { items: [openItem] })).kind).toBe("agenda");
  expect(chooseView({ status: paired, meeting: { ...meeting("open", [result]), pins: [{ room_id: null, view: "vote", paper_id: null, page: 1 }] }, now: NOW + 10 * RESULT_MS }).kind).toBe("result");
});

test("a page beyond the end of a newer version is its last one; a paper taken back leaves the screen to the sitting", () => {
  const paper = { id: "d", item_id: null, title: "", code: "", pages: 3, url: "", version: 1, earlier: [] };
  expect(pinned("paper", meeting("open", [], { papers: [paper] }), { paper_id: "d", page: 9 })).toEqual({ kind: "paper", paper, page: 3 });
  expect(pinned("paper", meeting("open"), { paper_id: "d" })).toEqual({ kind: "sitting", pictures: "follow" });
});

test("a screen whose view is not there follows the sitting, and a closed meeting knows no pins", () => {
  expect(pinned("vote", meeting("open")).kind).toBe("sitting");
  expect(pinned("grid", meeting("convened")).kind).toBe("waiting");
  expect(pinned("agenda", meeting("closed", [], { items: [openItem] })).kind).toBe("closed");
  expect(pinned("agenda", meeting("open", [], { items: [openItem] }), { room_id: "other" }).kind).toBe("sitting");
});

test("pinned seats show in the room that they are of, the code of check-in in every room", () => {
  expect(pinned("seating", meeting("open", [], planned("r"))).kind).toBe("seating");
  expect(pinned("seating", meeting("open", [], planned("other"))).kind).toBe("sitting");
  expect(pinned("seating", meeting("open"), { room_id: null }).kind).toBe("sitting");
  expect(pinned("check_in", meeting("open"), { room_id: null }).kind).toBe("check_in");
});

test("the room stays in the conference whatever its screen shows, and out of it in a break", () => {
  const state = meeting("open", [], { items: [openItem], pins: [{ room_id: null, view: "agenda", paper_id: null, page: 1 }] });
  expect(inConference({ status: paired, meeting: state, now: NOW })).toBe(true);
  const paused = { ...state, meeting: { ...state.meeting, break_since: "2026-11-23T15:00:00+07:00", break_until: "2026-11-23T15:20:00+07:00" } };
  expect(inConference({ status: paired, meeting: paused, now: NOW })).toBe(false);
  expect(chooseView({ status: paired, meeting: paused, now: NOW }).kind).toBe("agenda");
});
