import { expect, test, vi } from "vitest";
import { holdBack, holdBackSounding, limitVoice, START_BUFFER_MS } from "./lossy";

const OPUS = { payloadType: 111, mimeType: "audio/opus", clockRate: 48000, channels: 2, sdpFmtpLine: "useinbandfec=1" };

function senderOf(codecs: object[], codec?: object) {
  const setParameters = vi.fn<(parameters: { encodings: { codec?: { mimeType: string } }[] }) => Promise<void>>().mockResolvedValue();
  const sender = { getParameters: () => ({ codecs, encodings: [codec ? { codec } : {}] }), setParameters };
  return { sender: sender as unknown as RTCRtpSender, setParameters };
}

test("a browser that cannot change its encoder goes on as it is", async () => {
  const { sender, setParameters } = senderOf([OPUS]);
  setParameters.mockRejectedValueOnce(new DOMException("no", "InvalidModificationError"));
  await expect(limitVoice(sender, 20)).resolves.toBeUndefined();
});

test("a voice is encoded with fewer bits while somebody's line needs it", async () => {
  const { sender, setParameters } = senderOf([OPUS], OPUS);
  await limitVoice(sender, 20);
  expect(setParameters.mock.calls[0]?.[0].encodings[0]).toEqual({ codec: OPUS, maxBitrate: 20_000 });
  const lean = { codecs: [OPUS], encodings: [{ maxBitrate: 20_000 }] };
  const again = { getParameters: () => structuredClone(lean), setParameters: vi.fn().mockResolvedValue(undefined) };
  await limitVoice(again as unknown as RTCRtpSender, 20);
  expect(again.setParameters).not.toHaveBeenCalled();
  await limitVoice(again as unknown as RTCRtpSender, 0);
  expect(again.setParameters).toHaveBeenCalledWith({ codecs: [OPUS], encodings: [{}] });
});

test("sound is held back and let go, where the browser can", () => {
  const receiver = { jitterBufferTarget: null as number | null };
  holdBack(receiver as unknown as RTCRtpReceiver, 160);
  expect(receiver.jitterBufferTarget).toBe(160);
  holdBack(receiver as unknown as RTCRtpReceiver, 0);
  expect(receiver.jitterBufferTarget).toBeNull();
  const old = {};
  holdBack(old as unknown as RTCRtpReceiver, 160);
  expect(old).toEqual({});
});

test("a slot begins to play at once and is held back when it sounds, and is asked no more", () => {
  const slots = [0, 1].map(() => ({ jitterBufferTarget: null as number | null, heard: 0, asked: 0, getSynchronizationSources() { this.asked += 1; return Array.from({ length: this.heard }); } }));
  const [first, second] = slots as [(typeof slots)[0], (typeof slots)[0]];
  const held = holdBackSounding(slots as unknown as RTCRtpReceiver[]);
  first.heard = 1;
  expect(first.jitterBufferTarget).toBeNull();
  held.look();
  expect(slots.map((one) => one.jitterBufferTarget)).toEqual([START_BUFFER_MS, null]);
  held.change(200);
  expect(slots.map((one) => one.jitterBufferTarget)).toEqual([200, null]);
  second.heard = 1;
  held.look();
  held.look();
  expect(second.jitterBufferTarget).toBe(200);
  expect(slots.map((one) => one.asked)).toEqual([1, 2]);
});
