import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { LONG_ENOUGH_MS, ReadingLog, TELL_EVERY_MS } from "./reading-log";

const fetched = vi.fn();

beforeEach(() => {
  vi.useFakeTimers();
  fetched.mockReset().mockResolvedValue({ ok: true });
  vi.stubGlobal("fetch", fetched);
  vi.stubGlobal("document", { visibilityState: "visible", querySelector: () => null });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const addresses = (): unknown[] => fetched.mock.calls.map((call: unknown[]) => call[0]);

test("pages that stood long enough are told together, each once", () => {
  const log = new ReadingLog();
  log.look("/tai-lieu/p/file.pdf", 1);
  vi.advanceTimersByTime(LONG_ENOUGH_MS);
  log.look("/tai-lieu/p/file.pdf", 2);
  vi.advanceTimersByTime(LONG_ENOUGH_MS / 2);
  log.look("/tai-lieu/p/file.pdf", 3);
  vi.advanceTimersByTime(TELL_EVERY_MS);
  expect(addresses()).toEqual(["/tai-lieu/p/da-doc/?trang=1,3"]);
  log.look("/tai-lieu/p/file.pdf", 3);
  vi.advanceTimersByTime(TELL_EVERY_MS * 2);
  expect(fetched).toHaveBeenCalledTimes(1);
});

test("what could not be told is told again, and leaving tells at once", async () => {
  const log = new ReadingLog();
  fetched.mockRejectedValueOnce(new TypeError("line"));
  log.look("/tai-lieu/p/file.pdf", 1);
  vi.advanceTimersByTime(LONG_ENOUGH_MS);
  log.stop();
  await vi.advanceTimersByTimeAsync(0);
  log.look("/tai-lieu/p/file.pdf", 1);
  vi.advanceTimersByTime(LONG_ENOUGH_MS);
  log.stop();
  expect(addresses()).toEqual(["/tai-lieu/p/da-doc/?trang=1", "/tai-lieu/p/da-doc/?trang=1"]);
});
