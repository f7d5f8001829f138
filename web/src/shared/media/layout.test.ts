import { expect, test } from "vitest";
import type { SourceInfo } from "../protocol";
import { askForGrid, askForHall, CameraOrder, cameras, columnsFor, gridPage, PER_PAGE } from "./layout";

function source(number: number, participant: string, name: string, change: Partial<SourceInfo> = {}): SourceInfo {
  return { source: number, participant, name, detail: "", audio: true, video: true, screen: false, level: 127, loss: 0, ...change };
}

const rooms = (count: number): SourceInfo[] => Array.from({ length: count }, (_, index) => source(index + 1, `room:${index}`, `Xã ${index + 1}`));

test("places in the grid: the hall, rooms by name, then people; without oneself and without those who send no picture", () => {
  const all = [
    source(1, "person:b", "Bình"),
    source(2, "room:2", "Xã 10"),
    source(3, "room:3", "Xã 9"),
    source(4, "room:hall", "Zum"),
    source(5, "room:me", "Tôi"),
    source(6, "room:6", "Á", { video: false }),
  ];
  expect(cameras(all, "room:me", "room:hall").map((one) => one.source)).toEqual([4, 3, 2, 1]);
});

test("the order is worked out anew when the directory, oneself or the hall is another one, and only then", () => {
  const order = new CameraOrder();
  const directory = { 1: source(1, "room:1", "Xã 1"), 2: source(2, "room:2", "Xã 2") };
  const first = order.of(directory, "person:a", null);
  expect(first.map((one) => one.source)).toEqual([1, 2]);
  expect(order.of(directory, "person:a", null)).toBe(first);
  expect(order.of(directory, "person:a", "room:2").map((one) => one.source)).toEqual([2, 1]);
  expect(order.of(directory, "room:1", "room:2").map((one) => one.source)).toEqual([2]);
  expect(order.of({ 1: directory[1] }, "person:a", null)).toHaveLength(1);
});

test("nine to a page; a page that is gone is the last one", () => {
  const all = rooms(20);
  expect(gridPage(all, 0, false).cells).toHaveLength(PER_PAGE);
  expect(gridPage(all, 2, false).cells.map((one) => one.source)).toEqual([19, 20]);
  expect(gridPage(all, 7, false)).toMatchObject({ page: 2, pages: 3 });
  expect(gridPage([], 3, false)).toEqual({ screen: false, cells: [], page: 0, pages: 1 });
});

test("a shared screen has the first place of the first page, and nobody is left out for it", () => {
  const all = rooms(18);
  const seen = [0, 1, 2].flatMap((page) => gridPage(all, page, true).cells.map((one) => one.source));
  expect(seen).toEqual(all.map((one) => one.source));
  expect(gridPage(all, 0, true)).toMatchObject({ screen: true, pages: 3 });
  expect(gridPage(all, 1, true)).toMatchObject({ screen: false });
  expect(gridPage(all, 0, true).cells).toHaveLength(8);
});

test("a page of the grid asks for what is on it and nothing else", () => {
  expect(askForGrid(gridPage(rooms(20), 1, false))).toEqual({ mainSource: 10, named: [11, 12, 13, 14, 15, 16, 17, 18], size: "small" });
  expect(askForGrid(gridPage(rooms(20), 2, false))).toEqual({ mainSource: 19, named: [20], size: "medium" });
  expect(askForGrid(gridPage(rooms(2), 0, true))).toEqual({ mainSource: null, named: [1, 2], size: "medium" });
  expect(askForGrid(gridPage([], 0, false))).toEqual({ mainSource: null, named: [], size: "medium" });
});

test("the hall is named beside the speaker, unless it speaks itself or sends no picture", () => {
  expect(askForHall(4, false).named).toEqual([4]);
  expect(askForHall(4, true).named).toBeNull();
  expect(askForHall(null, false).named).toBeNull();
});

test("pictures stand so that they are large: three by three in landscape, two wide in portrait", () => {
  expect(columnsFor(9, 1180, 660)).toBe(3);
  expect(columnsFor(2, 1180, 660)).toBe(2);
  expect(columnsFor(2, 820, 900)).toBe(1);
  expect(columnsFor(9, 820, 900)).toBe(2);
  expect(columnsFor(1, 820, 900)).toBe(1);
  expect(columnsFor(0, 820, 900)).toBe(1);
});
