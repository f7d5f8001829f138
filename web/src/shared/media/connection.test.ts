import { expect, test, vi } from "vitest";
import { activateLayers, chosenCodecs, layersFor } from "./connection";

function senderOf(...active: (boolean | undefined)[]) {
  const encodings = active.map((one) => (one === undefined ? {} : { active: one }));
  const setParameters = vi.fn<(parameters: { encodings: { active?: boolean }[] }) => Promise<void>>().mockResolvedValue();
  const sender = { getParameters: () => ({ encodings }), setParameters };
  return { sender: sender as unknown as RTCRtpSender, setParameters };
}

test("layers above the limit are paused, the others are not touched", async () => {
  const { sender, setParameters } = senderOf(undefined, undefined, undefined);
  await activateLayers(sender, 1);
  expect(setParameters.mock.calls[0]?.[0].encodings).toEqual([{ active: true }, { active: false }, { active: false }]);
});

test("what is so already is left alone: each change costs a keyframe", async () => {
  const { sender, setParameters } = senderOf(true, true, false);
  await activateLayers(sender, 2);
  expect(setParameters).not.toHaveBeenCalled();
});

test("a layer comes back", async () => {
  const { sender, setParameters } = senderOf(true, false, false);
  await activateLayers(sender, 3);
  expect(setParameters.mock.calls[0]?.[0].encodings.every((one) => one.active)).toBe(true);
});

test("a connection that ended meanwhile is no error", async () => {
  const { sender, setParameters } = senderOf(true, true, true);
  setParameters.mockRejectedValueOnce(new DOMException("closed", "InvalidStateError"));
  await expect(activateLayers(sender, 1)).resolves.toBeUndefined();
});

const codec = (mimeType: string, sdpFmtpLine?: string) => ({ mimeType, clockRate: 90_000, ...(sdpFmtpLine ? { sdpFmtpLine } : {}) });
const KNOWN = [
  codec("video/VP8"),
  codec("video/rtx"),
  codec("video/VP9", "profile-id=0"),
  codec("video/VP9", "profile-id=2"),
  codec("video/H264", "profile-level-id=42e01f"),
  codec("video/AV1", "level-idx=5;profile=0;tier=0"),
  codec("video/AV1", "level-idx=5;profile=1;tier=0"),
];

test("the codec that the house wants stands first, in the profile that everybody decodes; VP8 stays offered", () => {
  const told = (wish: "vp8" | "vp9" | "av1") => chosenCodecs(KNOWN, "video", wish).map((one) => one.mimeType + (one.sdpFmtpLine ?? ""));
  expect(told("vp8")).toEqual(["video/VP8", "video/rtx"]);
  expect(told("vp9")).toEqual(["video/VP9profile-id=0", "video/VP8", "video/rtx"]);
  expect(told("av1")).toEqual(["video/AV1level-idx=5;profile=0;tier=0", "video/VP8", "video/rtx"]);
  expect(chosenCodecs(KNOWN.slice(0, 2), "video", "av1")).toHaveLength(2);
});

test("each layer of VP9 and AV1 is a stream of its own", () => {
  expect(layersFor("vp8").map((layer) => layer.scalabilityMode)).toEqual([undefined, undefined, undefined]);
  expect(layersFor("av1").map((layer) => [layer.rid, layer.scalabilityMode])).toEqual([["q", "L1T1"], ["h", "L1T1"], ["f", "L1T1"]]);
});

test("a small picture comes fifteen times a second, a large one thirty, whatever the codec", () => {
  expect(layersFor("vp8").map((layer) => layer.maxFramerate)).toEqual([15, 30, 30]);
  expect(layersFor("vp9").map((layer) => layer.maxFramerate)).toEqual([15, 30, 30]);
});
