import { expect, test } from "vitest";
import type { Item, MeetingState, Poll, Room } from "@shared/protocol";
import { meetingState } from "@shared/testing";
import { alerts, beforeClosing, closePollWords, freshResult, namesInRow, nextItem, participantName, type Facts } from "./model";

const NOW = Date.parse("2026-11-23T14:38:00+07:00");

const room = (id: string, change: Partial<Room> = {}): Room => ({
  id, name: `Xã ${id}`, unit: "", kind: "commune", seats: 20, main: false, kiosk: true, caption_size: "large", caption_strong: false, ...change,
});
const item = (number: number, status: Item["status"], change: Partial<Item> = {}): Item => ({
  id: `i${number}`, number, title: `Mục ${number}`, presenter: "", planned_minutes: 45, status, opened_at: null, spent_s: 0, outcome: null, level: 0, label: "", session_id: "", kind: "discussion" as const, answerers: [], ...change,
});
const quorum = { base: 50, present: 47, needed: 34, holds: true, rule: "", of: "convened" as const, deducted: 0 };
const meeting = (change: Partial<MeetingState> = {}): MeetingState =>
  meetingState({ quorum, items: [item(1, "done"), item(2, "open", { opened_at: "2026-11-23T14:30:00+07:00" }), item(3, "waiting")], ...change });
const facts = (change: Partial<Facts> = {}): Facts => ({ meeting: meeting(), online: [], sources: [], absences: [], now: NOW, limit: 300, ...change });
const ids = (change: Partial<Facts>): string[] => alerts(facts(change)).map((alert) => alert.id);

test("a calm meeting says so", () => {
  expect(ids({})).toEqual(["calm"]);
});

test("missing quorum comes first and names how many are missing", () => {
  const [first] = alerts(facts({ meeting: meeting({ quorum: { ...quorum, present: 30, holds: false } }) }));
  expect(first).toMatchObject({ id: "quorum", tone: "bad" });
  expect(first?.words).toContain("còn thiếu 4");
});

test("rooms with a kiosk and without a live page are named; rooms without a kiosk are another matter", () => {
  const rooms = [room("a"), room("b"), room("c", { kiosk: false })];
  const found = alerts(facts({ meeting: meeting({ rooms }), online: ["room:a"] }));
  expect(found.find((alert) => alert.id === "offline")?.words).toContain("Xã b");
  expect(found.find((alert) => alert.id === "offline")?.words).not.toContain("Xã a");
  expect(found.find((alert) => alert.id === "unpaired")?.words).toBe("Xã c");
});

test("an item that is over, or will be by the queue, is said", () => {
  const over = meeting({ items: [item(2, "open", { planned_minutes: 5, opened_at: "2026-11-23T14:29:00+07:00" })] });
  expect(alerts(facts({ meeting: over }))[0]?.title).toBe("Mục 2 quá 4 phút");
  const request = { id: "q", person_id: "p", name: "", detail: "", room_id: null, subject: "", at: "", kind: "speech" as const };
  const queue = Array.from({ length: 9 }, (_, index) => ({ ...request, id: `q${index}` }));
  expect(alerts(facts({ meeting: meeting({ queue }) }))[0]?.title).toBe("Mục 2 có thể quá 8 phút");
  expect(ids({ meeting: meeting({ queue }), limit: null })).toEqual(["calm"]);
});

test("open microphones of others are information, not an alarm", () => {
  expect(ids({ meeting: meeting({ rooms: [room("a")], open_microphones: ["room:a"] }), online: ["room:a"] })).toEqual(["calm", "microphones"]);
});

test("the next item follows the current one", () => {
  expect(nextItem(meeting())?.number).toBe(3);
  expect(nextItem(meeting({ items: [item(1, "waiting"), item(2, "open")] }))?.number).toBe(1);
  expect(nextItem(meeting({ items: [item(1, "done")] }))).toBeNull();
});

const poll: Poll = {
  id: "p", item_id: null, question: "Thông qua?", status: "closed", opened_at: "", closed_at: "2026-11-23T14:37:00+07:00", final: false, eligible: 47,
  tally: { yes: 44, no: 1, abstain: 2, absent: 3, base: 50, needed: 26, carried: true, rule: "", present: 0, members: 0, hands: [], options: [], winner: null, tied: [] }, motion: "ordinary", quorum: null, way: "devices", paper_id: null, closes_at: null, closes_itself: false, named: false, options: [],
};

test("a result stays until the meeting goes on", () => {
  expect(freshResult(meeting({ polls: [poll] }))?.id).toBe("p");
  const later = item(3, "open", { opened_at: "2026-11-23T14:37:30+07:00" });
  expect(freshResult(meeting({ polls: [poll], items: [later] }))).toBeNull();
  expect(freshResult(meeting({ polls: [poll, { ...poll, id: "q", status: "open", closed_at: null, tally: null, motion: "ordinary", quorum: null, way: "devices", paper_id: null, closes_at: null, closes_itself: false, named: false, options: [] }] }))).toBeNull();
});

test("closing a vote names who has not voted", () => {
  const turnout = { type: "turnout" as const, poll_id: "p", cast: 44, eligible: 47 };
  expect(closePollWords(poll, turnout)[0]).toBe("3 đại biểu chưa biểu quyết.");
  expect(closePollWords(poll, { ...turnout, cast: 47 })[0]).toBe("Tất cả 47 đại biểu đã biểu quyết.");
  expect(closePollWords(poll, null)).toHaveLength(1);
});

test("an open vote and a turn come before closing the meeting", () => {
  const floor = { turn_id: "t", participant: "room:a", person_id: null, room_id: "a", name: "Xã a", detail: "", item_id: null, since: "", limit_s: null, kind: "speech" as const, warn_s: 30, paused_at: null, paused_s: 0, question_id: null };
  expect(beforeClosing(meeting())).toEqual([]);
  expect(beforeClosing(meeting({ floor, polls: [{ ...poll, status: "open" }] }))).toHaveLength(2);
});

test("names are put in a row, participants are named", () => {
  expect(namesInRow(["A", "B"])).toBe("A, B");
  expect(namesInRow(["A", "B", "C", "D", "E"])).toBe("A, B, C và 2 nơi nữa");
  expect(participantName(meeting({ rooms: [room("a")] }), "room:a")).toBe("Xã a");
  expect(participantName(meeting(), "person:x")).toBe("Người tham dự");
});
