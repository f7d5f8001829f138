import { expect, test } from "vitest";
import { soundOf, type Recorded } from "./hear";

const whole: Recorded = { url: "/w", participant: "", start_ms: 100_000, length_ms: 60_000 };
const room: Recorded = { url: "/r", participant: "room:a", start_ms: 110_000, length_ms: 0 };
const line = { participant: "room:a", start_ms: 120_000, end_ms: 123_000 };

test("a line is heard in its room's own recording, a little before the first word", () => {
  expect(soundOf([whole, room], line)).toEqual({ url: "/r", from: 9.5, until: 13.7 });
  expect(soundOf([whole, room], { ...line, participant: "room:b" })).toEqual({ url: "/w", from: 19.5, until: 23.7 });
});

test("what was not recorded is not offered", () => {
  expect(soundOf([], line)).toBeNull();
  expect(soundOf([whole], { ...line, start_ms: 99_000 })).toBeNull();
  expect(soundOf([whole], { ...line, start_ms: 160_000 })).toBeNull();
  expect(soundOf([room], { ...line, participant: "person:x" })).toBeNull();
  expect(soundOf([room], { ...line, participant: "room:b" })).toBeNull();
});
