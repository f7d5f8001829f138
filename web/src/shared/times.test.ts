import { expect, test } from "vitest";
import type { Floor, Item } from "./protocol";
import { clockText, dateText, itemSpent, minuteText, minutesSince, plannedStarts, secondText, turnClock } from "./times";

const at = Date.parse("2026-11-23T14:34:00+07:00");

const floor = (limit: number | null): Floor => ({
  turn_id: "t",
  participant: "room:r",
  person_id: null,
  room_id: "r",
  name: "Xã Tân Hòa",
  detail: "",
  item_id: null,
  since: "2026-11-23T14:34:00+07:00",
  limit_s: limit,
});

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

test("times are Vietnam's, whatever the zone they were written in", () => {
  expect(clockText("2026-11-23T07:05:09Z")).toBe("14:05");
  expect(secondText("2026-11-23T07:05:09Z")).toBe("14:05:09");
  expect(clockText("2026-11-22T17:00:00Z")).toBe("00:00");
  expect(dateText("2026-11-22T17:00:00Z")).toBe("Thứ Hai, 23/11/2026");
});

test("minutes are padded and never negative", () => {
  expect([78, 0, -3, 4500].map(minuteText)).toEqual(["01:18", "00:00", "00:00", "75:00"]);
  expect(minutesSince(at, at + 119_000)).toBe(1);
  expect(minutesSince(at + 5000, at)).toBe(0);
});

test("a turn counts down, then over, or up without a limit", () => {
  expect(turnClock(floor(300), at + 222_000)).toMatchObject({ kind: "left", text: "01:18", used: 0.74 });
  expect(turnClock(floor(300), at + 300_000)).toMatchObject({ kind: "left", text: "00:00", used: 1 });
  expect(turnClock(floor(300), at + 324_000)).toMatchObject({ kind: "over", text: "+00:24", used: 1 });
  expect(turnClock(floor(null), at + 61_000)).toMatchObject({ kind: "open", text: "01:01", used: 0 });
  expect(turnClock(floor(300), at - 2000)).toMatchObject({ kind: "left", text: "05:00" });
});

test("an item counts only while it is open", () => {
  const opened = "2026-11-23T14:30:00+07:00";
  expect(itemSpent(item({ status: "open", opened_at: opened, spent_s: 60 }), at)).toBe(300);
  expect(itemSpent(item({ status: "done", opened_at: opened, spent_s: 60 }), at)).toBe(60);
});

test("items follow each other", () => {
  const starts = plannedStarts("2026-11-23T14:00:00+07:00", [item({}), item({ planned_minutes: 20 }), item({})]);
  expect(starts.map(clockText)).toEqual(["14:00", "14:05", "14:25"]);
});
