import { expect, test } from "vitest";
import { t } from "@shared/i18n";
import { event, meetingState, segment } from "@shared/testing";
import type { EventMessage, ServerMessage } from "@shared/protocol";
import type { LiveSession } from "@shared/session";
import { Journal, entries } from "./journal";
import type { Attendee } from "@shared/protocol";
import { isLate } from "@features/roll/model";
import { attendanceWords } from "./attend";
import { lineOf, together } from "./older";
import { choices, microphone } from "./speaker";
import { chapters, checked, unsure } from "./transcript";

const meeting = meetingState();

function fakeSession(): { session: LiveSession; say(message: ServerMessage): void; sent: unknown[] } {
  const hears: ((message: ServerMessage) => void)[] = [];
  const sent: unknown[] = [];
  const socket = { onMessage: (hear: (message: ServerMessage) => void) => hears.push(hear), send: (message: unknown) => sent.push(message) > 0 };
  return { session: { socket } as unknown as LiveSession, say: (message) => hears.forEach((hear) => hear(message)), sent };
}

const muted = (number: number): EventMessage => event(number, { kind: "microphones_muted", open_microphones: [] });
const snapshot = (number: number): ServerMessage => ({ type: "snapshot", number, state: meeting, captions: [] });

test("the journal asks once for what happened before the page came", () => {
  const { session, say, sent } = fakeSession();
  const journal = new Journal(session);
  say(snapshot(40));
  say(snapshot(41));
  expect(sent).toEqual([{ type: "catch_up", after: 1 }]);
  say({ type: "events", last: 40, events: [muted(7), muted(3)] });
  say(muted(41));
  say(muted(41));
  expect(journal.events.map(({ number }) => number)).toEqual([3, 7, 41]);
});

test("a long meeting is asked for from as far back as the server answers", () => {
  const { session, say, sent } = fakeSession();
  new Journal(session);
  say(snapshot(2000));
  expect(sent).toEqual([{ type: "catch_up", after: 1501 }]);
});

test("acts are told in words, hands are not", () => {
  const request = { id: "q", person_id: "p", name: "A", detail: "", room_id: null, subject: "", at: "", kind: "speech" as const };
  const tally = { yes: 44, no: 1, abstain: 2, absent: 3, base: 50, needed: 26, carried: true, rule: "", present: 0, members: 0, hands: [], options: [], winner: null, tied: [] };
  const poll = { id: "p", item_id: null, question: "?", status: "closed" as const, opened_at: "", closed_at: "", final: false, eligible: 47, tally, motion: "ordinary" as const, quorum: null, way: "devices" as const, paper_id: null, closes_at: null, closes_itself: false, named: false, options: [] };
  const found = entries(
    [event(2, { kind: "speech_requested", request }), muted(3), event(4, { kind: "poll_closed", poll }), event(5, { kind: "meeting_changed", act: "edited", meeting: meeting.meeting })],
    meeting,
  );
  expect(found.map(({ number, title }) => [number, title])).toEqual([[3, "Tắt tất cả micrô"], [4, "Kết quả biểu quyết"]]);
  expect(found[1]?.words).toContain("44 đồng ý");
});

const came = (change: Partial<Attendee>): Attendee => ({
  person_id: "p", name: "Mai", title: "", unit: "", unit_id: null, role: "delegate", votes: true, present: false, room_id: null, checked_in_at: null, left_at: null, ...change,
});

test("attendance in words: late, gone, absent with a reason", () => {
  const opened = "2026-11-23T14:02:00+07:00";
  const late = came({ present: true, checked_in_at: "2026-11-23T14:20:00+07:00" });
  expect(isLate(late, opened)).toBe(true);
  expect(isLate(late, null)).toBe(false);
  expect(attendanceWords(late, null, opened)).toBe("đến muộn 14:20");
  const gone = came({ checked_in_at: "2026-11-23T13:50:00+07:00", left_at: "2026-11-23T15:00:00+07:00" });
  const absence = { person_id: "p", ground: "exempt", words: "Được miễn", reason: "" };
  expect(attendanceWords(gone, absence, opened)).toBe("đến 13:50 · về 15:00 · Được miễn");
  expect(attendanceWords(came({}), null, opened)).toBe("");
  expect(attendanceWords(came({}), { ...absence, ground: "unexcused" }, opened)).toBe("");
});

test("crossing the quorum, leaving and coming back are told in the journal", () => {
  const { quorum } = meeting;
  const events = [
    event(1, { kind: "person_checked_in", act: "left", way: null, person: came({}), quorum }),
    event(2, { kind: "quorum_changed", act: "lost", quorum }),
    event(3, { kind: "person_checked_in", act: "back", way: null, person: came({ present: true }), quorum }),
    event(4, { kind: "quorum_changed", act: "regained", quorum: { ...quorum, present: 34, holds: true } }),
    event(5, { kind: "absence_noted", person_id: "p", absence: { person_id: "p", ground: "x", words: "Được miễn", reason: "" } }),
  ];
  const found = entries(events, { ...meeting, people: [came({})] });
  expect(found.map(({ title }) => title)).toEqual(["Mai rời họp", "Mất túc số", "Mai trở lại", "Đủ túc số trở lại", "Mai vắng có lý do"]);
  expect(found[1]?.words).toBe("có mặt 0 trong 50, cần 34");
});

test("an act of a newer server is left out, not a fault", () => {
  const strange = { ...muted(9), payload: { kind: "tea_served" } } as unknown as EventMessage;
  expect(entries([strange], meeting)).toEqual([]);
});

test("the transcript follows the agenda and joins what one person said", () => {
  const said = (id: string, item: string | null, speaker: string, start: number): ReturnType<typeof segment> =>
    segment({ segment_id: id, item_id: item, speaker, start_ms: start, end_ms: start + 4000 });
  const found = chapters(meeting.items, [
    said("a", "i2", "Phúc", 0), said("b", "i2", "Phúc", 5000), said("c", "i2", "Vinh", 10_000), said("d", "i1", "Khôi", 60_000),
    said("e", null, "Khôi", 70_000), said("f", "i2", "Vinh", 90_000),
  ]);
  expect(found.map(({ item, passages }) => [item?.id ?? null, passages.map(({ parts }) => parts.length)])).toEqual([
    [null, [1]], ["i1", [1]], ["i2", [2, 1, 1]],
  ]);
});

test("a correction is told in words, a confirmation is told as one", () => {
  const corrected = (number: number, before: string): EventMessage => event(number, { kind: "caption_corrected", before, segment: segment({ state: "edited" }) });
  expect(entries([corrected(3, "khác"), corrected(4, segment().text)], meeting).map(({ title }) => title)).toEqual([
    "Hiệu đính lời của Lương Văn Phúc", "Xác nhận lời của Lương Văn Phúc",
  ]);
});

test("who can have spoken: people of the line's room first, found without marks", () => {
  const person = (person_id: string, name: string, present: boolean, room_id: string | null): Attendee =>
    ({ person_id, name, title: "", unit: "Sở Nội vụ", unit_id: null, role: "delegate", votes: true, present, room_id, checked_in_at: null, left_at: null });
  const people = [person("a", "Lò Văn Tám", true, null), person("b", "Đỗ Thị Hưng", true, "r1"), person("c", "Vũ Hà", false, "r1")];
  const [room] = meeting.rooms;
  const asked = { ...meeting, people, rooms: room ? [{ ...room, id: "r1", name: "Hội trường tầng 2" }] : [] };
  const ids = (participant: string, search = ""): string[][] => Object.values(choices(asked, participant, search)).map((group: readonly Attendee[]) => group.map(({ person_id }) => person_id));
  expect(ids("room:r1")).toEqual([["b"], ["a", "c"]]);
  expect(ids("person:a")).toEqual([["a"], ["b", "c"]]);
  expect(ids("room:r1", "do thi")).toEqual([["b"], []]);
  expect(ids("room:r1", "noi vu")).toEqual([["b"], ["a", "c"]]);
  expect(microphone(asked, "person:a")).toBe("Lò Văn Tám");
  expect(microphone(asked, "meeting")).toBe(t("Hội trường chung"));
});

test("lines from before the page came stand in front, each in its newest revision", () => {
  const file = (id: string, at: number, edited = false): Parameters<typeof lineOf>[1] => ({
    id, rev: 2, at: new Date(at).toISOString(), start: 0, end: 1.5, speaker: "A", speaker_id: null, named: 0, participant: "room:r1", item_id: null, text: "tệp", spoken: "tệp", confidence: 0.5, edited,
  });
  const older = [file("x", 0), file("y", 2000), file("z", 3000, true)].map((line) => lineOf("m1", line));
  expect(older[0]).toMatchObject({ segment_id: "x", state: "final", start_ms: 0, end_ms: 1500, spoken: "" });
  const live = (id: string, at: number): ReturnType<typeof segment> => segment({ segment_id: id, rev: 3, state: "final", start_ms: at, text: "trang" });
  const found = together(older, [live("y", 2000), live("z", 3000), live("w", 1000)]);
  expect(found.map(({ segment_id, text }) => [segment_id, text])).toEqual([["x", "tệp"], ["w", "trang"], ["y", "trang"], ["z", "tệp"]]);
});

test("only finished lines count as checked or not", () => {
  expect(checked([segment(), segment({ state: "final" }), segment({ state: "edited" })])).toEqual({ done: 1, all: 2 });
});

test("only a finished segment of low confidence is unsure", () => {
  expect(unsure(segment({ state: "final", confidence: 0.4 }))).toBe(true);
  expect(unsure(segment({ state: "final", confidence: 0.9 }))).toBe(false);
  expect(unsure(segment({ state: "partial", confidence: 0.1 }))).toBe(false);
  expect(unsure(segment({ state: "edited", confidence: 0.1 }))).toBe(false);
});
