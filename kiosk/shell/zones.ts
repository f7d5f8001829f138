/** Pure: a hall in parts that can be read from the last row; parts take turns by the clock. */
import type { Hall, HallSeat, Seating } from "@shared/protocol";
import { t } from "@shared/i18n";
import { isPresidium } from "@shared/seating/seats";

/** Seats that fit beside and below each other, in widths of a seat. */
const ACROSS = 6;
const DOWN = 4.6;
/** Room for the letter of a row, and around everything. */
const LABEL = 1.1;
const EDGE = 0.6;
/** A part stays for so long. */
export const TURN_MS = 10_000;

export interface Zone {
  /** Which seats, as people say them. */
  readonly words: string;
  readonly hall: Hall;
}

const kept = new WeakMap<Seating, readonly Zone[]>();

/** The parts of a hall in which somebody has a seat, row of parts by row of parts; a small hall is one. At least one. */
export function zonesOf(seating: Seating): readonly Zone[] {
  const known = kept.get(seating);
  if (known) return known;
  const { hall } = seating;
  const taken = new Set(seating.places.map(({ seat }) => seat));
  const columns = Math.max(1, Math.ceil((hall.width - 1) / ACROSS));
  const rows = Math.max(1, Math.ceil((hall.height - 1) / DOWN));
  const groups = new Map<number, HallSeat[]>();
  const rowsAt = rowStarts(hall);
  for (const seat of hall.seats) {
    const place = part(rowsAt.get(seat.row) ?? seat.y, hall.height, rows) * columns + part(seat.x, hall.width, columns);
    groups.set(place, [...(groups.get(place) ?? []), seat]);
  }
  const parts = [...groups].sort(([a], [b]) => a - b).map(([, seats]) => seats);
  const used = parts.filter((seats) => seats.some(({ id }) => taken.has(id)));
  const zones = (used.length > 0 ? used : parts.slice(0, 1)).map((seats) => ({ words: parts.length > 1 ? wordsOf(seats) : "", hall: cut(hall, seats) }));
  kept.set(seating, zones);
  return zones;
}

/** Which of `count` turns the clock is at. */
export function turnAt(count: number, now: number): number {
  return Math.floor(now / TURN_MS) % count;
}

/** How far back each row begins: one that bends stays in one part. The arms of a U are no rows. */
function rowStarts({ form, seats }: Hall): ReadonlyMap<string, number> {
  const starts = new Map<string, number>();
  if (form !== "u") for (const { row, y } of seats) starts.set(row, Math.min(y, starts.get(row) ?? y));
  return starts;
}

function part(at: number, whole: number, parts: number): number {
  return Math.min(parts - 1, Math.floor((at * parts) / whole));
}

/** The hall of these seats alone, with what of its tables lies among them. */
function cut(hall: Hall, seats: readonly HallSeat[]): Hall {
  const left = Math.min(...seats.map(({ x }) => x)) - LABEL;
  const right = Math.max(...seats.map(({ x }) => x)) + EDGE;
  // a letter stands above the arm of a U, and the presidium's table below its seats
  const top = Math.min(...seats.map(({ y }) => y)) - (hall.form === "u" ? LABEL : EDGE);
  const bottom = Math.max(...seats.map(({ y }) => y)) + (seats.every(({ id }) => isPresidium(id)) ? 1.3 : EDGE);
  const tables = hall.tables.flatMap((table) => {
    const [x, y] = [Math.max(table.x, left), Math.max(table.y, top)];
    const [width, height] = [Math.min(table.x + table.width, right) - x, Math.min(table.y + table.height, bottom) - y];
    return width > 0.3 && height > 0.3 ? [{ x: x - left, y: y - top, width, height }] : [];
  });
  return { form: hall.form, width: right - left, height: bottom - top, seats: seats.map((seat) => ({ ...seat, x: seat.x - left, y: seat.y - top })), tables };
}

function wordsOf(seats: readonly HallSeat[]): string {
  const hall = seats.filter(({ id }) => !isPresidium(id));
  const words = seats.length > hall.length ? [t("Bàn chủ tọa")] : [];
  const [first, last] = [hall[0], hall.at(-1)];
  if (first && last) {
    const numbers = hall.map(({ number }) => number);
    const rows = first.row === last.row ? t("Hàng %(row)s", { row: first.row }) : t("Hàng %(first)s–%(last)s", { first: first.row, last: last.row });
    words.push(`${rows}, ${t("ghế %(first)s–%(last)s", { first: Math.min(...numbers), last: Math.max(...numbers) })}`);
  }
  return words.join(" · ");
}
