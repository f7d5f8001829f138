import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { mainSize, shownWidth, Wants, wantsFor } from "./wants";

let hidden = false;
let visibilityChanged = (): void => undefined;

beforeEach(() => {
  vi.useFakeTimers();
  hidden = false;
  vi.stubGlobal("document", {
    get hidden() {
      return hidden;
    },
    addEventListener: (_name: string, listener: () => void) => (visibilityChanged = listener),
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("the main picture asks for the layer that its width needs", () => {
  expect([0, 216, 536, 1280].map(mainSize)).toEqual(["none", "small", "medium", "large"]);
});

test("a dense screen asks for a larger layer only where one sees it", () => {
  const asked = (width: number, ratio: number): string => mainSize(shownWidth(width, ratio));
  // beside a paper on a tablet, upright and across; the speaker large; a big screen
  expect([asked(216, 2), asked(531, 2), asked(820, 2), asked(1493, 1)]).toEqual(["small", "medium", "large", "large"]);
  expect([asked(216, 1), asked(531, 1.25), asked(400, 3)]).toEqual(["small", "medium", "medium"]);
});

test("small pictures are asked for up to the last one in view", () => {
  expect(wantsFor(new Map([[0, 900], [1, 200], [3, 200], [4, 0]]), false)).toMatchObject({ main: "large", small: 3, hears: false, named: null });
  expect(wantsFor(new Map(), true)).toMatchObject({ main: "none", small: 0 });
});

test("named pictures are asked for before their slots are known, none larger than the way of looking allows", () => {
  const asked = { mainSource: 4, named: [5, 6], size: "small" } as const;
  expect(wantsFor(new Map([[0, 900]]), true, asked)).toMatchObject({ main: "small", main_source: 4, named: [5, 6], small: 2, small_size: "small" });
  expect(wantsFor(new Map(), true, asked)).toMatchObject({ main: "small", main_source: 4 });
  expect(wantsFor(new Map([[0, 900]]), true, { ...asked, mainSource: null })).toMatchObject({ main: "large", main_source: null });
});

test("two views of one slot: the larger one counts, and one that goes takes nothing from the other", () => {
  const wants = new Wants(() => undefined);
  const [small, large] = [{}, {}];
  wants.report(small, 0, 200);
  wants.report(large, 0, 1280);
  expect(wants.message(true).main).toBe("large");
  wants.report(large, 0, 0);
  expect(wants.message(true).main).toBe("small");
});

test("a page that nobody sees asks for sound alone, a moment later; one that is seen again asks at once", () => {
  const tell = vi.fn();
  const wants = new Wants(tell);
  wants.report({}, 0, 1280);
  vi.advanceTimersByTime(200);
  expect(tell).toHaveBeenCalledTimes(1);
  hidden = true;
  visibilityChanged();
  vi.advanceTimersByTime(1000);
  expect(tell).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(600);
  expect(tell).toHaveBeenCalledTimes(2);
  expect(wants.message(true)).toMatchObject({ main: "none", small: 0, named: null, hears: true });
  hidden = false;
  visibilityChanged();
  vi.advanceTimersByTime(0);
  expect(tell).toHaveBeenCalledTimes(3);
  expect(wants.message(true).main).toBe("large");
});
