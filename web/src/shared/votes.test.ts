import { describe, expect, it } from "vitest";
import type { HandCount, MeetingState, Poll } from "./protocol";
import { handRooms, percentText, pollClock, raisesHands, sharesWords, votesByHand } from "./votes";

const ROOMS = [{ id: "hall", main: true }, { id: "far", main: false }, { id: "empty", main: false }] as unknown as MeetingState["rooms"];
const person = (person_id: string, room_id: string | null, votes = true, present = true): object => ({ person_id, room_id, votes, present });
const MEETING = {
  rooms: ROOMS,
  people: [person("a", "hall"), person("b", "far"), person("c", "far", false), person("d", null), person("e", "far", true, false)],
} as unknown as MeetingState;
const poll = (way: Poll["way"], more: Partial<Poll> = {}): Poll => ({ id: "v", way, status: "open", closes_at: null, closes_itself: false, ...more }) as Poll;
const entry = (room_id: string, entitled: number): HandCount => ({ poll_id: "v", room_id, yes: 1, no: 0, abstain: 0, options: [], entitled, number: 3 });

describe("who raises his hand", () => {
  it.each([["hands", "hall", true], ["hands", null, false], ["hands_outside", "hall", false], ["hands_outside", "far", true], ["devices", "far", false]] as const)(
    "%s in %s: %s", (way, room, by) => expect(raisesHands(poll(way), ROOMS, room)).toBe(by));

  it("is only who is there", () => {
    expect(["a", "b", "d", "e"].map((id) => votesByHand(MEETING, poll("hands"), id))).toEqual([true, true, false, false]);
  });
});

describe("the rooms that are counted", () => {
  it("have members who vote; missing ones stand first", () => {
    const rows = handRooms(MEETING, poll("hands"), [entry("hall", 1)]);
    expect(rows.map(({ room, entitled, count }) => [room.id, entitled, count?.yes])).toEqual([["far", 1, undefined], ["hall", 1, 1]]);
  });

  it("tell who came after the entry, and keep whom they counted", () => {
    expect(handRooms(MEETING, poll("hands"), [entry("far", 0)])[1]).toMatchObject({ later: 1 });
    expect(handRooms(MEETING, poll("hands"), [entry("empty", 2)]).find(({ room }) => room.id === "empty")).toMatchObject({ entitled: 2, later: 0 });
  });
});

describe("the clock of a vote", () => {
  const at = Date.parse("2026-11-23T08:00:00Z");
  const timed = (itself: boolean): Poll => poll("devices", { closes_at: "2026-11-23T08:01:00Z", closes_itself: itself });
  it("counts down, warns and says what happens then", () => {
    expect(pollClock(poll("devices"), at)).toBeNull();
    expect(pollClock(timed(true), at)).toMatchObject({ figures: "01:00", words: "tự đóng khi hết giờ", late: false });
    expect(pollClock(timed(false), at + 50_000)).toMatchObject({ figures: "00:10", words: "sắp hết giờ", late: true });
    expect(pollClock(timed(false), at + 70_000)?.words).toBe("đã hết giờ");
  });
});

describe("both shares", () => {
  it("are of those present and of all", () => {
    expect(sharesWords({ options: [], tally: { yes: 2, present: 5, members: 6 } } as never)).toBe("Đồng ý: 40% số có mặt (2/5) · 33,3% tổng số (2/6)");
    expect(sharesWords({ options: [], tally: { yes: 2, present: 0, members: 0 } } as never)).toBe("");
    expect(percentText(1, 8)).toBe("12,5%");
  });
});
