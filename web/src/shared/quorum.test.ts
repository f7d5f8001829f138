import { expect, test } from "vitest";
import type { Quorum } from "./protocol";
import { baseWords, deductedWords, marginWords } from "./quorum";

const quorum = (change: Partial<Quorum>): Quorum => ({ base: 50, present: 40, needed: 34, holds: true, rule: "", of: "convened", deducted: 0, ...change });

test("the margin says by how much", () => {
  expect(marginWords(quorum({}))).toBe("dư 6");
  expect(marginWords(quorum({ present: 34 }))).toContain("vừa đủ");
  expect(marginWords(quorum({ present: 30, holds: false }))).toBe("còn thiếu 4");
  expect(marginWords(quorum({ base: 0, present: 0, needed: 0, holds: false }))).toBe("còn thiếu 1");
});

test("the base is named, and what was taken off it", () => {
  expect(baseWords(quorum({}))).toBe("trong 50 đại biểu");
  expect(baseWords(quorum({ of: "members" }))).toContain("thành viên");
  expect([deductedWords(quorum({})), deductedWords(quorum({ deducted: 2 }))]).toEqual(["", "đã trừ 2 người thuộc diện được trừ"]);
});
