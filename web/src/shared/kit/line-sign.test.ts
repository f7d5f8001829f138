import { expect, test } from "vitest";
import type { LineState } from "../line";
import { lineFace, lineSign, type LineFacts } from "./line-sign";

const AT = Date.parse("2026-11-23T14:05:00+07:00");
const facts = (line: LineState, change: Partial<LineFacts> = {}): LineFacts => ({ line, lostAt: null, offline: false, ...change });
const words = (line: LineState, change: Partial<LineFacts> = {}): string => lineFace(facts(line, change)).words;

test("every state has words of its own, and an icon", () => {
  const states: readonly LineState[] = ["connecting", "good", "slow", "catching", "lost", "ended"];
  expect(states.map((line) => words(line))).toEqual([
    "Đang nối…", "Đường truyền tốt", "Đường truyền yếu", "Đang nhận phần đã lỡ…", "Mất đường truyền", "Đã rời phòng họp",
  ]);
  expect(states.map((line) => lineFace(facts(line)).icon)).toEqual(["signal-low", "signal", "signal-low", "refresh", "line-off", "line-off"]);
});

test("a lost line says since when, and when the fault is this machine's own network", () => {
  expect(words("lost", { lostAt: AT })).toBe("Đang nối lại, từ 14:05");
  expect(words("lost", { lostAt: AT, offline: true })).toBe("Máy này mất mạng, từ 14:05");
  expect(words("lost", { offline: true })).toBe("Máy này mất mạng");
});

test("the browser's own word about the network counts only while the line is lost", () => {
  expect(words("good", { offline: true })).toBe("Đường truyền tốt");
});

test("the sign is a live region that waits its turn", () => {
  expect(lineSign(facts("good")).strings.join("")).toContain('role="status" aria-live="polite"');
});
