import { expect, test } from "vitest";
import { meetingState } from "@shared/testing";
import { adjourning, adjournment } from "./sessions";

const next = { id: "b2", starts_at: "2026-11-24T08:00:00+07:00", ends_at: "2026-11-24T11:00:00+07:00", opened_at: null, closed_at: null };
const known = meetingState();
const planned = { meeting: { ...known.meeting, sessions: [...known.meeting.sessions, next] } };
const now = Date.parse("2026-11-23T16:00:00+07:00");

test("the plan stands until the chair chooses another time", () => {
  const form = adjourning(planned, now);
  expect(form).toEqual({ resumes: "2026-11-24T08:00", finish: false });
  expect(adjournment(planned, form)).toEqual({ name: "adjourn_session", resumes_at: null, finish_item: false });
  expect(adjournment(planned, { ...form, resumes: "2026-11-24T09:00" })?.resumes_at).toBe("2026-11-24T02:00:00.000Z");
});

test("without a planned session a time is always sent, and none is no act", () => {
  expect(adjournment(known, adjourning(known, now))?.resumes_at).toBe("2026-11-23T11:00:00.000Z");
  expect(adjournment(known, { resumes: "", finish: false })).toBeNull();
});
