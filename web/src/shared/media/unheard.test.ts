import { expect, test } from "vitest";
import { PAUSE_MS, SHOWN_MS, SpeechDetector } from "./unheard";

const EVERY_MS = 80;

/** When the person was told, in steps of the meter, for loudness by step. */
function told(levels: readonly number[]): number[] {
  const detector = new SpeechDetector();
  return levels.flatMap((level, step) => (detector.push(level, step * EVERY_MS) ? [step] : []));
}

const lasting = (ms: number, level: number) => Array<number>(Math.round(ms / EVERY_MS)).fill(level);

test("who speaks for a second is told so", () => {
  expect(told([...lasting(1000, 0.1), ...lasting(1200, 0.5)]).length).toBeGreaterThan(0);
});

test("a cough, a door and a humming room are no speech", () => {
  expect(told([...lasting(400, 0.9), ...lasting(3000, 0.3), ...lasting(300, 0.8), ...lasting(3000, 0.35)])).toEqual([]);
});

test("the hint goes away by itself and does not come again at once", () => {
  const steps = told(lasting(SHOWN_MS + PAUSE_MS, 0.5));
  const last = steps.at(-1) ?? 0;
  expect((last - (steps[0] ?? 0)) * EVERY_MS).toBeLessThan(SHOWN_MS);
  expect(told(lasting(SHOWN_MS + PAUSE_MS + 3000, 0.5)).length).toBeGreaterThan(steps.length);
});
