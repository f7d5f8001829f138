import { describe, expect, it } from "vitest";
import { hall, hallSeat, attendee } from "./testing";
import { attendanceFaces, nameParts, neighbour, rowLabels, seatOf, seatWords } from "./seats";

/** Two rows of three with an aisle after the second, and a table of one. */
const HALL = hall("rows", [hallSeat("CT1", 2, 0), ...["A", "B"].flatMap((row, y) => [0, 1, 3].map((x, place) => hallSeat(`${row}${String(place + 1)}`, x, y + 3)))]);

describe("names of seats", () => {
  it("says the presidium's table apart from rows", () => {
    expect(seatWords("CT3")).toBe("Bàn chủ tọa, ghế 3");
    expect(seatWords("B12")).toBe("Hàng B, ghế 12");
  });

  it("parts a name before the given name", () => {
    expect(nameParts("Nguyễn Văn Hòa")).toEqual(["Hòa", "Nguyễn Văn"]);
    expect(nameParts("Hòa")).toEqual(["Hòa", ""]);
  });
});

describe("arrow keys", () => {
  const to = (from: string, key: string): string | null => neighbour(HALL, from, key)?.id ?? null;

  it("go along a row, over its aisle, and to the row behind", () => {
    expect(to("A1", "ArrowRight")).toBe("A2");
    expect(to("A2", "ArrowRight")).toBe("A3");
    expect(to("A2", "ArrowDown")).toBe("B2");
    expect(to("A3", "ArrowLeft")).toBe("A2");
    expect(to("A2", "ArrowUp")).toBe("CT1");
  });

  it("end at the edge, and other keys lead nowhere", () => {
    expect(to("A1", "ArrowLeft")).toBeNull();
    expect(to("B1", "ArrowDown")).toBeNull();
    expect(to("A1", "Enter")).toBeNull();
  });
});

it("puts the letter of a row before its first seat", () => {
  expect(rowLabels(HALL)).toEqual([
    { row: "A", x: -0.85, y: 3 },
    { row: "B", x: -0.85, y: 4 },
  ]);
});

describe("attendance on the seats", () => {
  const seating = { room_id: "hall", room: "Hội trường", hall: HALL, published_at: "2026-11-23T13:00:00+07:00", places: ["A1", "A2", "A3", "B1", "B2"].map((seat, place) => ({ seat, person_id: `p${String(place)}` })) };
  const opened = "2026-11-23T14:00:00+07:00";
  const people = [
    attendee("p0", { present: true, room_id: "hall", checked_in_at: "2026-11-23T13:50:00+07:00" }),
    attendee("p1", { present: true, room_id: "hall", checked_in_at: "2026-11-23T14:10:00+07:00" }),
    attendee("p2", { present: true, room_id: null, checked_in_at: "2026-11-23T13:50:00+07:00" }),
    attendee("p3", { checked_in_at: "2026-11-23T13:50:00+07:00", left_at: "2026-11-23T15:00:00+07:00" }),
    attendee("p4"),
  ];

  it("tells there, late, elsewhere, gone and not yet come", () => {
    const faces = attendanceFaces(seating, people, opened);
    expect([...faces.values()].map(({ tone }) => tone)).toEqual(["there", "late", "gone", "gone", "absent"]);
    expect(faces.get("A3")?.words).toContain("dự từ xa");
    expect(faces.get("B1")?.words).toContain("đã rời họp");
  });

  it("knows my seat", () => {
    expect(seatOf(seating, "p1")).toBe("A2");
    expect(seatOf(seating, "p9")).toBeNull();
    expect(seatOf(null, "p1")).toBeNull();
  });
});
