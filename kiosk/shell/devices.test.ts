import { expect, test } from "vitest";
import { meterBars, missingWords } from "./devices";

test("the meter has eight bars", () => {
  expect([-1, 0, 0.05, 0.5, 0.99, 3].map(meterBars)).toEqual([0, 0, 0, 4, 8, 8]);
});

test("what is missing is said with what still works", () => {
  expect(missingWords(true, true)).toEqual([]);
  expect(missingWords(false, true)).toEqual(["Không thấy camera, vẫn nghe và nói được. Cắm lại cáp camera."]);
  expect(missingWords(false, false)).toEqual(["Không thấy camera, micrô; vẫn nghe và xem được. Cắm lại cáp."]);
});
