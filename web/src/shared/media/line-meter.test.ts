import { expect, test } from "vitest";
import { countersOf, lineReport, type Counters } from "./line-meter";

const report = (entries: readonly object[]): ReadonlyMap<string, unknown> => new Map(entries.map((entry, index) => [String(index), entry]));
const moment = (second: number, change: { packets?: number; concealed?: number; lost?: number; frames?: number } = {}): Counters =>
  countersOf(
    report([
      { type: "inbound-rtp", id: "a", kind: "audio", mid: "3", packetsReceived: change.packets ?? 50 * second, packetsLost: change.lost ?? 0, jitter: 0.012, bytesReceived: 5000 * second, headerBytesReceived: 0, totalSamplesReceived: 48_000 * second, concealedSamples: change.concealed ?? 0 },
      { type: "inbound-rtp", id: "v", kind: "video", mid: "7", packetsReceived: 100 * second, packetsLost: 0, jitter: 0.004, bytesReceived: 120_000 * second, headerBytesReceived: 0, framesDecoded: change.frames ?? 25 * second, totalFreezesDuration: 0 },
      { type: "candidate-pair", nominated: true, currentRoundTripTime: 0.031 },
    ]),
    "7",
    1000 * second,
  );

test("a good second", () => {
  expect(lineReport(moment(1), moment(2), moment(3), moment(4), true)).toEqual({
    type: "line_report", loss: 0, jitter_ms: 12, rtt_ms: 31, kbps: 1000, frozen_ms: 0, fed_ms: 1000, concealed_ms: 0,
  });
});

test("what was lost and invented in the middle second is told", () => {
  const after = { lost: 15, concealed: 9600 };
  const told = lineReport(moment(1), moment(2), moment(3, after), moment(4, after), true);
  expect([told.loss, told.fed_ms, told.concealed_ms]).toEqual([0.091, 1000, 200]);
});

test("a slot that falls silent is no fault of the line", () => {
  const told = lineReport(moment(1), moment(2), moment(3, { packets: 110, concealed: 40_000 }), moment(4, { packets: 110, concealed: 88_000 }), true);
  expect([told.fed_ms, told.concealed_ms]).toEqual([0, 0]);
});

test("a picture that stands is told only while somebody is in it", () => {
  const still = { frames: 50 };
  const [a, b, c, d] = [moment(1), moment(2), moment(3, still), moment(4, still)] as const;
  expect(lineReport(a, b, c, d, true).frozen_ms).toBe(1000);
  expect(lineReport(a, b, c, d, false).frozen_ms).toBe(0);
});
