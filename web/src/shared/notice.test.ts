import { expect, test } from "vitest";
import type { UnitNotice } from "./protocol";
import { EMPTY_STATE, reduce } from "./store";
import { event, meetingState, you } from "./testing";

const notice = (number: number, unit_id: string): UnitNotice => ({ number, unit_id, unit: "Sở Y tế", sender: "Trần Thị Mai", text: "Mời điểm danh", at: "" });

test("a page keeps its own unit's notices, each once, and those it had when it came", () => {
  const first = notice(5, "u1");
  let state = reduce(EMPTY_STATE, { type: "welcome", protocol: 1, you: you({ unit_id: "u1", notices: [first] }), server_time: "", ice: [], recalled: [] }).state;
  state = reduce(state, { type: "snapshot", number: 5, state: meetingState(), captions: [] }).state;
  state = reduce(state, event(6, { kind: "unit_notified", notice: notice(6, "u2") })).state;
  state = reduce(state, event(7, { kind: "unit_notified", notice: notice(7, "u1") })).state;
  expect(state.notices.map((entry) => entry.number)).toEqual([5, 7]);
  state = reduce(state, { type: "welcome", protocol: 1, you: you({ unit_id: "u1", notices: [first, notice(7, "u1")] }), server_time: "", ice: [], recalled: [] }).state;
  expect(state.notices.map((entry) => entry.number)).toEqual([5, 7]);
});
