/** No lock of the screen interrupts a running sitting: a visible page of an open meeting keeps its machine awake. */
import type { LiveSocket } from "./socket";
import type { Store } from "./store";

/** The part of `navigator.wakeLock` that is needed (https://www.w3.org/TR/screen-wake-lock/). */
type Lock = Pick<WakeLockSentinel, "release" | "addEventListener">;

/** Keep the screen on while the meeting is in session, the page is seen and its user is still here. */
export function stayAwake(store: Store, socket: LiveSocket): void {
  if (!("wakeLock" in navigator)) return;
  let lock: Lock | null = null;
  let asked = false;
  let refused = false;

  const wanted = (): boolean =>
    document.visibilityState === "visible" && socket.bye === null && store.state.meeting?.meeting.status === "open";

  const ask = async (): Promise<void> => {
    asked = true;
    try {
      lock = await navigator.wakeLock.request("screen");
      lock.addEventListener("release", () => (lock = null)); // the browser lets go when the page is hidden
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      refused = true; // low battery, or not allowed: asked again when the page is next seen
    } finally {
      asked = false;
    }
    if (!wanted()) follow();
  };

  const follow = (): void => {
    if (wanted() && !lock && !asked && !refused) void ask();
    else if (!wanted() && lock) {
      void lock.release();
      lock = null;
    }
  };

  store.subscribe(follow);
  socket.subscribe(follow);
  document.addEventListener("visibilitychange", () => {
    refused = false;
    follow();
  });
}
