import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { CONTRACT, type ClientMessage, type EventPayload, type ServerMessage } from "./protocol";
import { LiveSocket, RefusedError } from "./socket";
import { Store } from "./store";
import { event, meetingState, you } from "./testing";

/** A server under the test's hand. */
class FakeSocket {
  static all: FakeSocket[] = [];
  readyState = 0;
  sent: ClientMessage[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: (() => void) | null = null;
  constructor() {
    FakeSocket.all.push(this);
  }
  send(text: string): void {
    this.sent.push(JSON.parse(text) as ClientMessage);
  }
  close(): void {
    this.readyState = 3;
  }
  open(): void {
    this.readyState = 1;
    this.onopen?.();
  }
  say(message: ServerMessage): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
  welcome(peer = "peer-1"): void {
    this.open();
    this.say({ type: "welcome", protocol: 1, you: you({ peer_id: peer }), server_time: new Date().toISOString(), ice: [], recalled: [] });
  }
  die(): void {
    this.readyState = 3;
    this.onclose?.();
  }
  commands(): string[] {
    return this.sent.flatMap((message) => (message.type === "command" ? [message.id] : []));
  }
}

const latest = (): FakeSocket => FakeSocket.all.at(-1)!;
const muted: EventPayload = { kind: "microphones_muted", open_microphones: [] };
let ids = 0;
let store: Store;
let socket: LiveSocket;

beforeEach(() => {
  vi.useFakeTimers({ now: new Date("2026-11-23T14:00:00+07:00") });
  FakeSocket.all = [];
  ids = 0;
  store = new Store();
  socket = new LiveSocket("ws://x/live/m1/", store, {
    open: () => new FakeSocket() as unknown as WebSocket,
    now: () => Date.now(),
    random: () => 0.5,
    id: () => `command-${String(++ids)}`,
  });
  socket.start();
});
afterEach(() => {
  socket.stop();
  vi.useRealTimers();
});

function inSession(): void {
  latest().welcome();
  latest().say({ type: "snapshot", number: 4, state: meetingState(), captions: [] });
}

test("says hello without a number first and with the last number after a break", () => {
  inSession();
  expect(FakeSocket.all[0]?.sent[0]).toEqual({ type: "hello", protocol: 1, after: null, contract: CONTRACT });
  latest().say(event(5, muted));
  latest().die();
  vi.advanceTimersByTime(900);
  expect(FakeSocket.all).toHaveLength(2);
  latest().open();
  expect(latest().sent).toEqual([{ type: "hello", protocol: 1, after: 5, contract: CONTRACT }]);
});

test("the first try comes within a second, later ones are spread over three", () => {
  inSession();
  latest().die();
  vi.advanceTimersByTime(500);
  expect(FakeSocket.all).toHaveLength(2);
  latest().die();
  vi.advanceTimersByTime(1000);
  expect(FakeSocket.all).toHaveLength(2);
  vi.advanceTimersByTime(1000);
  expect(FakeSocket.all).toHaveLength(3);
});

test("asks once for what is missing", () => {
  inSession();
  latest().say(event(7, muted));
  latest().say(event(8, muted));
  expect(latest().sent.filter((message) => message.type === "catch_up")).toEqual([{ type: "catch_up", after: 4 }]);
  latest().say({ type: "events", last: 8, events: [event(5, muted), event(7, muted), event(8, muted)] });
  expect(store.state.number).toBe(8);
});

test("a command is acknowledged", async () => {
  inSession();
  const acted = socket.command({ name: "request_speech", subject: "" });
  expect(socket.pending[0]?.sent).toBe(true);
  latest().say({ type: "ack", id: "command-1", number: 5, ballot: null });
  expect((await acted).number).toBe(5);
  expect(socket.pending).toEqual([]);
});

test("a refusal carries the server's words", async () => {
  inSession();
  const acted = socket.command({ name: "request_speech", subject: "" });
  latest().say({ type: "refusal", id: "command-1", code: "not_open", message: "Phiên họp chưa khai mạc." });
  await expect(acted).rejects.toEqual(new RefusedError("not_open", "Phiên họp chưa khai mạc."));
});

test("a command without an answer is sent again with the same id after a reconnect, and then no more", async () => {
  inSession();
  const acted = socket.command({ name: "cast_ballot", poll_id: "v1", choice: "yes" });
  latest().die();
  vi.advanceTimersByTime(600);
  latest().welcome("peer-2");
  expect(latest().commands()).toEqual(["command-1"]);
  latest().say({ type: "ack", id: "command-1", number: 5, ballot: null });
  await acted;
  latest().die();
  vi.advanceTimersByTime(600);
  latest().welcome("peer-3");
  expect(latest().commands()).toEqual([]);
});

test("a command given without a line waits, is shown as not sent, and may be taken back", async () => {
  inSession();
  latest().die();
  const kept = socket.command({ name: "request_speech", subject: "" });
  const dropped = socket.command({ name: "mute_all" });
  expect(socket.pending.map((entry) => entry.sent)).toEqual([false, false]);
  expect(socket.withdraw("command-2")).toBe(true);
  await expect(dropped).rejects.toThrow(RefusedError);
  vi.advanceTimersByTime(600);
  latest().welcome();
  expect(latest().commands()).toEqual(["command-1"]);
  expect(socket.withdraw("command-1")).toBe(false);
  latest().say({ type: "ack", id: "command-1", number: 5, ballot: null });
  await kept;
});

test("the line in words: good, slow while an answer is late, lost after a break longer than the grace", () => {
  expect(socket.line).toBe("connecting");
  inSession();
  expect(socket.line).toBe("good");
  vi.advanceTimersByTime(2400);
  expect(socket.line).toBe("slow");
  const ping = latest().sent.find((message) => message.type === "ping");
  latest().say({ type: "pong", sent: ping?.sent ?? 0, server_time: new Date().toISOString() });
  latest().say({ type: "pong", sent: Date.now() - 20, server_time: new Date().toISOString() });
  expect(socket.line).toBe("good");
  latest().die();
  expect(socket.line).toBe("slow");
  vi.advanceTimersByTime(2000);
  expect(socket.line).toBe("lost");
  expect(socket.lostAt).not.toBeNull();
});

test("a connection that answers no ping is made anew", () => {
  inSession();
  vi.advanceTimersByTime(12_000);
  expect(FakeSocket.all.length).toBeGreaterThan(1);
});

test("resync says hello again on the same socket", () => {
  inSession();
  latest().say({ type: "resync" });
  expect(latest().sent.at(-1)).toEqual({ type: "hello", protocol: 1, after: 4, contract: CONTRACT });
});

test("a good-bye for good ends the page's tries; `closing` does not", () => {
  inSession();
  latest().say({ type: "bye", reason: "closing", message: "" });
  latest().die();
  vi.advanceTimersByTime(900);
  expect(FakeSocket.all).toHaveLength(2);
  latest().welcome();
  latest().say({ type: "bye", reason: "revoked", message: "Thiết bị đã bị thu hồi." });
  vi.advanceTimersByTime(60_000);
  expect(FakeSocket.all).toHaveLength(2);
  expect(socket.line).toBe("ended");
  expect(socket.bye?.message).toBe("Thiết bị đã bị thu hồi.");
});

test("the server's clock is known from pongs, half a round trip back", () => {
  inSession();
  const sent = Date.now();
  vi.advanceTimersByTime(100);
  latest().say({ type: "pong", sent, server_time: new Date(sent + 50 + 5000).toISOString() });
  expect(socket.serverNow() - Date.now()).toBe(5000);
});

test("an act on what the page shows carries the last number it knows, its own acts included", () => {
  socket.start();
  latest().welcome();
  latest().say({ type: "snapshot", number: 7, state: meetingState(), captions: [] });
  const seen = (): unknown[] => latest().sent.flatMap((message) => (message.type === "command" ? [message.seen] : []));
  void socket.command({ name: "mute_all" });
  void socket.command({ name: "mute_all" }, { onSeen: true });
  latest().say({ type: "ack", id: "command-2", number: 9, ballot: null });
  void socket.command({ name: "mute_all" }, { onSeen: true });
  expect(seen()).toEqual([null, 7, 9]);
});

test("what was seen stays with an act that waits for the line", () => {
  socket.start();
  latest().welcome();
  latest().say({ type: "snapshot", number: 7, state: meetingState(), captions: [] });
  latest().die();
  void socket.command({ name: "mute_all" }, { onSeen: true });
  vi.advanceTimersByTime(5000);
  latest().welcome();
  expect(latest().sent).toContainEqual({ type: "command", id: "command-1", command: { name: "mute_all" }, seen: 7 });
});

test("a server that falls silent is said to be lost within six seconds, and what is given then is held back", () => {
  inSession();
  latest().say({ type: "pong", sent: Date.now(), server_time: new Date().toISOString() });
  vi.advanceTimersByTime(5800);
  expect(socket.line).toBe("lost");
  expect(FakeSocket.all).toHaveLength(1);
  void socket.command({ name: "cast_ballot", poll_id: "v1", choice: "yes" });
  expect(latest().commands()).toEqual([]);
  expect(socket.pending[0]).toMatchObject({ sent: false, tried: false });
  // the line recovers without a new connection
  latest().say({ type: "pong", sent: Date.now() - 3000, server_time: new Date().toISOString() });
  expect(latest().commands()).toEqual(["command-1"]);
  expect(socket.pending[0]).toMatchObject({ sent: true, tried: true });
});

test("events count as a sign of life: a busy line is slow, not lost", () => {
  inSession();
  for (let number = 5; number < 13; number += 1) {
    vi.advanceTimersByTime(1000);
    latest().say(event(number, muted));
  }
  expect(socket.line).toBe("slow");
  expect(FakeSocket.all).toHaveLength(1);
});

test("what was on its way when the line broke may have arrived: it is not sent, and cannot be taken back", () => {
  inSession();
  void socket.command({ name: "cast_ballot", poll_id: "v1", choice: "yes" });
  latest().die();
  expect(socket.pending[0]).toMatchObject({ sent: false, tried: true });
  expect(socket.withdraw("command-1")).toBe(false);
});

test("the line stays lost from the silence to the new connection", () => {
  inSession();
  vi.advanceTimersByTime(6000);
  const states = new Set<string>();
  for (let beat = 0; beat < 40; beat += 1) {
    vi.advanceTimersByTime(250);
    states.add(socket.line);
  }
  expect([...states]).toEqual(["lost"]);
});

test("a try that finds no line ends after 3.5 s and the next one comes within a second", () => {
  inSession();
  latest().die();
  vi.advanceTimersByTime(500);
  expect(FakeSocket.all).toHaveLength(2);
  vi.advanceTimersByTime(3500 + 900);
  expect(FakeSocket.all).toHaveLength(3);
  latest().open();
  vi.advanceTimersByTime(4900);
  expect(FakeSocket.all).toHaveLength(3);
});

/** How long each of the next tries lasts when nothing answers, s. */
function lengthsOfTries(count: number): number[] {
  const lengths: number[] = [];
  while (lengths.length < count) {
    const socket = latest();
    const begun = Date.now();
    while (socket.readyState !== 3) vi.advanceTimersByTime(100);
    lengths.push((Date.now() - begun) / 1000);
    while (latest() === socket) vi.advanceTimersByTime(100);
  }
  return lengths;
}

test("tries that find no line grow longer, up to 15 s now and then, until the page is up to date again", () => {
  expect(lengthsOfTries(9)).toEqual([3.5, 5, 7.5, 10.5, 15, 10.5, 10.5, 10.5, 15]);
  inSession();
  latest().die();
  vi.advanceTimersByTime(500);
  expect(lengthsOfTries(2)).toEqual([3.5, 5]);
});

test("a line that needs 12 s to be opened gets a page on", () => {
  lengthsOfTries(4);
  vi.advanceTimersByTime(12_000);
  inSession();
  expect(socket.line).toBe("good");
  expect(FakeSocket.all).toHaveLength(5);
});

test("a server that refuses is asked again, and that takes nothing from the tries after it", () => {
  for (let refused = 0; refused < 6; refused += 1) {
    latest().die();
    vi.advanceTimersByTime(3000);
  }
  inSession();
  latest().die();
  vi.advanceTimersByTime(500);
  expect(lengthsOfTries(1)).toEqual([3.5]);
});

test("the meeting itself may take long to come: each time it is waited for twice as long", () => {
  const waits: number[] = [];
  for (let time = 0; time < 4; time += 1) {
    const socket = latest();
    const begun = Date.now();
    socket.welcome();
    while (socket.readyState !== 3) vi.advanceTimersByTime(500);
    waits.push(Math.round((Date.now() - begun) / 1000));
    while (latest() === socket) vi.advanceTimersByTime(100);
  }
  expect(waits).toEqual([8, 15, 29, 31]);
  inSession();
  const begun = Date.now();
  while (latest().readyState !== 3) vi.advanceTimersByTime(500);
  expect(Math.round((Date.now() - begun) / 1000)).toBe(8);
});

test("says in words that what was missed is still on its way", () => {
  inSession();
  expect(socket.line).toBe("good");
  latest().die();
  vi.advanceTimersByTime(900);
  latest().welcome("peer-2");
  expect(socket.line).toBe("catching");
  latest().say({ type: "events", last: 6, events: [] });
  expect(socket.line).toBe("good");
  latest().say({ type: "resync" });
  expect(socket.line).toBe("catching");
  latest().say({ type: "snapshot", number: 900, state: meetingState(), captions: [] });
  expect(socket.line).toBe("good");
});

test("a server of another version is never read: the page asks to be loaded anew", () => {
  latest().open();
  latest().say({ type: "welcome", protocol: 2, you: you(), server_time: new Date().toISOString(), ice: [], recalled: [] });
  latest().say({ type: "snapshot", number: 4, state: meetingState(), captions: [] });
  expect(socket.bye?.reason).toBe("reload");
  expect(socket.bye?.message).toContain("Hãy tải lại trang");
  expect(store.state.meeting).toBeNull();
  vi.advanceTimersByTime(60_000);
  expect(FakeSocket.all).toHaveLength(1);
});

test("an act from before a reload goes out with the id that it had", async () => {
  const done = socket.command({ name: "send_message", mailbox: "chair", text: "Tin cũ" }, { id: "before" });
  inSession();
  expect(latest().commands()).toEqual(["before"]);
  latest().say({ type: "ack", id: "before", number: 7, ballot: null });
  expect((await done).number).toBe(7);
});
