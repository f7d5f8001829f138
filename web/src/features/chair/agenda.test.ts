import { expect, test } from "vitest";
import { meetingState } from "@shared/testing";
import { insertion, newItem } from "./agenda";

test("a new item comes right after the one at hand", () => {
  const { items } = meetingState();
  expect(newItem(items).before).toBe("i2");
  expect(newItem(items.map((item) => ({ ...item, status: "done" as const }))).before).toBeNull();
});

test("an item needs words and whole minutes", () => {
  const form = { title: " Thông báo ", presenter: "", minutes: "0", before: null };
  expect(insertion(form)).toEqual({ name: "insert_item", title: "Thông báo", presenter: "", planned_minutes: 0, before_id: null });
  for (const wrong of [{ title: " " }, { minutes: "" }, { minutes: "-1" }, { minutes: "1.5" }, { minutes: "601" }]) expect(insertion({ ...form, ...wrong })).toBeNull();
});
