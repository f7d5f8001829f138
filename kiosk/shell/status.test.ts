import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { StatusPoller, type KioskStatus } from "./status";

const unpaired: KioskStatus = { paired: false, code: "7K4M2H", expires_at: "", server_time: "2026-11-23T14:00:10+07:00" };

function poller(answers: (KioskStatus | Error | number)[]): { poller: StatusPoller; asked: string[] } {
  const asked: string[] = [];
  const made = new StatusPoller({
    fetch: (address) => {
      asked.push(address);
      const next = answers.length > 1 ? answers.shift() : answers[0];
      if (next instanceof Error) return Promise.reject(next);
      if (typeof next === "number") return Promise.resolve(new Response("x", { status: next }));
      return Promise.resolve(Response.json(next));
    },
    now: () => Date.now(),
  });
  return { poller: made, asked };
}

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse("2026-11-23T14:00:00+07:00") });
});
afterEach(() => {
  vi.useRealTimers();
});

test("an unpaired screen asks every 3 seconds and knows the server's clock", async () => {
  const { poller: made, asked } = poller([unpaired]);
  made.start();
  await vi.advanceTimersByTimeAsync(6100);
  expect(asked).toHaveLength(3);
  expect(made.status?.code).toBe("7K4M2H");
  expect(made.serverNow() - Date.now()).toBeGreaterThan(3000);
  made.stop();
});

test("a silent or failing server keeps the last answer and says since when", async () => {
  const { poller: made } = poller([unpaired, new Error("no network"), 502, unpaired]);
  made.start();
  await vi.advanceTimersByTimeAsync(100);
  expect(made.silentSince).toBeNull();
  await vi.advanceTimersByTimeAsync(6000);
  expect(made.status?.code).toBe("7K4M2H");
  expect(made.silentSince).not.toBeNull();
  await vi.advanceTimersByTimeAsync(3000);
  expect(made.silentSince).toBeNull();
  made.stop();
});

test("a refusal is kept in the server's own words until it answers", async () => {
  const answers = [Response.json({ code: "too_many", message: "Chờ 10 phút." }, { status: 429 }), Response.json(unpaired)];
  const made = new StatusPoller({ fetch: () => Promise.resolve(answers.shift() ?? Response.json(unpaired)), now: () => Date.now() });
  made.start();
  await vi.advanceTimersByTimeAsync(10);
  expect(made.refusal).toBe("Chờ 10 phút.");
  await vi.advanceTimersByTimeAsync(3000);
  expect(made.refusal).toBeNull();
  made.stop();
});

test("a page that is no status (a proxy's error page) counts as silence", async () => {
  const made = new StatusPoller({ fetch: () => Promise.resolve(new Response("<html>")), now: () => Date.now() });
  made.start();
  await vi.advanceTimersByTimeAsync(10);
  expect(made.status).toBeNull();
  expect(made.silentSince).not.toBeNull();
  made.stop();
});

test("a paired screen asks every 5 seconds, in a meeting every 15, and at once when told to", async () => {
  const { poller: made, asked } = poller([{ paired: true, meeting: null, server_time: unpaired.server_time }]);
  made.start();
  await vi.advanceTimersByTimeAsync(5100);
  expect(asked).toHaveLength(2);
  made.inMeeting = true;
  await vi.advanceTimersByTimeAsync(19_900);
  expect(asked).toHaveLength(4);
  made.askNow();
  await vi.advanceTimersByTimeAsync(1);
  expect(asked).toHaveLength(5);
  made.stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toHaveLength(5);
});
