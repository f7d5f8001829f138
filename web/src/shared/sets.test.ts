import { expect, test } from "vitest";
import { otherMembers } from "./sets";

test("a set made anew with the same members is no other set", () => {
  expect(otherMembers(new Set([1, 2]), new Set([2, 1]))).toBe(false);
  expect(otherMembers(new Set(), new Set())).toBe(false);
  expect(otherMembers(new Set([1, 2]), new Set([1, 3]))).toBe(true);
  expect(otherMembers(new Set([1]), new Set([1, 2]))).toBe(true);
  expect(otherMembers(new Set(), undefined)).toBe(true);
});
