/** One live page: its store and its socket, wired to the browser's own signs of life. */
import { readBootstrap, socketAddress, type Bootstrap } from "./bootstrap";
import { LiveSocket } from "./socket";
import { Store } from "./store";

export interface LiveSession {
  readonly bootstrap: Bootstrap;
  readonly store: Store;
  readonly socket: LiveSocket;
}

const RELOADED = "nghisu.reloaded";

/** A page too old for the server loads itself anew, at most once a minute so that it can never spin. */
function reloadOnce(): void {
  const last = Number(sessionStorage.getItem(RELOADED) ?? 0);
  if (Date.now() - last < 60_000) return;
  sessionStorage.setItem(RELOADED, String(Date.now()));
  location.reload();
}

/** Start the session of this page. The kiosk adds `?as=kiosk` in the address that the server gives it. */
export function startSession(bootstrap: Bootstrap = readBootstrap()): LiveSession {
  const store = new Store();
  const socket = new LiveSocket(socketAddress(bootstrap), store);
  window.addEventListener("online", () => socket.reconnectNow());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") socket.reconnectNow();
  });
  socket.subscribe(() => {
    if (socket.bye?.reason === "reload") reloadOnce();
  });
  socket.start();
  if (window.__nghisu) window.__nghisu.socket = socket;
  return { bootstrap, store, socket };
}
