import { expect, test } from "vitest";
import type { SpeechLimit } from "./protocol";
import { meetingState } from "./testing";
import { limitFor, looksOf, requestLimit, spokenSeconds, timerFace, type Turn } from "./turn";

const at = (seconds: number): string => new Date(seconds * 1000).toISOString();
const turn = (change: Partial<Turn> = {}): Turn => ({ since: at(0), limit_s: 300, warn_s: 60, paused_at: null, paused_s: 0, ...change });

test("time left is rounded up, so that a turn of five minutes begins at 05:00", () => {
  expect(timerFace(turn(), 10)).toMatchObject({ figures: "05:00", words: "còn trong 5 phút", tone: "", state: "running", icon: null });
  expect(timerFace(turn(), 222_000).figures).toBe("01:18");
});

test("the set rest warns in words, after the end the timer counts up", () => {
  expect(timerFace(turn(), 239_000).state).toBe("running");
  expect(timerFace(turn(), 240_000)).toMatchObject({ tone: "warn", state: "warning", words: "sắp hết 5 phút", icon: "clock" });
  expect(timerFace(turn(), 312_000)).toMatchObject({ figures: "+00:12", words: "quá 5 phút", tone: "bad", state: "over", share: 1 });
});

test("a short turn warns in its last quarter", () => {
  expect(timerFace(turn({ limit_s: 60 }), 44_000).state).toBe("running");
  expect(timerFace(turn({ limit_s: 60 }), 45_000).state).toBe("warning");
});

test("without a limit the time spent is shown", () => {
  expect(timerFace(turn({ limit_s: null }), 3_725_000)).toMatchObject({ figures: "1:02:05", words: "đã nói", share: null });
});

test("a clock that stands shows the same figures, says so, and pauses are left out afterwards", () => {
  const standing = turn({ paused_at: at(100), paused_s: 20 });
  expect(timerFace(standing, 5_000_000)).toMatchObject({ figures: "03:40", state: "paused", words: "đồng hồ tạm dừng", icon: "pause" });
  expect(spokenSeconds(turn({ paused_s: 420 }), 500_000)).toBe(80);
  expect(timerFace(turn({ paused_s: 420 }), 500_000).figures).toBe("03:40");
});

test("the closest limit holds: person in item, person, item, all, the body's rule", () => {
  const speech_limits: SpeechLimit[] = [
    { item_id: null, person_id: null, limit_s: 240 },
    { item_id: "i1", person_id: null, limit_s: 180 },
    { item_id: null, person_id: "p1", limit_s: 600 },
    { item_id: "i1", person_id: "p1", limit_s: null },
  ];
  const meeting = meetingState({ speech_limits });
  expect([limitFor(meeting, "i1", "p1"), limitFor(meeting, "i2", "p1"), limitFor(meeting, "i1", "p2"), limitFor(meeting, "i2", null)]).toEqual([null, 600, 180, 240]);
  expect(limitFor(meetingState(), "i1", "p1")).toBe(300);
});

test("a point of order has its own time", () => {
  const request = { id: "q", person_id: "p1", name: "", detail: "", room_id: null, subject: "", at: "", kind: "order" as const };
  expect(requestLimit(meetingState(), "i1", request)).toBe(120);
});

test("a running clock looks four times a second and is drawn once", () => {
  const looks = Array.from({ length: 40 }, (_, quarter) => looksOf(timerFace(turn(), 100_000 + quarter * 250)));
  expect(looks.filter((one, index) => one !== looks[index - 1])).toHaveLength(10);
  expect(looksOf(timerFace(turn(), 239_900))).not.toBe(looksOf(timerFace(turn(), 240_000)));
});
