/** Pure: the roll call by tree of units and by room. */
import { t } from "@shared/i18n";
import type { Absence, Attendee, Branch, HeadCount, MeetingState, Room } from "@shared/protocol";
import { UNEXCUSED } from "@shared/quorum";
import { lateAfter } from "@shared/sessions";
import { folded } from "@shared/text";

export type Standing = "room" | "remote" | "left" | "excused" | "unexcused" | "waiting";

export interface Tally extends Readonly<Record<Standing, number>> {
  readonly called: number;
  readonly present: number;
  readonly late: number;
}

/** A unit with its people in protocol order and the units below it, in the order of their first person. */
export interface Node {
  readonly id: string;
  readonly name: string;
  readonly people: readonly Attendee[];
  readonly children: readonly Node[];
  readonly tally: Tally;
  /** The server knows the unit: the whole branch can be noted. */
  readonly known: boolean;
}

export type Row =
  | { readonly kind: "unit"; readonly key: string; readonly level: number; readonly node: Node; readonly open: boolean; readonly parent: string | null }
  | { readonly kind: "person"; readonly key: string; readonly level: number; readonly person: Attendee; readonly parent: string };

export type UnitFilter = "all" | "waiting";
export type RoomFilter = "all" | "different" | "uncounted";

export interface RoomRow {
  readonly room: Room;
  /** Checked in there by name. */
  readonly named: number;
  readonly count: HeadCount | null;
}

const NONE: Tally = { called: 0, present: 0, late: 0, room: 0, remote: 0, left: 0, excused: 0, unexcused: 0, waiting: 0 };

/** Came after the sitting was opened. */
export function isLate({ checked_in_at: came }: Attendee, openedAt: string | null): boolean {
  return came !== null && openedAt !== null && Date.parse(came) > Date.parse(openedAt);
}

export function standingOf(person: Attendee, absence: Absence | null): Standing {
  if (person.present) return person.room_id === null ? "remote" : "room";
  if (person.checked_in_at !== null) return "left";
  if (absence === null) return "waiting";
  return absence.ground === UNEXCUSED ? "unexcused" : "excused";
}

/** Who is called at all: an auditor is not checked in. */
export function called(people: readonly Attendee[]): Attendee[] {
  return people.filter(({ role }) => role !== "auditor");
}

function sum(tallies: readonly Tally[]): Tally {
  const total: Record<keyof Tally, number> = { ...NONE };
  for (const tally of tallies) for (const key of Object.keys(NONE) as (keyof Tally)[]) total[key] += tally[key];
  return total;
}

function tallyOf(person: Attendee, absence: Absence | null, openedAt: string | null): Tally {
  const standing = standingOf(person, absence);
  return { ...NONE, called: 1, present: person.present ? 1 : 0, late: person.present && isLate(person, openedAt) ? 1 : 0, [standing]: 1 };
}

/** The tree of those who are called. A person of a unit that the page does not know stands under its name, at the top. */
export function treeOf(meeting: MeetingState, branches: readonly Branch[], absences: readonly Absence[]): Node[] {
  const absent = new Map(absences.map((absence) => [absence.person_id, absence]));
  const openedAt = lateAfter(meeting.meeting);
  const known = new Map(branches.map((branch) => [branch.id, branch]));
  const names = new Map(branches.map(({ id, name }) => [id, name]));
  const people = new Map<string, Attendee[]>();
  const children = new Map<string | null, string[]>();
  const placed = new Set<string>();
  const place = (id: string): void => {
    if (placed.has(id)) return;
    placed.add(id);
    const above = known.get(id)?.parent_id ?? null;
    const parent = above !== null && known.has(above) ? above : null;
    if (parent !== null) place(parent);
    children.set(parent, [...(children.get(parent) ?? []), id]);
  };
  for (const person of called(meeting.people)) {
    const id = person.unit_id !== null && known.has(person.unit_id) ? person.unit_id : `name:${person.unit}`;
    if (!names.has(id)) names.set(id, person.unit || t("Chưa ghi đơn vị"));
    place(id);
    people.set(id, [...(people.get(id) ?? []), person]);
  }
  const node = (id: string): Node => {
    const mine = people.get(id) ?? [];
    const below = (children.get(id) ?? []).map(node);
    const tallies = mine.map((person) => tallyOf(person, absent.get(person.person_id) ?? null, openedAt));
    return { id, name: names.get(id) ?? "", people: mine, children: below, tally: sum([...tallies, ...below.map(({ tally }) => tally)]), known: known.has(id) };
  };
  return (children.get(null) ?? []).map(node);
}

export function totalOf(tree: readonly Node[]): Tally {
  return sum(tree.map(({ tally }) => tally));
}

/** The rows that are shown. While something is looked for, every unit that holds a match is open. */
export function rowsOf(tree: readonly Node[], open: ReadonlySet<string>, filter: UnitFilter, search: string, absences: readonly Absence[]): Row[] {
  const wanted = folded(search.trim());
  const absent = new Map(absences.map((absence) => [absence.person_id, absence]));
  const looking = wanted !== "" || filter !== "all";
  const fits = (person: Attendee, unitFits: boolean): boolean =>
    (unitFits || folded(`${person.name} ${person.title}`).includes(wanted)) && (filter === "all" || standingOf(person, absent.get(person.person_id) ?? null) === filter);
  const walk = (node: Node, level: number, parent: string | null, above: boolean): Row[] => {
    const unitFits = above || wanted === "" || folded(node.name).includes(wanted);
    const shown = node.people.filter((person) => fits(person, unitFits));
    const opened = looking || open.has(node.id);
    const inside: Row[] = opened
      ? [...shown.map((person): Row => ({ kind: "person", key: person.person_id, level: level + 1, person, parent: node.id })), ...node.children.flatMap((child) => walk(child, level + 1, node.id, unitFits))]
      : [];
    if (looking && inside.length === 0) return [];
    return [{ kind: "unit", key: node.id, level, node, open: opened, parent }, ...inside];
  };
  return tree.flatMap((node) => walk(node, 1, null, false));
}

/** Where the people of a unit take part at first: the room of the unit, else the main room; empty: remote. */
export function usualRoom(rooms: readonly Room[], unit: string): Room | null {
  return rooms.find((room) => room.unit === unit && !room.main) ?? rooms.find((room) => room.main) ?? null;
}

/** The main room first, then by name. */
export function roomRows({ rooms, people, heads }: MeetingState): RoomRow[] {
  const named = new Map<string, number>();
  for (const { present, room_id: id } of people) if (present && id !== null) named.set(id, (named.get(id) ?? 0) + 1);
  const counts = new Map(heads.map((count) => [count.room_id, count]));
  const order = new Intl.Collator("vi", { numeric: true });
  return [...rooms]
    .sort((a, b) => Number(b.main) - Number(a.main) || order.compare(a.name, b.name))
    .map((room) => ({ room, named: named.get(room.id) ?? 0, count: counts.get(room.id) ?? null }));
}

/** How many more were counted than are checked in by name; null: nobody counted. */
export function difference({ named, count }: RoomRow): number | null {
  return count === null ? null : count.people - named;
}

export function filteredRooms(rows: readonly RoomRow[], filter: RoomFilter, search: string): RoomRow[] {
  const wanted = folded(search.trim());
  return rows.filter((row) => {
    if (filter === "different" && !difference(row)) return false;
    if (filter === "uncounted" && row.count !== null) return false;
    return folded(`${row.room.name} ${row.room.unit}`).includes(wanted);
  });
}

/** Which row a key of the treegrid pattern leads to; null: the key does not move. */
export function stepTo(rows: readonly Row[], at: number, key: string): number | null {
  switch (key) {
    case "ArrowDown":
      return Math.min(rows.length - 1, at + 1);
    case "ArrowUp":
      return Math.max(0, at - 1);
    case "Home":
      return 0;
    case "End":
      return rows.length - 1;
    default:
      return null;
  }
}
