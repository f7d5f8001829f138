import { nothing } from "lit";
import { expect, test } from "vitest";
import type { LineState } from "@shared/line";
import { wallLine } from "./views/frame";

const said = (line: LineState, noticed = false): boolean => wallLine({ line, lostAt: null, offline: false }, noticed) !== nothing;

test("the wall says how the line is while it is not good, and only once", () => {
  expect(said("good")).toBe(false);
  expect([said("slow"), said("catching"), said("lost")]).toEqual([true, true, true]);
  expect(said("lost", true)).toBe(false);
});
