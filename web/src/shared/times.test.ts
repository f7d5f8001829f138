import { expect, test } from "vitest";
import { clockTime } from "./format";
import type { Item, MeetingState } from "./protocol";
import { meetingState } from "./testing";
import { breakFace, itemSpent, lateMinutes, minutesSince, plannedStarts, schedule } from "./times";

const at = Date.parse("2026-11-23T14:34:00+07:00");

const item = (change: Partial<Item>): Item => ({
  id: "i",
  number: 1,
  title: "Khai mạc",
  presenter: "",
  planned_minutes: 5,
  status: "waiting",
  opened_at: null,
  spent_s: 0, outcome: null, level: 0, label: "", session_id: "", kind: "discussion" as const, answerers: [],
  ...change,
});

test("minutes are whole and never negative", () => {
  expect(minutesSince(at, at + 119_000)).toBe(1);
  expect(minutesSince("2026-11-23T14:30:00+07:00", at)).toBe(4);
  expect(minutesSince(at + 5000, at)).toBe(0);
});

test("an item counts only while it is open", () => {
  const opened = "2026-11-23T14:30:00+07:00";
  expect(itemSpent(item({ status: "open", opened_at: opened, spent_s: 60, outcome: null }), at)).toBe(300);
  expect(itemSpent(item({ status: "done", opened_at: opened, spent_s: 60, outcome: null }), at)).toBe(60);
});

test("items follow each other", () => {
  const { meeting } = meetingState();
  const starts = plannedStarts({ meeting, items: [item({}), item({ planned_minutes: 20 }), item({})] });
  expect(starts.map(clockTime)).toEqual(["14:00", "14:05", "14:25"]);
});

test("a break counts down to its end and then says that it is over", () => {
  const until = "2026-11-23T15:20:00+07:00";
  const end = Date.parse(until);
  expect(breakFace(until, end - 599_500)).toEqual({ figures: "10:00", words: "còn lại", over: false });
  expect(breakFace(until, end)).toMatchObject({ figures: "00:00", over: true });
  expect(breakFace(until, end + 61_000)).toEqual({ figures: "+01:01", words: "Đã hết giờ giải lao", over: true });
});

const running = (items: readonly Item[], change: Partial<MeetingState["meeting"]> = {}): MeetingState =>
  meetingState({ items: [...items], meeting: { ...meetingState().meeting, starts_at: "2026-11-23T14:00:00+07:00", ...change } });

test("items that wait are expected after what is left of the open one; the plan stays as it was", () => {
  const items = [item({ status: "done", planned_minutes: 10 }), item({ id: "b", status: "open", planned_minutes: 30, opened_at: "2026-11-23T14:24:00+07:00", spent_s: 0 }), item({ id: "c", status: "waiting", planned_minutes: 20, opened_at: null })];
  const [, , last] = schedule(running(items), at);
  expect([clockTime(last?.planned ?? 0), clockTime(last?.expected ?? 0)]).toEqual(["14:40", "14:54"]);
  expect(lateMinutes(running(items), at)).toBe(14);
  expect(clockTime(schedule(running(items, { break_since: "", break_until: "2026-11-23T14:50:00+07:00" }), at)[2]?.expected ?? 0)).toBe("15:10");
});

test("an item that is put off is no time won, and nothing waits for it", () => {
  const waiting = item({ id: "b", status: "waiting", planned_minutes: 20, opened_at: null });
  const off = item({ id: "a", status: "done", outcome: "postponed", planned_minutes: 30, opened_at: null, spent_s: 0 });
  const start = Date.parse("2026-11-23T14:00:00+07:00");
  expect(lateMinutes(running([off, waiting]), start)).toBe(0);
  expect(schedule(running([off, waiting]), start)[1]?.expected).toBe(start);
});

test("whatever the agenda: expected times never go back, never lie before now, and a later clock never brings an item forward", () => {
  let seed = 7;
  const dice = (sides: number): number => (seed = (seed * 48_271) % 2_147_483_647) % sides;
  for (let run = 0; run < 200; run += 1) {
    const open = dice(6);
    const items = Array.from({ length: 6 }, (_, n) =>
      item({ id: String(n), planned_minutes: 1 + dice(60), spent_s: dice(4000), status: n < open ? "done" : n === open ? "open" : "waiting", opened_at: n === open ? "2026-11-23T14:20:00+07:00" : null }));
    const waiting = (now: number): number[] => schedule(running(items), now).filter((_, n) => n > open).map(({ expected }) => expected);
    const [early, late] = [waiting(at), waiting(at + dice(3_600_000))];
    expect(early).toEqual([...early].sort((a, b) => a - b));
    expect(early.every((expected, n) => expected >= at && (late[n] ?? 0) >= expected)).toBe(true);
  }
});
