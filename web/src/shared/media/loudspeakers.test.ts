import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Loudspeakers } from "./loudspeakers";

interface Fake {
  muted: boolean;
  volume: number;
  srcObject: unknown;
}

let players: Fake[] = [];
let refusal: DOMException | null = null;
let plays = 0;

beforeEach(() => {
  players = [];
  refusal = null;
  plays = 0;
  const createElement = (): Fake => {
    const player = {
      muted: false, volume: 1, srcObject: null as unknown, dataset: {},
      play: () => {
        plays += 1;
        return refusal ? Promise.reject(refusal) : Promise.resolve();
      },
    };
    players.push(player);
    return player;
  };
  vi.stubGlobal("document", { createElement, body: { append: () => undefined } });
});

afterEach(() => void vi.unstubAllGlobals());

const streams = Array.from({ length: 5 }, () => ({}) as MediaStream);
const running = (): number[] => players.flatMap(({ srcObject, muted }, index) => (srcObject === null || muted ? [] : [index]));

test("only what is heard runs: the floor, or the channel, or both", () => {
  const speakers = new Loudspeakers(() => undefined);
  speakers.attach(streams);
  expect(running()).toEqual([0, 1, 2, 3]);
  speakers.setMix({ floor: 0.8, channel: 1 });
  expect(running()).toEqual([0, 1, 2, 3, 4]);
  speakers.setMix({ floor: 0, channel: 1 });
  expect(running()).toEqual([4]);
});

test("a tablet in a room with loudspeakers plays nothing, asks for no touch, and plays when it is to be heard", () => {
  const speakers = new Loudspeakers(() => undefined);
  speakers.setMix({ floor: 0, channel: 0 });
  speakers.attach(streams);
  expect(running()).toEqual([]);
  expect(players.map(({ srcObject }) => srcObject)).toEqual([null, null, null, null, null]);
  expect(plays).toBe(0);
  speakers.setMix({ floor: 1, channel: 0 });
  expect(running()).toEqual([0, 1, 2, 3]);
});

test("a change of loudness alone begins nothing anew", () => {
  const speakers = new Loudspeakers(() => undefined);
  speakers.attach(streams);
  expect(plays).toBe(4);
  speakers.setMix({ floor: 0.6, channel: 0 });
  expect(plays).toBe(4);
  expect(players[0]?.volume).toBe(0.6);
  expect(players[0]?.srcObject).toBe(streams[0]);
});

test("a browser that wants a touch first says so once something is to be heard", async () => {
  refusal = new DOMException("", "NotAllowedError");
  const speakers = new Loudspeakers(() => undefined);
  speakers.setMix({ floor: 0, channel: 0 });
  speakers.attach(streams);
  await new Promise((resolve) => setTimeout(resolve));
  expect(speakers.blocked).toBe(false);
  speakers.setMix({ floor: 1, channel: 0 });
  await new Promise((resolve) => setTimeout(resolve));
  expect(speakers.blocked).toBe(true);
});
