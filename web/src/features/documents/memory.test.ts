import { beforeEach, expect, test, vi } from "vitest";
import { recall, remember, rememberNight, wantsNight } from "./memory";

const kept = new Map<string, string>();
beforeEach(() => {
  kept.clear();
  vi.stubGlobal("localStorage", { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value) });
});

test("each paper is opened as it was left", () => {
  remember("a", { page: 7, zoom: 1.5, mode: "single" });
  remember("b", { page: 1, zoom: 1, mode: "continuous" });
  expect(recall("a")).toEqual({ page: 7, zoom: 1.5, mode: "single" });
  expect(recall("c")).toBeNull();
});

test("only the latest papers are remembered", () => {
  for (let number = 0; number < 230; number++) remember(String(number), { page: 1, zoom: 1, mode: "single" });
  expect(recall("5")).toBeNull();
  expect(recall("229")).not.toBeNull();
});

test("what somebody else wrote there is not believed", () => {
  for (const text of ["{", '"x"', '[["a",{"page":"7"}]]', "[null]"]) {
    kept.set("nghisu.reading", text);
    expect(recall("a")).toBeNull();
  }
});

test("dark pages stay dark", () => {
  expect(wantsNight()).toBe(false);
  rememberNight(true);
  expect(wantsNight()).toBe(true);
});
