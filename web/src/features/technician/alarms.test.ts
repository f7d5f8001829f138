import { afterEach, expect, test, vi } from "vitest";
import { Alarms, alarmsOf, captioningOf } from "./alarms";

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("only sentences are taken from the answer", () => {
  expect(alarmsOf({ alarms: ["Đĩa dữ liệu chỉ còn 7% trống.", 7] })).toEqual(["Đĩa dữ liệu chỉ còn 7% trống."]);
  for (const body of [null, {}, { alarms: "x" }, "x"]) expect(alarmsOf(body)).toEqual([]);
});

test("only transcription workers say how late they are", () => {
  const processes = { "web-1": { alive: true }, "transcription-1": { alive: true, lag_s: 3.4, level: "finals" }, "transcription-2": { alive: false }, x: null };
  expect(captioningOf({ processes })).toEqual([{ name: "transcription-1", lag: 3.4, level: "finals" }]);
  for (const body of [null, {}, { processes: null }, { processes: { a: { lag_s: "1" } } }]) expect(captioningOf(body)).toEqual([]);
});

test("the server is asked again and again, a lost line changes nothing", async () => {
  vi.useFakeTimers();
  const answers = [{ alarms: [] }, { alarms: ["Đĩa đầy."] }, null, { alarms: [] }];
  vi.stubGlobal("fetch", () => {
    const body = answers.shift();
    return body ? Promise.resolve({ json: () => Promise.resolve(body) }) : Promise.reject(new TypeError("no line"));
  });
  const seen: string[] = [];
  const alarms = new Alarms(() => seen.push(alarms.words.join()));
  alarms.start();
  await vi.advanceTimersByTimeAsync(25_000);
  expect(seen).toEqual(["Đĩa đầy."]);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(seen).toEqual(["Đĩa đầy.", ""]);
  alarms.stop();
});
