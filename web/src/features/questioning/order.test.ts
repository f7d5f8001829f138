import { expect, test } from "vitest";
import type { Question } from "@shared/protocol";
import { placeAfter } from "./order";

const question = (id: string): Question => ({
  id, number: 1, item_id: "i2", person_id: "asker", name: "An", detail: "", to_id: "director", to_name: "Bình", to_detail: "", subject: "Nước sạch", text: "",
  paper_id: null, at: "", state: "waiting", reason: "", exchanges: [], follow_ups: [],
});
const [a, b, c] = [question("a"), question("b"), question("c")] as const;

test("what is said after a move is the place among those that wait", () => {
  expect(placeAfter([a, b, c], c, a)).toBe(1);
  expect(placeAfter([a, b, c], a, c)).toBe(2);
  expect(placeAfter([a, b, c], a, null)).toBe(3);
});
