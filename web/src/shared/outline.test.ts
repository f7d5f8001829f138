import { expect, test } from "vitest";
import { isHeading, itemLabel, sisterAfter, sisterBefore } from "./outline";
import type { Item } from "./protocol";

const agenda = (...levels: number[]): Item[] =>
  levels.map((level, index) => ({
    id: "abcdef"[index] ?? "", number: index + 1, title: "", presenter: "", planned_minutes: 10, status: "waiting", opened_at: null, spent_s: 0, outcome: null, level, label: "", session_id: "", kind: "discussion" as const, answerers: [],
  }));

test("sisters stand at the same level below the same heading", () => {
  const items = agenda(0, 1, 2, 1, 0); // a(b(c) d) e
  expect(items.map((_, index) => sisterAfter(items, index)?.id ?? "-")).toEqual(["e", "d", "-", "-", "-"]);
  expect(items.map((_, index) => sisterBefore(items, index)?.id ?? "-")).toEqual(["-", "-", "-", "b", "a"]);
});

test("a heading has items below it and no time of its own", () => {
  const items = agenda(0, 1, 0).map((item, index) => ({ ...item, planned_minutes: index === 0 ? 0 : 10 }));
  expect(items.map((_, index) => isHeading(items, index))).toEqual([true, false, false]);
  expect(isHeading(agenda(0, 1), 0)).toBe(false);
});

test("an item of an old event is called by its rank", () => {
  expect(itemLabel({ number: 3, label: "" })).toBe("3");
  expect(itemLabel({ number: 3, label: "2.1" })).toBe("2.1");
});
