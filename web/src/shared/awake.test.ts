import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { stayAwake } from "./awake";
import type { LiveSocket } from "./socket";
import { Store } from "./store";
import { event, meetingState } from "./testing";

const released = vi.fn();
const request = vi.fn(() => Promise.resolve({ release: released, addEventListener: vi.fn() }));
let visibility = "visible";
let hear: () => void = () => undefined;
let store: Store;
let bye: object | null = null;

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

beforeEach(() => {
  vi.clearAllMocks();
  visibility = "visible";
  bye = null;
  vi.stubGlobal("navigator", { wakeLock: { request } });
  vi.stubGlobal("document", {
    get visibilityState() {
      return visibility;
    },
    addEventListener: (_name: string, listener: () => void) => (hear = listener),
  });
  store = new Store();
  const socket = {
    get bye() {
      return bye;
    },
    subscribe: () => () => undefined,
  };
  stayAwake(store, socket as unknown as LiveSocket);
});
afterEach(() => void vi.unstubAllGlobals());

const enter = (status: "open" | "convened"): boolean =>
  store.take({ type: "snapshot", number: 4, captions: [], state: meetingState({ meeting: { ...meetingState().meeting, status } }) });

test("the screen stays on while the meeting is in session, and no longer", async () => {
  enter("open");
  await settled();
  expect(request).toHaveBeenCalledOnce();
  store.take(event(5, { kind: "microphones_muted", open_microphones: [] }));
  await settled();
  expect(request).toHaveBeenCalledOnce();
  store.take(event(6, { kind: "meeting_changed", act: "closed", meeting: { ...meetingState().meeting, status: "closed" } }));
  await settled();
  expect(released).toHaveBeenCalledOnce();
});

test("neither before the sitting nor behind another page", async () => {
  enter("convened");
  await settled();
  visibility = "hidden";
  enter("open");
  await settled();
  expect(request).not.toHaveBeenCalled();
  visibility = "visible";
  hear();
  await settled();
  expect(request).toHaveBeenCalledOnce();
});

test("a machine that refuses is asked again only when the page is next seen", async () => {
  request.mockRejectedValueOnce(new DOMException("low battery", "NotAllowedError"));
  enter("open");
  await settled();
  enter("open");
  await settled();
  expect(request).toHaveBeenCalledOnce();
  hear();
  await settled();
  expect(request).toHaveBeenCalledTimes(2);
});
