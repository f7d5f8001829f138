import { beforeEach, expect, test, vi } from "vitest";
import { Listening, mixOf, UNDER } from "./listening";
import type { Mix } from "./loudspeakers";

let kept: Record<string, string> = {};
let mix: Mix = { floor: 1, channel: 0 };

beforeEach(() => {
  kept = {};
  vi.stubGlobal("localStorage", { getItem: (key: string) => kept[key] ?? null, setItem: (key: string, value: string) => (kept[key] = value) });
});

const make = (changed = (): void => undefined): Listening => new Listening(changed, (one) => (mix = one));

test("the floor is soft only while somebody interprets", () => {
  expect(mixOf({ language: "en", under: 0.2 }, true, true)).toEqual({ floor: 0.2, channel: 1 });
  expect(mixOf({ language: "en", under: 0.2 }, true, false)).toEqual({ floor: 1, channel: 1 });
  expect(mixOf({ language: null, under: 0.2 }, true, true)).toEqual({ floor: 1, channel: 0 });
  expect(mixOf({ language: "en", under: 0.2 }, false, true)).toEqual({ floor: 0, channel: 1 });
});

test("an interpreter who falls silent gives the floor back by itself", () => {
  const listening = make();
  listening.enter("m", ["en"]);
  listening.choose({ language: "en" });
  listening.setSpoken(true);
  expect(mix).toEqual({ floor: UNDER, channel: 1 });
  listening.setSpoken(false);
  expect(mix).toEqual({ floor: 1, channel: 1 });
});

test("the choice is remembered in its meeting, and told to the server", () => {
  const changed = vi.fn();
  make(changed).enter("m", ["en"]);
  expect(changed).not.toHaveBeenCalled();
  const first = make(changed);
  first.enter("m", ["en"]);
  first.choose({ language: "en", under: 0.5 });
  expect(changed).toHaveBeenCalledOnce();
  const later = make(changed);
  later.enter("m", ["en"]);
  expect(later.chosen).toEqual({ language: "en", under: 0.5 });
  later.enter("other", ["en"]);
  expect(later.chosen.language).toBeNull();
});

test("a channel that is taken from the meeting is the floor again", () => {
  const listening = make();
  listening.enter("m", ["en"]);
  listening.choose({ language: "en" });
  listening.enter("m", ["fr"]);
  expect(listening.chosen.language).toBeNull();
  expect(mix.channel).toBe(0);
});

test("what a broken memory holds counts for nothing", () => {
  kept["nghisu.channel.m"] = "{";
  const listening = make();
  listening.enter("m", ["en"]);
  expect(listening.chosen).toEqual({ language: null, under: UNDER });
});
