/** One live page: its store and its socket, wired to the browser's own signs of life. */
import { stayAwake } from "./awake";
import { readBootstrap, socketAddress, type Bootstrap } from "./bootstrap";
import { forgetUnsent } from "./outbox";
import { confirmClosed } from "./recalls";
import { LiveSocket } from "./socket";
import { Store } from "./store";
import { freshOnReturn } from "./wipe";

export interface LiveSession {
  readonly bootstrap: Bootstrap;
  readonly store: Store;
  readonly socket: LiveSocket;
}

const LOOK_EVERY_MS = 1000;
/** The wall clock ran so much further than the page's own: the machine slept (or its clock was set). */
const SLEPT_MS = 10_000;
const RELOADED = "nghisu.reloaded";
const RELOAD_EVERY_MS = 60_000;

/** A page of another version than the server loads itself anew, at most once a minute so that it can never spin. */
function reloadCalmly(): void {
  const since = Date.now() - Number(sessionStorage.getItem(RELOADED) ?? 0);
  if (since < RELOAD_EVERY_MS) {
    setTimeout(reloadCalmly, RELOAD_EVERY_MS - since);
    return;
  }
  sessionStorage.setItem(RELOADED, String(Date.now()));
  location.reload();
}

/** A machine that slept has a dead line and does not know it: connect anew as soon as it wakes. */
function renewAfterSleep(socket: LiveSocket): void {
  const ahead = (): number => Date.now() - performance.now();
  let before = ahead();
  setInterval(() => {
    const slept = ahead() - before > SLEPT_MS;
    before = ahead();
    if (slept) socket.renew();
  }, LOOK_EVERY_MS);
}

/** What follows when the server says good-bye for good. */
function hearBye(socket: LiveSocket): void {
  let heard = false;
  socket.subscribe(() => {
    if (heard || !socket.bye) return;
    heard = true;
    if (socket.bye.reason === "reload") reloadCalmly();
    // Another window of this browser changed the user: what this one kept must not wait for the next person.
    if (socket.bye.reason === "signed_out") {
      sessionStorage.clear();
      forgetUnsent();
    }
  });
}

/** Start the session of this page. The kiosk adds `?as=kiosk` in the address that the server gives it. */
export function startSession(bootstrap: Bootstrap = readBootstrap()): LiveSession {
  const store = new Store();
  const socket = new LiveSocket(socketAddress(bootstrap), store);
  window.addEventListener("online", () => socket.reconnectNow());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") socket.reconnectNow();
  });
  renewAfterSleep(socket);
  hearBye(socket);
  confirmClosed(socket);
  stayAwake(store, socket);
  freshOnReturn();
  socket.start();
  if (window.__nghisu) Object.assign(window.__nghisu, { socket, store });
  return { bootstrap, store, socket };
}

/** The session of a page outside the live room that shows papers: it hears what happens to them, and takes no part. */
export function readerSession(meetingId: string, language: string): LiveSession {
  return startSession({ meeting_id: meetingId, socket_url: `/live/${encodeURIComponent(meetingId)}/?as=reader`, page: "reader", language });
}
