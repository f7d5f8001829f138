/** Builders for tests of seats. */
import type { Attendee, Hall, HallSeat } from "../protocol";
import { partsOf } from "./seats";

export function hallSeat(id: string, x: number, y: number): HallSeat {
  const [row, number] = partsOf(id);
  return { id, row, number: Number(number), x, y };
}

export function hall(form: Hall["form"], seats: readonly HallSeat[]): Hall {
  return { form, width: 10, height: 10, seats: [...seats], tables: [] };
}

export function attendee(person_id: string, change: Partial<Attendee> = {}): Attendee {
  return {
    person_id,
    name: `Người ${person_id}`,
    title: "",
    unit: "",
    unit_id: null,
    role: "delegate",
    votes: true,
    present: false,
    room_id: null,
    checked_in_at: null,
    left_at: null,
    ...change,
  };
}
