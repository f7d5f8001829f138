import { expect, test } from "vitest";
import { asRead } from "./copied";

test("letters that a file keeps in pieces are copied as one", () => {
  const apart = "Nghị quyết của Uỷ ban".normalize("NFD");
  expect(apart).not.toBe("Nghị quyết của Uỷ ban");
  expect(asRead(apart)).toBe("Nghị quyết của Uỷ ban");
});

test("a word broken at the end of a line is whole again, a hyphen stays one", () => {
  expect(asRead("214\u00adBC/TU về chuyển\u00ad\nđổi số")).toBe("214-BC/TU về chuyểnđổi số");
  expect(asRead("10\u00a0%\ufeff")).toBe("10 %");
});
