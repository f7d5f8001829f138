import { expect, test } from "vitest";
import type { Attendee, Quorum } from "./protocol";
import { absentWords, baseWords, deductedWords, marginTone, marginWords } from "./quorum";

const quorum = (change: Partial<Quorum>): Quorum => ({ base: 50, present: 40, needed: 34, holds: true, rule: "", of: "convened", deducted: 0, ...change });

test("the margin says by how much", () => {
  expect(marginWords(quorum({}))).toBe("dư 6");
  expect(marginWords(quorum({ present: 34 }))).toContain("vừa đủ");
  expect(marginWords(quorum({ present: 30, holds: false }))).toBe("còn thiếu 4");
  expect(marginWords(quorum({ base: 0, present: 0, needed: 0, holds: false }))).toBe("còn thiếu 1");
});

test("the margin warns when one less loses it", () => {
  expect([quorum({}), quorum({ present: 34 }), quorum({ holds: false })].map(marginTone)).toEqual(["good", "warn", "bad"]);
});

test("absence in numbers: with a reason, gone, in all; who has no vote is not counted", () => {
  const person = (id: string, change: Partial<Attendee> = {}): Attendee => ({
    person_id: id, name: id, title: "", unit: "", unit_id: null, role: "delegate", votes: true, present: false, room_id: null, checked_in_at: null, left_at: null, ...change,
  });
  const people = [person("a"), person("b"), person("c", { checked_in_at: "2026-11-23T14:00:00+07:00" }), person("d", { present: true }), person("e", { votes: false })];
  expect(absentWords(people, [{ person_id: "a", ground: "x", words: "", reason: "" }])).toBe("Vắng 3 (1 có lý do, 1 đã rời họp)");
  expect(absentWords([person("a")], [])).toBe("Vắng 1");
  expect(absentWords([person("d", { present: true })], [])).toBe("");
});

test("the base is named, and what was taken off it", () => {
  expect(baseWords(quorum({}))).toBe("trong 50 đại biểu");
  expect(baseWords(quorum({ of: "members" }))).toContain("thành viên");
  expect([deductedWords(quorum({})), deductedWords(quorum({ deducted: 2 }))]).toEqual(["", "đã trừ 2 người thuộc diện được trừ"]);
});
