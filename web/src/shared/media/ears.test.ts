import { expect, test } from "vitest";
import { Flow, STALLED_MS } from "./ears";

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
