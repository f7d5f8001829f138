import { expect, test, vi } from "vitest";
import type { MediaConnection } from "./connection";
import { Arrivals, Ears, Flow, STALLED_MS } from "./ears";

test("a flow that stops is told once, and again only after something came", () => {
  const flow = new Flow();
  expect(flow.push(1000, 1100)).toBe(false);
  expect(flow.push(1000, 1000 + STALLED_MS - 1)).toBe(false);
  expect(flow.push(1000, 1000 + STALLED_MS)).toBe(true);
  expect(flow.push(1000, 9000)).toBe(false);
  expect(flow.push(9000, 9100)).toBe(false);
  expect(flow.push(9000, 9000 + STALLED_MS)).toBe(true);
});

test("where nothing ever came nothing has stopped", () => {
  expect(new Flow().push(0, 60_000)).toBe(false);
});

function receiver(at: () => number): { asked: number; getSynchronizationSources(): RTCRtpSynchronizationSource[] } {
  return {
    asked: 0,
    getSynchronizationSources() {
      this.asked += 1;
      return at() > 0 ? [{ timestamp: at(), source: 1, rtpTimestamp: 0 }] : [];
    },
  };
}

test("while something comes, only the one that was fed the last time is asked", () => {
  const times = [0, 0, 51_000, 50_990];
  const all = times.map((_, index) => receiver(() => times[index] ?? 0));
  const arrivals = new Arrivals();
  expect(arrivals.newest(all, 51_100)).toBe(51_000);
  expect(all.map(({ asked }) => asked)).toEqual([1, 1, 1, 0]);
  times[2] = 51_300;
  expect(arrivals.newest(all, 51_350)).toBe(51_300);
  expect(all.map(({ asked }) => asked)).toEqual([1, 1, 2, 0]);
});

test("when nothing comes any more all are asked, and the newest counts", () => {
  const all = [50_500, 51_000, 50_990, 0].map((at) => receiver(() => at));
  const arrivals = new Arrivals();
  arrivals.newest(all, 51_000);
  expect(arrivals.newest(all, 51_000 + STALLED_MS)).toBe(51_000);
  expect(all.every(({ asked }) => asked > 0)).toBe(true);
  expect(arrivals.newest([receiver(() => 0)], 51_000)).toBe(0);
});

test("a page that plays nothing asks nobody for sound", () => {
  vi.useFakeTimers();
  const asked = { floor: 0, sounding: 0 };
  const connection = {
    audioReceivers: [{ getContributingSources: () => { asked.floor += 1; return []; } }],
    receivers: [receiver(() => Date.now())],
    listen: () => void (asked.sounding += 1),
  } as unknown as MediaConnection;
  let hears = false;
  new Ears(() => connection, () => hears, () => undefined, () => undefined);
  vi.advanceTimersByTime(1000);
  expect(asked).toEqual({ floor: 0, sounding: 0 });
  hears = true;
  vi.advanceTimersByTime(1000);
  expect(asked).toEqual({ floor: 4, sounding: 4 });
  vi.useRealTimers();
});
