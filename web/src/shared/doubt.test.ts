import { expect, test } from "vitest";
import { doubter, type Doubtful, type DoubtParts } from "./doubt";

function stage({ answers = false, reaches = [true], connected = true }: { answers?: boolean; reaches?: boolean[]; connected?: boolean }) {
  const seen = { asked: 0, reached: 0, renewed: 0 };
  let heardAt = 5;
  const socket: Doubtful = {
    get heardAt() {
      return heardAt;
    },
    ask: () => {
      seen.asked += 1;
      return connected;
    },
    renew: () => void (seen.renewed += 1),
  };
  const parts: DoubtParts = {
    wait: () => {
      if (answers) heardAt = 6;
      return Promise.resolve();
    },
    reach: () => {
      seen.reached += 1;
      return Promise.resolve(reaches.shift() ?? false);
    },
  };
  return { seen, doubt: doubter(socket, parts) };
}

test("a socket that answers is left alone", async () => {
  const { seen, doubt } = stage({ answers: true });
  await doubt();
  expect(seen).toEqual({ asked: 1, reached: 0, renewed: 0 });
});

test("a silent socket takes the new way as soon as there is one", async () => {
  const { seen, doubt } = stage({ reaches: [false, false, true] });
  await doubt();
  expect(seen).toEqual({ asked: 1, reached: 3, renewed: 1 });
});

test("a line that is cut altogether is left alone after some tries", async () => {
  const { seen, doubt } = stage({ reaches: [] });
  await doubt();
  expect(seen.renewed).toBe(0);
  expect(seen.reached).toBeLessThan(20);
});

test("one doubt at a time, and none where there is no connection", async () => {
  const { seen, doubt } = stage({ reaches: [true] });
  await Promise.all([doubt(), doubt()]);
  expect(seen.asked).toBe(1);
  const without = stage({ connected: false });
  await without.doubt();
  expect(without.seen).toEqual({ asked: 1, reached: 0, renewed: 0 });
});
