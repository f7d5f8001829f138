import { expect, test } from "vitest";
import { timerFace } from "./turn";

test("time left is rounded up, so that a turn of five minutes begins at 05:00", () => {
  expect(timerFace(0, 300, 10)).toMatchObject({ figures: "05:00", words: "còn trong 5 phút", tone: "" });
  expect(timerFace(0, 300, 222_000).figures).toBe("01:18");
});

test("the last half minute warns, after the end the timer counts up", () => {
  expect(timerFace(0, 300, 280_000).tone).toBe("warn");
  expect(timerFace(0, 300, 312_000)).toMatchObject({ figures: "+00:12", words: "quá 5 phút", tone: "bad", share: 1 });
});

test("without a limit the time spent is shown", () => {
  expect(timerFace(0, null, 3_725_000)).toMatchObject({ figures: "1:02:05", words: "đã nói", share: null });
});
