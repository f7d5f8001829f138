import { expect, test } from "vitest";
import { readingKey } from "./keys";

const plain = { ctrlKey: false, metaKey: false, altKey: false };

test.each([
  ["ArrowRight", "next"],
  ["PageUp", "previous"],
  ["g", "go"],
  ["G", "go"],
  ["+", "larger"],
  ["Tab", null],
  ["ArrowDown", null],
  ["toString", null],
])("%s", (key, meaning) => {
  expect(readingKey({ ...plain, key }, false)).toBe(meaning);
});

test("who types, types", () => {
  expect(readingKey({ ...plain, key: "g" }, true)).toBeNull();
  expect(readingKey({ ...plain, key: "f", ctrlKey: true }, true)).toBe("find");
  expect(readingKey({ ...plain, key: "g", ctrlKey: true }, false)).toBeNull();
});
