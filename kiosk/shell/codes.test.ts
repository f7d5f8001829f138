import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { CodePoller, MARGIN_MS } from "./codes";

const START = Date.parse("2026-11-23T14:00:00+07:00");
let online = true;
let asked = 0;

function poller(life = 45_000): CodePoller {
  return new CodePoller({
    fetch: () => {
      asked += 1;
      if (!online) return Promise.reject(new Error("no network"));
      const now = new Date(Date.now()).toISOString();
      const code = { image: "data:", digits: String(asked).padStart(6, "0"), ends_at: new Date(Date.now() + life).toISOString() };
      return Promise.resolve(Response.json({ code: life > 0 ? code : null, server_time: now }));
    },
    now: () => Date.now(),
  });
}

beforeEach(() => {
  vi.useFakeTimers({ now: START });
  [online, asked] = [true, 0];
});
afterEach(() => {
  vi.useRealTimers();
});

test("a code is asked for only while it is shown, and every 5 seconds", async () => {
  const made = poller();
  await vi.advanceTimersByTimeAsync(20_000);
  expect(asked).toBe(0);
  made.wanted = true;
  await vi.advanceTimersByTimeAsync(10_100);
  expect([asked, made.code?.digits]).toEqual([3, "000003"]);
  made.wanted = false;
  await vi.advanceTimersByTimeAsync(20_000);
  expect([asked, made.code]).toEqual([3, null]);
});

test("without a line the code goes before it would be refused, and comes back with the line", async () => {
  const made = poller();
  made.wanted = true;
  await vi.advanceTimersByTimeAsync(10);
  online = false;
  await vi.advanceTimersByTimeAsync(45_000 - MARGIN_MS - 1000);
  expect([made.code === null, made.lost]).toEqual([false, false]);
  await vi.advanceTimersByTimeAsync(1000);
  expect([made.code === null, made.lost]).toEqual([true, true]);
  online = true;
  await vi.advanceTimersByTimeAsync(5000);
  expect([made.code === null, made.lost]).toEqual([false, false]);
  made.wanted = false;
});

test("a meeting without a code is no lost line", async () => {
  const made = poller(0);
  made.wanted = true;
  await vi.advanceTimersByTimeAsync(10);
  expect([made.code, made.lost]).toEqual([null, false]);
  made.wanted = false;
});
