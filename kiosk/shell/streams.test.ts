import { noChange } from "lit";
import { PartType } from "lit/directive.js";
import { afterEach, expect, test, vi } from "vitest";
import { TrackStream } from "./streams";

afterEach(() => void vi.unstubAllGlobals());

test("redraws leave a video alone: it is given its stream once, and again only for another track", () => {
  const streams: unknown[] = [];
  const make = vi.fn(function (tracks: unknown[]) { streams.push(tracks[0]); });
  vi.stubGlobal("MediaStream", make);
  const shown = new TrackStream({ type: PartType.ELEMENT });
  const [camera, other] = [{}, {}] as MediaStreamTrack[] as [MediaStreamTrack, MediaStreamTrack];
  const given = [camera, camera, camera, other, other].map((track) => shown.render(track) !== noChange);
  expect(given).toEqual([true, false, false, true, false]);
  expect(streams).toEqual([camera, other]);
});
