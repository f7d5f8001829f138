import { expect, test } from "vitest";
import { has, pieces } from "./find";

const hits = (text: string, query: string): readonly string[] => pieces(text, query).filter(({ hit }) => hit).map((piece) => piece.text);

test("words are found without marks and capitals, and every place is marked", () => {
  expect(hits("Nghị quyết của Đảng, nghị quyết số 5", "nghi quyet")).toEqual(["Nghị quyết", "nghị quyết"]);
  expect(hits("Đại Lộc", "dai  loc ")).toEqual(["Đại Lộc"]);
  expect(hits("xa\u0303 Phú Mỹ", "xã")).toEqual(["xã"]);
});

test("the pieces make the text again", () => {
  const text = "Ủy ban nhân dân xã Tân Hòa";
  expect(pieces(text, "an").map((piece) => piece.text).join("")).toBe(text);
  expect(pieces(text, "không có")).toEqual([{ text, hit: false }]);
});

test("nothing typed finds everything, something else only what matches", () => {
  expect([has("xã", " "), has("xã", "xa"), has("xã", "huyen")]).toEqual([true, true, false]);
});
