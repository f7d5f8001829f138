import { expect, test } from "vitest";
import type { Attendee, Poll } from "@shared/protocol";
import { meetingState, you } from "@shared/testing";
import { actionsOf, announcement, ballotOnItsWay, mayVote, paperAtHand, paperToShow, type RoomFacts } from "./model";

const me: Attendee = { person_id: "p1", name: "", title: "", unit: "", unit_id: null, role: "delegate", votes: true, present: true, room_id: null, checked_in_at: null, left_at: null };
const poll = (change: Partial<Poll> = {}): Poll => ({ id: "v1", item_id: null, question: "Thông qua?", status: "open", opened_at: "", closed_at: null, final: false, eligible: 1, tally: null, motion: "ordinary", quorum: null, way: "devices", paper_id: null, closes_at: null, closes_itself: false, named: false, options: [], ...change });
const facts = (change: Partial<RoomFacts> = {}): RoomFacts => ({
  state: meetingState({ people: [me] }), you: you(), line: "good", pending: [], ballots: [], microphoneOn: false, justSpoke: false,
  view: "paper", noteCount: 0, notesOpen: false, captionsOn: true, ...change,
});
const words = (change: Partial<RoomFacts>, name: string): string | undefined => actionsOf(facts(change)).find((action) => action.name === name)?.words;

test("the vote button: not open, open, on its way, sent, result", () => {
  expect(words({}, "vote")).toBe("chưa mở");
  const state = meetingState({ people: [me], polls: [poll()] });
  expect(words({ state }, "vote")).toBe("đang mở");
  const pending = [{ id: "c", sent: false, command: { name: "cast_ballot" as const, poll_id: "v1", choice: "no" as const } }];
  expect(words({ state, pending }, "vote")).toBe("phiếu chưa gửi");
  expect(ballotOnItsWay(pending, "v1")).toEqual({ id: "c", choice: "no", sent: false, tried: false });
  expect(ballotOnItsWay(pending, "v2")).toBeNull();
  expect(words({ state, ballots: [{ poll_id: "v1", choice: "no", at: "", number: 3 }] }, "vote")).toBe("đã gửi phiếu");
  expect(words({ state: meetingState({ polls: [poll({ status: "closed" })] }) }, "vote")).toBe("xem kết quả");
});

test("who is not counted, or has no right, may not vote", () => {
  expect(mayVote(meetingState({ people: [me] }), you())).toBe(true);
  expect(mayVote(meetingState({ people: [{ ...me, votes: false }] }), you())).toBe(false);
  expect(mayVote(meetingState({ people: [me] }), you({ commands: [] }))).toBe(false);
});

test("with the line lost, captions and speech say what they wait for; papers and notes go on", () => {
  const actions = actionsOf(facts({ line: "lost" }));
  expect(actions.filter((action) => action.disabled).map((action) => action.name)).toEqual(["speech", "vote", "captions"]);
});

test("the current item's paper opens by itself", () => {
  const paper = (id: string, item_id: string | null) => ({ id, item_id, title: "", code: "", pages: 1, url: "", version: 1, earlier: [] });
  const items = meetingState().items.map((item) => ({ ...item, status: item.id === "i2" ? ("open" as const) : item.status }));
  expect(paperAtHand(meetingState({ papers: [paper("a", null), paper("b", "i2")], items }))).toBe("b");
  expect(paperAtHand(meetingState({ papers: [paper("a", null)] }))).toBe("a");
  expect(paperAtHand(meetingState())).toBeNull();
});

test("a new version does not take the page from whoever reads the one before", () => {
  const papers = [{ id: "v2", item_id: null, title: "", code: "", pages: 1, url: "", version: 2, earlier: [{ id: "v1", version: 1, pages: 1, url: "" }] }];
  expect(paperToShow(meetingState({ papers }), "v1", false)).toBe("v1");
  expect(paperToShow(meetingState({ papers }), "v1", true)).toBe("v1");
  expect(paperToShow(meetingState({ papers }), "gone", true)).toBe("v2");
  expect(paperToShow(meetingState({ papers }), null, false)).toBe("v2");
});

test("screen readers hear of item, floor and vote", () => {
  const before = meetingState();
  const items = before.items.map((item) => (item.id === "i2" ? { ...item, status: "open" as const } : item));
  expect(announcement(before, { ...before, items }, you())).toBe("Chuyển sang mục 2: Báo cáo");
  expect(announcement(before, { ...before, polls: [poll()] }, you())).toBe("Mở biểu quyết: Thông qua?");
  expect(announcement({ ...before, polls: [poll()] }, { ...before, polls: [poll({ status: "closed" })] }, you())).toBe("Đóng biểu quyết");
  const floor = { turn_id: "t", participant: "person:p1", person_id: "p1", room_id: null, name: "A", detail: "", item_id: null, since: "", limit_s: null, kind: "speech" as const, warn_s: 30, paused_at: null, paused_s: 0, question_id: null };
  expect(announcement(before, { ...before, floor }, you())).toBe("Mời đồng chí phát biểu");
  expect(announcement(before, { ...before, floor: { ...floor, person_id: "p9" } }, you())).toBe("Đang phát biểu: A");
  expect(announcement({ ...before, floor }, before, you())).toBe("Lượt phát biểu đã kết thúc");
  expect(announcement(before, before, you())).toBe("");
});
