import { expect, test } from "vitest";
import type { Hall, HallSeat, Seating } from "@shared/protocol";
import { hall, hallSeat } from "@shared/seating/testing";
import { TURN_MS, turnAt, zonesOf } from "./zones";

const seats = (rows: number, across: number): HallSeat[] =>
  Array.from({ length: rows * across }, (_, at) => {
    const row = Math.floor(at / across);
    return hallSeat(`${String.fromCharCode(65 + row)}${(at % across) + 1}`, (at % across) + 1, row + 1);
  });
const planned = (plan: Hall, taken = plan.seats.map(({ id }) => id)): Seating => ({
  room_id: "r", room: "", hall: plan, places: taken.map((seat) => ({ seat, person_id: `p-${seat}` })), published_at: "",
});
const theatre = { ...hall("theatre", seats(10, 15)), width: 16, height: 11 };

test("a small hall is one picture without words", () => {
  const zones = zonesOf(planned({ ...hall("rows", seats(4, 5)), width: 6, height: 5 }));
  expect(zones.map(({ words, hall: { seats: kept } }) => [words, kept.length])).toEqual([["", 20]]);
});

test("a large hall is cut into parts that hold every seat once and are named by their seats", () => {
  const zones = zonesOf(planned(theatre));
  const shown = zones.flatMap(({ hall: { seats: kept } }) => kept.map(({ id }) => id));
  expect(new Set(shown).size).toBe(150);
  expect(shown).toHaveLength(150);
  expect(zones.every(({ hall: { width, height } }) => width <= 7 && height <= 5)).toBe(true);
  expect(zones[0]?.words).toBe("Hàng A–C, ghế 1–5");
  expect(zones.at(-1)?.words).toMatch(/^Hàng H–J/);
});

test("parts in which nobody sits are left out, but one is always shown", () => {
  expect(zonesOf(planned(theatre, ["A1", "J15"])).map(({ words }) => words)).toEqual(["Hàng A–C, ghế 1–5", "Hàng H–J, ghế 11–15"]);
  expect(zonesOf(planned(theatre, []))).toHaveLength(1);
});

test("a row that bends stays in one part", () => {
  const bent = { ...theatre, seats: theatre.seats.map((seat) => ({ ...seat, y: seat.y + 1.5 * (1 - Math.abs(seat.x - 8) / 8) })) };
  for (const { hall: { seats: kept } } of zonesOf(planned(bent))) {
    const rows = new Map<string, number>();
    for (const { row } of kept) rows.set(row, (rows.get(row) ?? 0) + 1);
    expect(new Set(rows.values()).size).toBe(1);
  }
});

test("seats of a part stand as in the hall, from its own corner, with their piece of the table", () => {
  const presided = { ...hall("rows", [hallSeat("CT1", 3, 1), hallSeat("A1", 1, 3)]), width: 6, height: 5, tables: [{ x: 1, y: 1.55, width: 4, height: 0.6 }] };
  const [zone] = zonesOf(planned(presided));
  expect(zone?.hall.seats.map(({ x }) => Math.round(x * 10) / 10)).toEqual([3.1, 1.1]);
  expect(zone?.hall.tables).toHaveLength(1);
});

test("parts take turns by the clock", () => {
  expect([0, 1, 2, 3].map((turn) => turnAt(3, turn * TURN_MS))).toEqual([0, 1, 2, 0]);
});
