import { expect, test } from "vitest";
import type { Paper } from "./protocol";
import { findPaper, newerThan, withIssued, withoutWithdrawn } from "./versions";

const first: Paper = { id: "v1", item_id: "i1", title: "Dự thảo", code: "", pages: 3, url: "/tai-lieu/v1/file.pdf", version: 1, earlier: [] };
const second: Paper = { ...first, id: "v2", pages: 4, url: "/tai-lieu/v2/file.pdf", version: 2, earlier: [{ id: "v1", version: 1, pages: 3, url: first.url }] };
const other: Paper = { ...first, id: "o" };

test("a new version takes the place of the one before, which can still be found", () => {
  const papers = withIssued([first, other], second);
  expect(papers).toEqual([second, other]);
  expect(findPaper(papers, "v1")).toEqual({ ...second, ...second.earlier[0], earlier: [] });
  expect(newerThan(papers, "v1")).toBe(second);
  expect(newerThan(papers, "v2")).toBeNull();
  expect(findPaper(papers, "x")).toBeNull();
  expect(withIssued([other], first)).toEqual([other, first]);
});

test("a version that is taken back brings the one before back; an earlier one only goes", () => {
  expect(withoutWithdrawn([second, other], "v2", first)).toEqual([first, other]);
  expect(withoutWithdrawn([second, other], "v1", null)).toEqual([{ ...second, earlier: [] }, other]);
  expect(withoutWithdrawn([first], "v1", null)).toEqual([]);
});
