/** Pure: what the secretary's page of seats shows. */
import { t } from "@shared/i18n";
import type { DeskPerson, HallSpec, SeatingDesk } from "@shared/protocol";
import { partsOf, type SeatFace } from "@shared/seating/seats";
import { folded } from "@shared/text";

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** A hall that the form begins with when the room has none. */
export const FIRST_SPEC: HallSpec = { form: "rows", rows: 7, seats: 10, aisles: [5], presidium: 7, without: [], longer: [] };

/** People who should have a seat and have none; they are seated in this order. */
export function waiting(desk: SeatingDesk): DeskPerson[] {
  return desk.people.filter((person) => person.seat === null && person.away === "");
}

/** People who take part elsewhere. */
export function elsewhere(desk: SeatingDesk): DeskPerson[] {
  return desk.people.filter((person) => person.away !== "");
}

export function freeSeats(desk: SeatingDesk): string[] {
  const taken = new Set([...desk.people.map(({ seat }) => seat), ...desk.held]);
  return desk.hall?.seats.map(({ id }) => id).filter((id) => !taken.has(id)) ?? [];
}

export function sitter(desk: SeatingDesk, seat: string | null): DeskPerson | null {
  return desk.people.find((person) => seat !== null && person.seat === seat) ?? null;
}

/** People of a list whose name, position or unit holds what was typed. */
export function found(people: readonly DeskPerson[], search: string): DeskPerson[] {
  const wanted = folded(search.trim());
  return people.filter(({ name, title, unit }) => folded(`${name} ${title} ${unit}`).includes(wanted));
}

/** What stands on each seat. */
export function deskFaces(desk: SeatingDesk): ReadonlyMap<string, SeatFace> {
  const faces = new Map<string, SeatFace>(desk.hall?.seats.map(({ id }) => [id, { name: "", tone: "free", words: t("ghế trống") }]));
  for (const seat of desk.held) faces.set(seat, { name: "", tone: "held", words: t("giữ trống") });
  for (const { seat, name, title, pinned, away } of desk.people) {
    if (seat === null) continue;
    const words = [name, title, pinned ? t("đã ghim") : "", away].filter(Boolean).join(", ");
    faces.set(seat, { name, tone: away === "" ? "taken" : "gone", words, pinned });
  }
  return faces;
}

/** How far the plan is: words and tone of the mark at the top. */
export function standing(desk: SeatingDesk): { readonly tone: "good" | "warn" | ""; readonly words: string } {
  if (desk.closed) return { tone: "", words: t("Đã bế mạc") };
  if (desk.published_at === null) return { tone: "warn", words: t("Chưa công bố") };
  if (desk.changes > 0) return { tone: "warn", words: t("%(count)s thay đổi chưa công bố", { count: desk.changes }) };
  return { tone: "good", words: t("Đã công bố") };
}

/** `5, 10` as numbers; null: that is no list of numbers. */
export function aislesOf(text: string): number[] | null {
  const words = text.split(/[\s,;]+/).filter(Boolean);
  const numbers = words.map(Number);
  return numbers.every((number) => Number.isInteger(number) && number > 0) ? [...new Set(numbers)].sort((a, b) => a - b) : null;
}

/** The same hall with a seat taken out, or put back. */
export function toggled(spec: HallSpec, seat: string): HallSpec {
  const without = spec.without ?? [];
  return { ...spec, without: without.includes(seat) ? without.filter((one) => one !== seat) : [...without, seat].sort() };
}

/** The same hall with seats more or fewer at the end of the row of a seat. */
export function lengthened(spec: HallSpec, seat: string, by: number): HallSpec {
  const [row] = partsOf(seat);
  const before = spec.longer?.find((one) => one.row === row)?.seats ?? 0;
  const others = spec.longer?.filter((one) => one.row !== row) ?? [];
  const seats = Math.min(10, Math.max(0, before + by));
  const longer = seats > 0 ? [...others, { row, seats }].sort((a, b) => (a.row < b.row ? -1 : 1)) : others;
  return { ...spec, longer };
}

/** Drop the seats of rows that the new numbers do not have. */
export function trimmed(spec: HallSpec): HallSpec {
  const rows = LETTERS.slice(0, spec.rows * (spec.form === "u" ? 2 : 1));
  const known = (row: string): boolean => row === "CT" || rows.includes(row);
  return {
    ...spec,
    aisles: spec.form === "u" ? [] : (spec.aisles ?? []),
    without: (spec.without ?? []).filter((id) => known(partsOf(id)[0])),
    longer: (spec.longer ?? []).filter(({ row }) => rows.includes(row)),
  };
}
