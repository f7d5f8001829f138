import { expect, test } from "vitest";
import { boxesOn, byPage, type Change } from "./changes";

const changed: Change = { kind: "changed", old: [[1, 10, 20, 30, 5]], new: [[2, 10, 20, 30, 5], [3, 0, 0, 9, 5]], before: "a", after: "b", unsure: false };
const removed: Change = { kind: "removed", old: [[2, 1, 1, 1, 1]], new: [[1, 50, 60, 0, 5]], before: "c", after: "", unsure: false };
const scan: Change = { ...changed, new: [[3, 5, 5, 5, 5]], unsure: true };

test("changes are listed by the page of the newer version", () => {
  expect(byPage([changed, removed, scan]).map(({ page, changes }) => [page, changes.length])).toEqual([[1, 1], [2, 1], [3, 1]]);
});

test("a change is marked on each of its pages; what was taken out shows its place", () => {
  expect(boxesOn([changed, removed, scan], "new", 3, scan)).toEqual([[0, 0, 9, 5, "changed"], [5, 5, 5, 5, "changed unsure now"]]);
  expect(boxesOn([removed], "new", 1, null)).toEqual([[50, 60, 0, 5, "removed place"]]);
  expect(boxesOn([removed], "old", 1, null)).toEqual([]);
});
