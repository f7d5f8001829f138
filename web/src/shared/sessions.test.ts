import { expect, test } from "vitest";
import { clockTime, officeMoment, officeValue } from "./format";
import type { Item, MeetingState, Session } from "./protocol";
import { adjourned, agendaOf, lateAfter, nextSession, runningSession, sessionName, untilFace } from "./sessions";
import { meetingState } from "./testing";
import { lateMinutes, plannedStarts, schedule } from "./times";

const session = (id: string, starts: string, change: Partial<Session> = {}): Session => ({
  id, starts_at: `2026-11-${starts}:00+07:00`, ends_at: `2026-11-${starts}:00+07:00`, opened_at: null, closed_at: null, ...change,
});
const over = { opened_at: "2026-11-24T08:03:00+07:00", closed_at: "2026-11-24T11:30:00+07:00" };
const morning = session("am", "24T08:00", over);
const afternoon = session("pm", "24T13:30");

const item = (id: string, session_id: string, status: Item["status"], planned_minutes = 30): Item => ({
  id, number: 1, title: id, presenter: "", planned_minutes, status, opened_at: null, spent_s: status === "open" ? 600 : 0, outcome: null, level: 0, label: "", session_id, kind: "discussion", answerers: [],
});

function day(change: Partial<MeetingState["meeting"]> = {}): MeetingState {
  const known = meetingState();
  return {
    ...known,
    meeting: { ...known.meeting, starts_at: morning.starts_at, sessions: [morning, afternoon], adjourned_at: over.closed_at, ...change },
    items: [item("a", "am", "done"), item("b", "am", "open"), item("c", "am", "waiting"), item("d", "pm", "waiting"), item("e", "pm", "done")],
  };
}

test("sessions are called as people call them", () => {
  const names = (sessions: Session[]): string[] => sessions.map((one) => sessionName(one, sessions));
  expect(names([morning, afternoon])).toEqual(["Buổi sáng", "Buổi chiều"]);
  expect(names([morning, session("x", "25T18:30")])).toEqual(["Buổi sáng 24/11", "Buổi tối 25/11"]);
  expect(names([session("x", "24T08:00"), session("y", "24T10:00")])).toEqual(["Buổi sáng (từ 08:00)", "Buổi sáng (từ 10:00)"]);
});

test("between two sessions none runs and nobody is late yet", () => {
  const { meeting } = day();
  expect([adjourned(meeting), runningSession(meeting), nextSession(meeting)?.id, lateAfter(meeting)]).toEqual([true, null, "pm", null]);
  const opened = "2026-11-24T13:40:00+07:00";
  const runs = { ...meeting, adjourned_at: null, sessions: [morning, { ...afternoon, opened_at: opened }] };
  expect([adjourned(runs), runningSession(runs)?.id, lateAfter(runs)]).toEqual([false, "pm", opened]);
});

test("a session has before it what earlier ones left, then its own items", () => {
  const state = day();
  expect(agendaOf(state, afternoon).map(({ id }) => id)).toEqual(["b", "c", "d", "e"]);
  expect(agendaOf(state, morning).map(({ id }) => id)).toEqual(["a", "b", "c"]);
});

test("each session's items are planned from its own beginning", () => {
  expect(plannedStarts(day()).map(clockTime)).toEqual(["08:00", "08:30", "09:00", "13:30", "14:00"]);
});

test("what waits is expected after the next session begins, and makes it late", () => {
  const state = day();
  const noon = Date.parse("2026-11-24T12:00:00+07:00");
  expect(schedule(state, noon).map(({ expected }) => clockTime(expected)).slice(2, 4)).toEqual(["13:50", "14:20"]);
  // The plan ends at 14:30 with two items of its own, one of which is done; 20 and 30 minutes are left over.
  expect(lateMinutes(state, noon)).toBe(20);
});

test("the countdown tells days, then time, then that the chair is waited for", () => {
  const at = (time: string): string => untilFace(afternoon, Date.parse(`2026-11-${time}:00+07:00`)).figures;
  expect([at("22T13:00"), at("24T12:00"), at("24T13:31")]).toEqual(["2 ngày", "1:30:00", "13:30"]);
});

test("a field holds the office's time, whatever zone the tablet has", () => {
  const at = Date.parse("2026-11-24T13:30:00+07:00");
  expect([officeValue(at), officeMoment("2026-11-24T13:30"), officeMoment("")]).toEqual(["2026-11-24T13:30", at, null]);
});
