import { expect, test } from "vitest";
import type { Attendee, Floor, Item, Paper, Poll, Room, SpeechRequest } from "./protocol";
import { applyEvent, currentItem, openPoll } from "./reducer";
import { meetingState } from "./testing";

const item = (change: Partial<Item>): Item => ({
  id: "i2", number: 2, title: "Báo cáo", presenter: "", planned_minutes: 30, status: "open", opened_at: "2026-11-23T14:10:00+07:00", spent_s: 0, outcome: null, level: 0, label: "", session_id: "", kind: "discussion" as const, answerers: [], ...change,
});
const request = (id: string, change: Partial<SpeechRequest> = {}): SpeechRequest => ({ id, person_id: `p-${id}`, name: id, detail: "", room_id: null, subject: "", at: "", kind: "speech", ...change });
const floor = (change: Partial<Floor> = {}): Floor => ({
  turn_id: "t1", participant: "room:r1", person_id: "p1", room_id: "r1", name: "A", detail: "", item_id: null, since: "2026-11-23T14:10:00+07:00", limit_s: 300, kind: "speech" as const, warn_s: 30, paused_at: null, paused_s: 0, question_id: null, ...change,
});
const poll = (change: Partial<Poll> = {}): Poll => ({
  id: "v1", item_id: null, question: "Thông qua?", status: "open", opened_at: "", closed_at: null, final: false, eligible: 47, tally: null, motion: "ordinary", quorum: null, way: "devices", paper_id: null, closes_at: null, closes_itself: false, named: false, options: [], ...change,
});
const person: Attendee = { person_id: "p1", name: "A", title: "", unit: "", unit_id: null, role: "delegate", votes: true, present: true, room_id: "r1", checked_in_at: "", left_at: null };
const room: Room = { id: "r1", name: "Xã Tân Hòa", unit: "", kind: "commune", seats: 20, main: false, kiosk: true, caption_size: "large", caption_strong: false };
const paper: Paper = { id: "d1", item_id: "i2", title: "Báo cáo", code: "214-BC/TU", pages: 12, url: "/tai-lieu/d1/file.pdf", version: 1, earlier: [] };
const quorum = { base: 50, present: 44, needed: 34, holds: true, rule: "", of: "convened" as const, deducted: 0 };

test("meeting_changed replaces the meeting", () => {
  const before = meetingState();
  const after = applyEvent(before, { kind: "meeting_changed", act: "closed", meeting: { ...before.meeting, status: "closed" } });
  expect(after.meeting.status).toBe("closed");
  expect(before.meeting.status).toBe("open");
});

test("agenda_changed replaces all items", () => {
  expect(applyEvent(meetingState(), { kind: "agenda_changed", items: [item({ id: "x" })] }).items.map((entry) => entry.id)).toEqual(["x"]);
});

test("item_opened changes only the items that it names", () => {
  const after = applyEvent(meetingState(), { kind: "item_opened", item_id: "i2", items: [item({})] });
  expect(currentItem(after)?.id).toBe("i2");
  expect(after.items).toHaveLength(2);
});

test("item_closed leaves no current item", () => {
  const opened = applyEvent(meetingState(), { kind: "item_opened", item_id: "i2", items: [item({})] });
  expect(currentItem(applyEvent(opened, { kind: "item_closed", item: item({ status: "done" }) }))).toBeNull();
});

test("people_changed and person_checked_in keep people and quorum together", () => {
  const after = applyEvent(meetingState(), { kind: "people_changed", people: [{ ...person, present: false }], quorum: { ...quorum, present: 0 } });
  const here = applyEvent(after, { kind: "person_checked_in", act: "came", way: null, person, quorum });
  expect(here.people).toEqual([person]);
  expect(here.quorum.present).toBe(44);
});

test("a raised hand moves with its person", () => {
  const asked = applyEvent(meetingState(), { kind: "speech_requested", request: { ...request("a"), person_id: "p1", room_id: null } });
  const two = applyEvent(asked, { kind: "speech_requested", request: request("b") });
  const moved = applyEvent(two, { kind: "person_checked_in", act: "came", way: null, person, quorum });
  expect(moved.queue.map((entry) => entry.room_id)).toEqual(["r1", null]);
});

test("a deputy who sits down in another room is heard through it", () => {
  const deputy = { ...person, person_id: "d1", role: "presidium" as const, room_id: null };
  const state = meetingState({ people: [person, deputy], rooms: [{ ...room, id: "r1", main: true }], floor: null });
  const conducting = { ...state, meeting: { ...state.meeting, acting_chair: "d1" } };
  const moved = applyEvent(conducting, { kind: "person_checked_in", act: "moved", way: null, person: { ...deputy, room_id: "r7" }, quorum });
  expect(moved.open_microphones).toEqual(["room:r1", "room:r7", "person:d1"]);
});

test("rooms_changed replaces the rooms", () => {
  expect(applyEvent(meetingState(), { kind: "rooms_changed", rooms: [room] }).rooms).toEqual([room]);
});

test("a paper is issued, replaced by its newer form and withdrawn", () => {
  const issued = applyEvent(meetingState(), { kind: "paper_issued", paper });
  const again = applyEvent(issued, { kind: "paper_issued", paper: { ...paper, pages: 13 } });
  expect(again.papers).toEqual([{ ...paper, pages: 13 }]);
  expect(applyEvent(again, { kind: "paper_withdrawn", paper_id: "d1", title: "Tờ trình", back: null }).papers).toEqual([]);
  const second: Paper = { ...paper, id: "d2", version: 2, earlier: [{ id: "d1", version: 1, pages: 12, url: paper.url }] };
  const renewed = applyEvent(issued, { kind: "paper_issued", paper: second });
  expect(renewed.papers).toEqual([second]);
  expect(applyEvent(renewed, { kind: "paper_withdrawn", paper_id: "d2", title: "", back: paper }).papers).toEqual([paper]);
});

test("hands are raised in order and lowered", () => {
  const two = ["a", "b"].reduce((state, id) => applyEvent(state, { kind: "speech_requested", request: request(id) }), meetingState());
  expect(two.queue.map((entry) => entry.id)).toEqual(["a", "b"]);
  expect(applyEvent(two, { kind: "speech_withdrawn", request_id: "a" }).queue.map((entry) => entry.id)).toEqual(["b"]);
});

test("floor_given takes the answered request out of the queue and opens microphones", () => {
  const after = applyEvent(meetingState({ queue: [request("a"), request("b")] }), {
    kind: "floor_given", floor: floor(), request_id: "a", open_microphones: ["room:r1"],
  });
  expect(after.queue.map((entry) => entry.id)).toEqual(["b"]);
  expect(after.floor?.turn_id).toBe("t1");
  expect(after.open_microphones).toEqual(["room:r1"]);
});

test("floor_changed replaces the turn; floor_taken ends that turn alone", () => {
  const more = applyEvent(meetingState({ floor: floor() }), { kind: "floor_changed", act: "extended", floor: floor({ limit_s: 420 }) });
  expect(more.floor?.limit_s).toBe(420);
  const other = applyEvent(more, { kind: "floor_taken", turn_id: "t0", spoken_s: 3, spoken: null, open_microphones: [] });
  expect(other.floor?.turn_id).toBe("t1");
  expect(applyEvent(other, { kind: "floor_taken", turn_id: "t1", spoken_s: 9, spoken: null, open_microphones: ["person:c"] })).toMatchObject({
    floor: null, open_microphones: ["person:c"],
  });
});

test("points of order stand first, the chair's order holds, limits of a lost item go", () => {
  const asked = ["a", "b", "o1", "o2"].reduce(
    (state, id) => applyEvent(state, { kind: "speech_requested", request: request(id, { kind: id.startsWith("o") ? "order" : "speech" }) }),
    meetingState(),
  );
  expect(asked.queue.map(({ id }) => id)).toEqual(["o1", "o2", "a", "b"]);
  expect(applyEvent(asked, { kind: "queue_ordered", request_ids: ["o1", "o2", "b", "a"] }).queue.map(({ id }) => id)).toEqual(["o1", "o2", "b", "a"]);
  const limits = [{ item_id: "i1", person_id: null, limit_s: 60 }, { item_id: null, person_id: "p", limit_s: 90 }];
  const limited = applyEvent(asked, { kind: "speech_limits_changed", limits });
  expect(limited.speech_limits).toEqual(limits);
  expect(applyEvent(limited, { kind: "agenda_changed", items: [] }).speech_limits).toEqual([limits[1]]);
});

test("spoken time replaces the sum of the same speaker in the same item, and stands last when it is new", () => {
  const spoken = { person_id: "p1", room_id: null, name: "", unit: "", item_id: "i1", seconds: 60, turns: 1 };
  const taken = (more: object) => ({ kind: "floor_taken" as const, turn_id: "t", spoken_s: 1, open_microphones: [], spoken: { ...spoken, ...more } });
  const once = [{}, { item_id: null }, { seconds: 90, turns: 2 }].reduce((state, more) => applyEvent(state, taken(more)), meetingState());
  expect(once.spoken.map(({ item_id, seconds }) => [item_id, seconds])).toEqual([["i1", 90], [null, 60]]);
});

test("microphones_muted tells who may still be heard", () => {
  expect(applyEvent(meetingState({ open_microphones: ["a", "b"] }), { kind: "microphones_muted", open_microphones: ["a"] }).open_microphones).toEqual(["a"]);
});

test("a poll opens, and closes with its tally", () => {
  const open = applyEvent(meetingState(), { kind: "poll_opened", prepared_id: null, poll: poll() });
  expect(openPoll(open)?.id).toBe("v1");
  const tally = { yes: 41, no: 2, abstain: 1, absent: 6, base: 50, needed: 26, carried: true, rule: "", present: 0, members: 0, hands: [], options: [], winner: null, tied: [] };
  const closed = applyEvent(open, { kind: "poll_closed", poll: poll({ status: "closed", tally }) });
  expect(openPoll(closed)).toBeNull();
  expect(closed.polls[0]?.tally?.yes).toBe(41);
});

test("ballot_cast and minutes_drafted leave the meeting as it is", () => {
  const before = meetingState();
  expect(applyEvent(before, { kind: "ballot_cast", ballot: { poll_id: "v1", choice: "yes", at: "", number: 9 } })).toBe(before);
  expect(applyEvent(before, { kind: "minutes_drafted", draft_id: "d", url: "/x" })).toBe(before);
});

test("a kind from a newer server changes nothing", () => {
  const before = meetingState();
  expect(applyEvent(before, { kind: "invented_later" } as never)).toBe(before);
});

test("quorum_changed replaces the quorum; an absence is not for everybody", () => {
  const state = meetingState();
  const lost = applyEvent(state, { kind: "quorum_changed", act: "lost", quorum });
  expect(lost.quorum).toEqual(quorum);
  expect(applyEvent(state, { kind: "absence_noted", person_id: "p1", absence: null })).toBe(state);
});
