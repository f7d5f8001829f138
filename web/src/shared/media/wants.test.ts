import { expect, test } from "vitest";
import { mainSize, wantsFor } from "./wants";

test("the main picture asks for the layer that its width needs", () => {
  expect([0, 216, 536, 1280].map(mainSize)).toEqual(["none", "small", "medium", "large"]);
});

test("small pictures are asked for up to the last one in view", () => {
  expect(wantsFor(new Map([[0, 900], [1, 200], [3, 200], [4, 0]]), false)).toEqual({ type: "media_wants", main: "large", small: 3, hears: false });
  expect(wantsFor(new Map(), true)).toMatchObject({ main: "none", small: 0 });
});
