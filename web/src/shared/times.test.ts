import { expect, test } from "vitest";
import { clockTime } from "./format";
import type { Item } from "./protocol";
import { breakFace, itemSpent, minutesSince, plannedStarts } from "./times";

const at = Date.parse("2026-11-23T14:34:00+07:00");

const item = (change: Partial<Item>): Item => ({
  id: "i",
  number: 1,
  title: "Khai mạc",
  presenter: "",
  planned_minutes: 5,
  status: "waiting",
  opened_at: null,
  spent_s: 0,
  ...change,
});

test("minutes are whole and never negative", () => {
  expect(minutesSince(at, at + 119_000)).toBe(1);
  expect(minutesSince("2026-11-23T14:30:00+07:00", at)).toBe(4);
  expect(minutesSince(at + 5000, at)).toBe(0);
});

test("an item counts only while it is open", () => {
  const opened = "2026-11-23T14:30:00+07:00";
  expect(itemSpent(item({ status: "open", opened_at: opened, spent_s: 60 }), at)).toBe(300);
  expect(itemSpent(item({ status: "done", opened_at: opened, spent_s: 60 }), at)).toBe(60);
});

test("items follow each other", () => {
  const starts = plannedStarts("2026-11-23T14:00:00+07:00", [item({}), item({ planned_minutes: 20 }), item({})]);
  expect(starts.map(clockTime)).toEqual(["14:00", "14:05", "14:25"]);
});

test("a break counts down to its end and then says that it is over", () => {
  const until = "2026-11-23T15:20:00+07:00";
  const end = Date.parse(until);
  expect(breakFace(until, end - 599_500)).toEqual({ figures: "10:00", words: "còn lại", over: false });
  expect(breakFace(until, end)).toMatchObject({ figures: "00:00", over: true });
  expect(breakFace(until, end + 61_000)).toEqual({ figures: "+01:01", words: "Đã hết giờ giải lao", over: true });
});
