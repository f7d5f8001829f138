import { expect, test } from "vitest";
import { meetingState } from "@shared/testing";
import type { Absence, Attendee, Branch, MeetingState, Room } from "@shared/protocol";
import { difference, filteredRooms, roomRows, rowsOf, standingOf, stepTo, totalOf, treeOf, usualRoom } from "./model";

const AT = "2026-11-23T14:20:00+07:00";
const person = (person_id: string, unit_id: string | null, change: Partial<Attendee> = {}): Attendee => ({
  person_id, name: person_id, title: "", unit: unit_id ?? "", unit_id, role: "delegate", votes: true, present: false, room_id: null, checked_in_at: null, left_at: null, ...change,
});
const there = (room_id: string | null, at = "2026-11-23T13:50:00+07:00"): Partial<Attendee> => ({ present: true, room_id, checked_in_at: at });
const absent = (person_id: string, ground: string): Absence => ({ person_id, ground, words: ground, reason: "" });
const room = (id: string, unit: string, main = false): Room => ({ id, name: `Điểm cầu ${id}`, unit, kind: "commune", seats: 9, main, kiosk: false, caption_size: "large", caption_strong: false });
const BRANCHES: Branch[] = [
  { id: "xa", name: "Xã Tân Hòa", parent_id: "tinh" },
  { id: "so", name: "Sở Nội vụ", parent_id: "tinh" },
  { id: "tinh", name: "Tỉnh ủy", parent_id: null },
];
const PEOPLE = [
  person("Lò Văn Tám", "so", there("hall")), person("Đỗ Thị Hưng", "xa", there(null)), person("Vũ Hà", "xa", there("r1", AT)), person("Mai", "xa", { checked_in_at: AT, left_at: AT }),
  person("Bảo", "xa"), person("Cúc", "tinh"), person("Khách", null, { unit: "Báo" }), person("Thanh tra", "tinh", { role: "auditor" }),
];
const ABSENCES = [absent("Cúc", "excused"), absent("Khách", "unexcused")];
const asked = (change: Partial<MeetingState> = {}): MeetingState => meetingState({ people: PEOPLE, rooms: [room("hall", "Tỉnh ủy", true), room("r10", "Xã 10"), room("r1", "Xã Tân Hòa")], ...change });

test("everybody who is called stands once in the tree and in each sum above him", () => {
  const tree = treeOf(asked(), BRANCHES, ABSENCES);
  expect(tree.map(({ name, children }) => [name, children.map((child) => child.name)])).toEqual([["Tỉnh ủy", ["Sở Nội vụ", "Xã Tân Hòa"]], ["Báo", []]]);
  expect(totalOf(tree)).toEqual({ called: 7, present: 3, late: 1, room: 2, remote: 1, left: 1, excused: 1, unexcused: 1, waiting: 1 });
  expect(tree[0]?.children[1]?.tally).toMatchObject({ called: 4, present: 2, remote: 1, left: 1, waiting: 1 });
  expect(tree[1]).toMatchObject({ known: false, tally: { unexcused: 1 } });
});

test("who is there counts as there whatever was noted before; who left is not absent", () => {
  expect(standingOf(person("a", null, there("hall")), absent("a", "unexcused"))).toBe("room");
  expect(standingOf(person("a", null, { checked_in_at: AT }), absent("a", "excused"))).toBe("left");
});

test("closed units hide their people; looking for something opens what holds it, without marks", () => {
  const tree = treeOf(asked(), BRANCHES, ABSENCES);
  const keys = (open: string[], filter: "all" | "waiting" = "all", search = ""): string[] => rowsOf(tree, new Set(open), filter, search, ABSENCES).map(({ key }) => key);
  expect(keys([])).toEqual(["tinh", "name:Báo"]);
  expect(keys(["tinh"])).toEqual(["tinh", "Cúc", "so", "xa", "name:Báo"]);
  expect(keys([], "waiting")).toEqual(["tinh", "xa", "Bảo"]);
  expect(keys([], "all", "do thi hung")).toEqual(["tinh", "xa", "Đỗ Thị Hưng"]);
  expect(keys([], "all", "tan hoa")).toEqual(["tinh", "xa", "Đỗ Thị Hưng", "Vũ Hà", "Mai", "Bảo"]);
  expect(keys([], "all", "không có")).toEqual([]);
});

test("rooms: the main one first, then by number; what was counted beside who is there by name", () => {
  const heads = [{ room_id: "hall", people: 1, by: "Mai", at: AT }, { room_id: "r1", people: 4, by: "Mai", at: AT }];
  const rows = roomRows(asked({ heads }));
  expect(rows.map((row) => [row.room.id, row.named, difference(row)])).toEqual([["hall", 1, 0], ["r1", 1, 3], ["r10", 0, null]]);
  expect(filteredRooms(rows, "different", "").map((row) => row.room.id)).toEqual(["r1"]);
  expect(filteredRooms(rows, "uncounted", "").map((row) => row.room.id)).toEqual(["r10"]);
  expect(filteredRooms(rows, "all", "diem cau r1").map((row) => row.room.id)).toEqual(["r1", "r10"]);
});

test("the usual place of a unit is its own room, else the hall", () => {
  const { rooms } = asked();
  expect([usualRoom(rooms, "Xã Tân Hòa")?.id, usualRoom(rooms, "Sở Nội vụ")?.id, usualRoom([], "x")]).toEqual(["r1", "hall", null]);
});

test("arrows stop at the ends, Home and End reach them", () => {
  const rows = rowsOf(treeOf(asked(), BRANCHES, []), new Set(["tinh"]), "all", "", []);
  const steps = ([[0, "ArrowUp"], [0, "ArrowDown"], [4, "ArrowDown"], [4, "Home"], [0, "End"], [0, "a"]] as const).map(([at, key]) => stepTo(rows, at, key));
  expect(steps).toEqual([0, 1, 4, 0, 4, null]);
});
