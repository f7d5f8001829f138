/** Pure: names of seats, what stands on them, and which seat lies beside which. */
import { t } from "../i18n";
import type { Attendee, Hall, HallSeat, Seating } from "../protocol";

const PRESIDIUM = "CT";

/** How a seat is drawn. Never by colour alone: each tone has its own mark, and `words` says it. */
export interface SeatFace {
  /** Name of who sits there; empty: nobody. */
  readonly name: string;
  readonly tone: "free" | "taken" | "there" | "late" | "gone" | "absent" | "held" | "out";
  /** What is said of the seat after its own name. */
  readonly words: string;
  readonly pinned?: boolean;
  readonly mine?: boolean;
}

/** The seat as people say it. */
export function seatWords(id: string): string {
  const [row, number] = partsOf(id);
  return row === PRESIDIUM ? t("Bàn chủ tọa, ghế %(number)s", { number }) : t("Hàng %(row)s, ghế %(number)s", { row, number });
}

/** Row and number: `B12` is `B` and `12`. */
export function partsOf(id: string): readonly [row: string, number: string] {
  const digits = id.search(/\d/);
  return [id.slice(0, digits), id.slice(digits)];
}

export function isPresidium(id: string): boolean {
  return partsOf(id)[0] === PRESIDIUM;
}

/** The last word of a name, and what stands before it. */
export function nameParts(name: string): readonly [given: string, before: string] {
  const words = name.trim().split(/\s+/);
  return [words.at(-1) ?? "", words.slice(0, -1).join(" ")];
}

const ARROWS: Readonly<Record<string, readonly [number, number]>> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** The seat to which an arrow key leads: the nearest one in that direction, rather straight ahead than aside. */
export function neighbour(hall: Hall, from: string, key: string): HallSeat | null {
  const way = ARROWS[key];
  const here = hall.seats.find((seat) => seat.id === from);
  if (!way || !here) return null;
  const [dx, dy] = way;
  let found: HallSeat | null = null;
  let least = Infinity;
  for (const seat of hall.seats) {
    const [x, y] = [seat.x - here.x, seat.y - here.y];
    const ahead = x * dx + y * dy;
    const aside = Math.abs(x * dy) + Math.abs(y * dx);
    if (ahead < 0.3 || aside > 2 * ahead + 0.6) continue;
    if (ahead + 2 * aside < least) [found, least] = [seat, ahead + 2 * aside];
  }
  return found;
}

/** Where a row's letter stands: left of its first seat, in a U above it. */
export function rowLabels(hall: Hall): readonly { readonly row: string; readonly x: number; readonly y: number }[] {
  const first = new Map<string, HallSeat>();
  for (const seat of hall.seats) {
    if (seat.row === PRESIDIUM) continue;
    const known = first.get(seat.row);
    if (!known || (hall.form === "u" ? seat.y < known.y : seat.x < known.x)) first.set(seat.row, seat);
  }
  return [...first.values()].map(({ row, x, y }) => (hall.form === "u" ? { row, x, y: y - 0.75 } : { row, x: x - 0.85, y }));
}

/** My seat in what everybody was told; null: I have none. */
export function seatOf(seating: Seating | null, personId: string | null): string | null {
  return seating?.places.find((place) => place.person_id === personId)?.seat ?? null;
}

/** How somebody's attendance shows on his seat. */
export function attendanceFace(person: Attendee | undefined, room: string, openedAt: string | null): SeatFace {
  if (!person) return { name: "", tone: "free", words: t("ghế trống") };
  const { name } = person;
  const said = (tone: SeatFace["tone"], words: string): SeatFace => ({ name, tone, words: `${name}, ${words}` });
  if (person.present && person.room_id !== room) return said("gone", person.room_id === null ? t("dự từ xa") : t("dự tại điểm cầu khác"));
  if (person.present) {
    const late = openedAt !== null && person.checked_in_at !== null && Date.parse(person.checked_in_at) > Date.parse(openedAt);
    return late ? said("late", t("đến muộn")) : said("there", t("có mặt"));
  }
  return person.checked_in_at ? said("gone", t("đã rời họp")) : said("absent", t("chưa đến"));
}

/** What stands on each seat of a sitting, by the seat's name. */
export function attendanceFaces(seating: Seating, people: readonly Attendee[], openedAt: string | null): ReadonlyMap<string, SeatFace> {
  const byId = new Map(people.map((person) => [person.person_id, person]));
  return new Map(seating.places.map(({ seat, person_id }) => [seat, attendanceFace(byId.get(person_id), seating.room_id, openedAt)]));
}
