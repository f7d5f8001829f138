import { afterEach, expect, test, vi } from "vitest";
import { t } from "./i18n";

afterEach(() => vi.unstubAllGlobals());

test("without a catalogue the Vietnamese text stands", () => {
  expect(t("đang chờ, thứ %(place)s", { place: 3 })).toBe("đang chờ, thứ 3");
});

test("the catalogue translates before values are filled in", () => {
  vi.stubGlobal("window", { django: { gettext: () => "waiting, %(place)s in line" } });
  expect(t("đang chờ, thứ %(place)s", { place: 3 })).toBe("waiting, 3 in line");
});

test("a place without a value is left as it is", () => {
  expect(t("còn %(left)s")).toBe("còn %(left)s");
});
