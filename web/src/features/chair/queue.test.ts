import { expect, test } from "vitest";
import type { SpeechRequest, Spoken } from "@shared/protocol";
import { meetingState } from "@shared/testing";
import { neighbours, spokenBefore } from "./queue";
import { sums } from "./spoken";

const request = (id: string, kind: SpeechRequest["kind"] = "speech"): SpeechRequest => ({ id, person_id: `p-${id}`, name: id, detail: "", room_id: null, subject: "", at: "", kind });
const spoken = (person: string | null, seconds: number, change: Partial<Spoken> = {}): Spoken => ({ person_id: person, room_id: null, name: person ?? "", unit: "Xã A", item_id: "i1", seconds, turns: 1, ...change });

test("one place up or down; points of order are neither moved nor passed", () => {
  const [order, a, b, c] = [request("o", "order"), request("a"), request("b"), request("c")];
  const queue = [order, a, b, c];
  expect(neighbours(queue, order)).toEqual({});
  expect(neighbours(queue, a)).toEqual({ down: c });
  expect(neighbours(queue, b)).toEqual({ up: a, down: null });
  expect(neighbours(queue, c)).toEqual({ up: b });
});

test("what somebody has spoken before stands in the queue, all items together", () => {
  const meeting = meetingState({ spoken: [spoken("p1", 100), spoken("p1", 80, { item_id: "i2" }), spoken("p2", 9)] });
  expect(spokenBefore(meeting, "p1")).toBe("đã nói 3 phút");
  expect(spokenBefore(meeting, "p3")).toBe("");
});

test("times add up by whatever is asked, the longest first", () => {
  const all = [spoken("p1", 100), spoken("p2", 300, { unit: "Xã B", turns: 2 }), spoken("p3", 50)];
  expect(sums(all, ({ unit }) => unit, ({ unit }) => unit)).toEqual([
    { name: "Xã B", seconds: 300, turns: 2 },
    { name: "Xã A", seconds: 150, turns: 2 },
  ]);
});
