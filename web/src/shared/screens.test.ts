import { expect, test } from "vitest";
import type { Paper, Pin, Poll } from "./protocol";
import { lacking, lastPoll, ownPin, pinFor, pinnedPaper } from "./screens";
import { meetingState } from "./testing";

const pin = (view: Pin["view"], change: Partial<Pin> = {}): Pin => ({ room_id: null, view, paper_id: null, page: 1, ...change });
const paper: Paper = { id: "d2", item_id: null, title: "Tờ trình", code: "", pages: 4, url: "", version: 2, earlier: [{ id: "d1", version: 1, pages: 3, url: "" }] };
const tally = { yes: 1, no: 0, abstain: 0, absent: 0, base: 1, needed: 1, carried: true, rule: "", present: 0, members: 0, hands: [], options: [], winner: null, tied: [] };
const poll = (id: string, closed_at: string | null): Poll => ({
  id, item_id: null, question: "", status: closed_at ? "closed" : "open", opened_at: "", closed_at, final: false, eligible: 1, tally: closed_at ? tally : null, motion: "ordinary", quorum: null, way: "devices", paper_id: null, closes_at: null, closes_itself: false, named: false, options: [],
});

test("a room's own pin goes before that of all rooms, also the one to follow the sitting", () => {
  const pins = [pin("agenda"), pin("grid", { room_id: "r1" }), pin("sitting", { room_id: "r2" })];
  expect([pinFor(pins, "r1")?.view, pinFor(pins, "r2"), pinFor(pins, "r3")?.view]).toEqual(["grid", null, "agenda"]);
  expect(ownPin(pins, "r3")).toBeNull();
  expect(pinFor([], "r1")).toBeNull();
});

test("a pinned paper is shown in its newest version until it is taken back", () => {
  const meeting = meetingState({ papers: [paper] });
  expect(pinnedPaper(meeting, pin("paper", { paper_id: "d1" }))?.id).toBe("d2");
  expect(pinnedPaper(meeting, pin("paper", { paper_id: "d2" }))?.id).toBe("d2");
  expect(lacking(pin("paper", { paper_id: "d2" }), meeting)).toBeNull();
  expect(lacking(pin("paper", { paper_id: "d2" }), meetingState())).toBe("tài liệu đã được thu hồi");
});

test("the vote is the open one, else the last that was counted", () => {
  expect(lastPoll({ polls: [poll("a", "2026-11-23T14:20:00+07:00"), poll("b", "2026-11-23T14:10:00+07:00")] })?.id).toBe("a");
  expect(lastPoll({ polls: [poll("a", "2026-11-23T14:20:00+07:00"), poll("c", null)] })?.id).toBe("c");
  expect(lacking(pin("vote"), meetingState())).toBe("chưa có biểu quyết nào");
});

test("what is not there is said: pictures before the opening and in breaks, an item, a break, an agenda", () => {
  const state = meetingState();
  const before = meetingState({ meeting: { ...state.meeting, status: "convened" } });
  const paused = meetingState({ meeting: { ...state.meeting, break_since: "2026-11-23T14:20:00+07:00", break_until: "2026-11-23T14:40:00+07:00" } });
  for (const view of ["speaker", "hall", "grid"] as const) {
    expect([lacking(pin(view), before), lacking(pin(view), paused), lacking(pin(view), state)]).toEqual(["cuộc họp chưa khai mạc", "đang giải lao", null]);
  }
  expect([lacking(pin("break"), state), lacking(pin("break"), paused)]).toEqual(["không trong giờ giải lao", null]);
  expect([lacking(pin("item"), state), lacking(pin("agenda"), meetingState({ items: [] })), lacking(pin("agenda"), before)]).toEqual(["chưa mở mục nào", "chương trình chưa có mục nào", null]);
});
