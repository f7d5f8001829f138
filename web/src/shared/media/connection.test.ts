import { expect, test, vi } from "vitest";
import { activateLayers } from "./connection";

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
