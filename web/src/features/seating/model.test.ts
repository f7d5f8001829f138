import { describe, expect, it } from "vitest";
import type { DeskPerson, SeatingDesk } from "@shared/protocol";
import { hall, hallSeat } from "@shared/seating/testing";
import { aislesOf, deskFaces, elsewhere, FIRST_SPEC, found, freeSeats, lengthened, standing, toggled, trimmed, waiting } from "./model";

const person = (person_id: string, change: Partial<DeskPerson> = {}): DeskPerson => ({
  person_id, name: `Lê ${person_id}`, title: "", unit: "Xã Tân Hòa", role: "delegate", seat: null, pinned: false, stays: "auto", away: "", published: null, ...change,
});
const desk = (change: Partial<SeatingDesk> = {}): SeatingDesk => ({
  room_id: "r", room: "Hội trường", version: 1, hall: hall("rows", ["A1", "A2", "A3"].map((id, x) => hallSeat(id, x, 0))), order: "units", held: ["A3"],
  people: [person("an", { seat: "A1", pinned: true }), person("binh"), person("chi", { away: "Đang dự từ xa" })],
  rooms: [], ready: [], published_at: null, changes: 1, closed: false, ...change,
});

describe("the lists", () => {
  it("tell who waits, who is elsewhere and which seats are free", () => {
    expect(waiting(desk()).map(({ person_id }) => person_id)).toEqual(["binh"]);
    expect(elsewhere(desk()).map(({ person_id }) => person_id)).toEqual(["chi"]);
    expect(freeSeats(desk())).toEqual(["A2"]);
    expect(found(desk().people, "tan hoa binh")).toEqual([]);
    expect(found(desk().people, "TAN HOA")).toHaveLength(3);
  });

  it("show each seat for what it is", () => {
    const faces = deskFaces(desk());
    expect([...faces].map(([id, { tone }]) => `${id} ${tone}`)).toEqual(["A1 taken", "A2 free", "A3 held"]);
    expect(faces.get("A1")?.words).toBe("Lê an, đã ghim");
  });
});

it("says how far the plan is", () => {
  expect(standing(desk()).words).toBe("Chưa công bố");
  expect(standing(desk({ published_at: "2026-11-23T13:00:00+07:00" })).words).toBe("1 thay đổi chưa công bố");
  expect(standing(desk({ published_at: "2026-11-23T13:00:00+07:00", changes: 0 })).tone).toBe("good");
  expect(standing(desk({ closed: true })).words).toBe("Đã bế mạc");
});

describe("numbers of a hall", () => {
  it("reads aisles as people type them", () => {
    expect(aislesOf("10, 5 5")).toEqual([5, 10]);
    expect(aislesOf("")).toEqual([]);
    expect(aislesOf("giữa")).toBeNull();
    expect(aislesOf("0")).toBeNull();
  });

  it("takes a seat out and puts it back", () => {
    const out = toggled(FIRST_SPEC, "A2");
    expect(out.without).toEqual(["A2"]);
    expect(toggled(out, "A2")).toEqual(FIRST_SPEC);
  });

  it("makes a row longer and shorter, never shorter than the others", () => {
    const longer = lengthened(lengthened(FIRST_SPEC, "B3", 1), "B3", 1);
    expect(longer.longer).toEqual([{ row: "B", seats: 2 }]);
    expect(lengthened(lengthened(longer, "B1", -1), "B1", -1).longer).toEqual([]);
    expect(lengthened(FIRST_SPEC, "B1", -1).longer).toEqual([]);
  });

  it("forgets seats of rows that are gone, and aisles in a U", () => {
    const spec = { ...lengthened(toggled(toggled(FIRST_SPEC, "C1"), "CT2"), "C1", 1), rows: 2 };
    expect(trimmed(spec)).toMatchObject({ without: ["CT2"], longer: [], aisles: [5] });
    expect(trimmed({ ...spec, form: "u" })).toMatchObject({ without: ["C1", "CT2"], aisles: [] });
  });
});
