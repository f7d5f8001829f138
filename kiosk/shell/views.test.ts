import { nothing } from "lit";
import { expect, test } from "vitest";
import type { LineState } from "@shared/line";
import type { Item, SourceInfo } from "@shared/protocol";
import { meetingState } from "@shared/testing";
import { shownItems } from "./views/agenda";
import { wallLine } from "./views/frame";
import { asked, duePage, PAGE_MS } from "./views/pictures";

const said = (line: LineState, noticed = false): boolean => wallLine({ line, lostAt: null, offline: false }, noticed) !== nothing;

test("the wall says how the line is while it is not good, and only once", () => {
  expect(said("good")).toBe(false);
  expect([said("slow"), said("catching"), said("lost")]).toEqual([true, true, true]);
  expect(said("lost", true)).toBe(false);
});

const item = (id: string, status: "waiting" | "open" | "done"): Item => ({
  id, number: 1, title: id, presenter: "", planned_minutes: 5, status, opened_at: null, spent_s: 0, outcome: null, level: 0, label: "", session_id: "", kind: "discussion" as const, answerers: [],
});

test("of a long agenda the stretch around the open item is shown", () => {
  const agenda = (open: number): Item[] => Array.from({ length: 20 }, (_, at) => item(String(at), at < open ? "done" : at === open ? "open" : "waiting"));
  const first = (open: number): number => shownItems(agenda(open), 7).first;
  expect([0, 1, 5, 18, 19].map(first)).toEqual([0, 0, 4, 13, 13]);
  expect(shownItems(agenda(3), 7).items).toHaveLength(7);
  expect(shownItems([item("a", "done"), item("b", "waiting")], 7)).toMatchObject({ first: 0, items: { length: 2 } });
  expect(shownItems([], 7)).toEqual({ first: 0, items: [] });
});

const source = (number: number, participant: string): SourceInfo => ({ source: number, participant, name: `Phòng ${number}`, detail: "", audio: true, video: true, screen: false, level: 127, loss: 0 });
const sources = Object.fromEntries([source(1, "room:hall"), ...Array.from({ length: 12 }, (_, at) => source(at + 2, `room:x${at}`))].map((one) => [one.source, one]));
const hall = { id: "hall", name: "", unit: "", kind: "hall" as const, seats: 0, main: true, kiosk: true, caption_size: "large" as const, caption_strong: false };
const known = { meeting: meetingState({ rooms: [hall] }), sources, roomId: "x0", now: 0 };

test("the grid turns its pages by the clock and leaves this room out", () => {
  expect(duePage(known)).toMatchObject({ page: 0, pages: 2, cells: { length: 9 } });
  expect(duePage({ ...known, now: PAGE_MS }).cells.map(({ source: number }) => number)).toEqual([11, 12, 13]);
  expect(duePage({ ...known, now: 2 * PAGE_MS }).page).toBe(0);
  expect(duePage(known).cells.some(({ participant }) => participant === "room:x0")).toBe(false);
});

test("a pinned screen asks for its pictures, any other leaves them to the server", () => {
  expect(asked("follow", known, 5).named).toBeNull();
  expect(asked("hall", known, 5)).toMatchObject({ mainSource: null, named: [1] });
  expect(asked("hall", known, 1).named).toBeNull();
  expect(asked("grid", known, 5)).toMatchObject({ mainSource: 1, named: { length: 8 } });
});
