/** The page's one WebSocket: comes back by itself, catches up, and delivers every command once. */
import { CONTRACT, PROTOCOL_VERSION, type Ack, type Bye, type ClientMessage, type Command, type ServerMessage } from "./protocol";
import { t } from "./i18n";
import { deadLimit, judgeLine, openLimit, retryDelay, silence, type LineState } from "./line";
import type { Observable, Store } from "./store";

/** The server refused an act: `code` is stable, the message is Vietnamese and for the user. */
export class RefusedError extends Error {
  override readonly name = "RefusedError";
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/**
 * A command that has no answer yet. `sent` is false while it waits for the line ("chưa gửi"); `tried`: it left this page
 * before the line was lost and may have arrived. It is sent again with the same id, so that it counts once.
 */
export interface Pending {
  readonly id: string;
  readonly command: Command;
  /** Number of the last event that the user knew when he acted; null: the act does not depend on it. */
  readonly seen?: number | null;
  readonly sent: boolean;
  readonly tried?: boolean;
}

interface Outgoing extends Pending {
  sent: boolean;
  tried: boolean;
  resolve(ack: Ack): void;
  reject(error: Error): void;
}

/** What the socket needs from its surroundings; tests give their own. */
export interface SocketParts {
  open(address: string): WebSocket;
  /** Milliseconds that never go back; the tablet's own clock may be set while the page is open. */
  now(): number;
  random(): number;
  id(): string;
}

const BROWSER: SocketParts = {
  open: (address) => new WebSocket(address),
  now: () => performance.timeOrigin + performance.now(),
  random: () => Math.random(),
  id: () => crypto.randomUUID(),
};

const PING_EVERY_MS = 2000;
/** From the connection (`openLimit`) to the welcome. */
const WELCOME_LIMIT_MS = 5000;
const ASK_AGAIN_MS = 2000;

/**
 * `new LiveSocket(address, store)`, then `start()`. Feeds the store, answers gaps with `catch_up`, says `hello` with the
 * last number after each reconnect, and keeps commands until they are acknowledged or refused.
 */
export class LiveSocket implements Observable {
  readonly #address: string;
  readonly #store: Store;
  readonly #parts: SocketParts;
  readonly #hears = new Set<(message: ServerMessage) => void>();
  readonly #watchers = new Set<() => void>();
  readonly #outgoing = new Map<string, Outgoing>();
  #socket: WebSocket | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #heart: ReturnType<typeof setInterval> | undefined;
  #attempt = 0;
  /** Tries since this page was last up to date that were not refused but brought nothing through. */
  #silentTries = 0;
  #stopped = true;
  #askedAt = -Infinity;
  #acked = 0;
  #facts = {
    welcomed: false,
    everWelcomed: false,
    behind: false,
    downSince: null as number | null,
    roundTrip: null as number | null,
    waitingSince: null as number | null,
    heardAt: -Infinity,
  };
  #clockOffset = 0;
  #bestTrip = Infinity;
  #bye: Bye | null = null;
  #lineWas: LineState = "connecting";
  #lostAt: number | null = null;

  constructor(address: string, store: Store, parts: SocketParts = BROWSER) {
    this.#address = address;
    this.#store = store;
    this.#parts = parts;
  }

  /** How the line is, in one word. */
  get line(): LineState {
    return this.#bye ? "ended" : judgeLine(this.#facts, this.#parts.now());
  }

  /** The server's good-bye, once it said so; the page does not come back by itself then. */
  get bye(): Bye | null {
    return this.#bye;
  }

  /** When the line was lost (ms, the server's clock); null while it is there. */
  get lostAt(): number | null {
    return this.#lostAt === null ? null : this.#lostAt + this.#clockOffset;
  }

  /** When anything came from the server last, ms. */
  get heardAt(): number {
    return this.#facts.heardAt;
  }

  /** Whether this machine itself has no network, as far as it knows. */
  get offline(): boolean {
    return typeof navigator !== "undefined" && (navigator as { onLine?: boolean }).onLine === false;
  }

  /** Commands without an answer, in the order they were given. */
  get pending(): readonly Pending[] {
    const lost = this.line === "lost";
    return [...this.#outgoing.values()].map(({ id, command, seen = null, sent, tried }) => ({ id, command, seen, sent: sent && !lost, tried }));
  }

  /** The server's time, ms of Unix time, as well as this page knows it. */
  serverNow(): number {
    return this.#parts.now() + this.#clockOffset;
  }

  /** Connect and stay connected. */
  start(): void {
    this.#stopped = false;
    this.#heart ??= setInterval(() => this.#beat(), 500);
    if (!this.#socket) this.#connect();
  }

  /** Close and stay closed. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    clearInterval(this.#heart);
    this.#heart = undefined;
    this.#drop();
  }

  /** Do not wait for the next try ("Nối lại ngay", or the machine came back to its network). */
  reconnectNow(): void {
    if (this.#stopped || this.#bye || (this.#facts.welcomed && this.line !== "lost")) return;
    this.renew();
  }

  /** Give up this connection for a new one, whatever it looks like (the machine has slept). */
  renew(): void {
    if (this.#stopped || this.#bye) return;
    clearTimeout(this.#timer);
    this.#facts.downSince ??= this.#facts.waitingSince;
    this.#drop();
    this.#connect();
  }

  /** Hear every message of the server; returns how to stop. */
  onMessage(hear: (message: ServerMessage) => void): () => void {
    this.#hears.add(hear);
    return () => void this.#hears.delete(hear);
  }

  /** Hear of changes of line, pending commands and good-bye; returns how to stop. */
  subscribe(listener: () => void): () => void {
    this.#watchers.add(listener);
    return () => void this.#watchers.delete(listener);
  }

  /** Send now if the line is there; returns whether it went out. Commands go through `command`. */
  send(message: ClientMessage): boolean {
    if (!this.#facts.welcomed && message.type !== "hello") return false;
    if (this.#socket?.readyState !== 1) return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  /** Number of the last event that this page knows, its own acknowledged acts included. */
  get #known(): number | null {
    const { number } = this.#store.state;
    return number === null ? null : Math.max(number, this.#acked);
  }

  /**
   * Act. Resolves when the act counts, rejects with `RefusedError`; survives reconnects in between. `onSeen`: the act
   * means what the page shows now; the server refuses it (`changed_meanwhile`) when that changed. `id`: one from before a reload.
   */
  command(command: Command, { onSeen = false, id = this.#parts.id() } = {}): Promise<Ack> {
    return new Promise((resolve, reject) => {
      const seen = onSeen ? this.#known : null;
      const entry: Outgoing = { id, command, seen, sent: false, tried: false, resolve, reject };
      this.#outgoing.set(entry.id, entry);
      this.#deliver(entry);
      this.#changed();
    });
  }

  /** Take back a command that has not left this page yet; returns whether that was still possible. */
  withdraw(id: string): boolean {
    const entry = this.#outgoing.get(id);
    if (!entry || entry.tried) return false;
    this.#outgoing.delete(id);
    entry.reject(new RefusedError("withdrawn", ""));
    this.#changed();
    return true;
  }

  #deliver(entry: Outgoing): void {
    const { id, command, seen = null } = entry;
    // Into a connection that has fallen silent nothing is put: what waits here may still be taken back.
    if (entry.sent || this.line === "lost") return;
    if (this.send({ type: "command", id, command, seen })) entry.sent = entry.tried = true;
  }

  #connect(): void {
    const socket = this.#parts.open(this.#address);
    this.#socket = socket;
    this.#facts.downSince ??= this.#parts.now();
    this.#timer = setTimeout(() => this.#lost(socket, true), openLimit(this.#silentTries));
    socket.onopen = () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#lost(socket), WELCOME_LIMIT_MS);
      this.#hello();
    };
    socket.onmessage = (event: MessageEvent<string>) => {
      if (this.#socket === socket) this.#take(JSON.parse(event.data) as ServerMessage);
    };
    socket.onclose = () => this.#lost(socket);
  }

  #hello(): void {
    this.send({ type: "hello", protocol: PROTOCOL_VERSION, after: this.#store.state.number, contract: CONTRACT });
  }

  #drop(): void {
    const socket = this.#socket;
    this.#socket = null;
    this.#facts.welcomed = false;
    this.#facts.waitingSince = null;
    this.#outgoing.forEach((entry) => (entry.sent = false));
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  #lost(socket: WebSocket, silent = false): void {
    if (this.#socket !== socket) return;
    clearTimeout(this.#timer);
    this.#facts.downSince ??= this.#facts.waitingSince ?? this.#parts.now();
    this.#drop();
    if (silent) this.#silentTries += 1;
    if (!this.#stopped && !this.#bye) {
      this.#timer = setTimeout(() => this.#connect(), retryDelay(this.#attempt, this.#parts.random(), silent));
      this.#attempt += 1;
    }
    this.#changed();
  }

  #take(message: ServerMessage): void {
    this.#facts.heardAt = this.#parts.now();
    if (message.type === "welcome" && message.protocol !== PROTOCOL_VERSION) {
      // Another web process may be older than this page: its words would be misread.
      this.#leave({ type: "bye", reason: "reload", message: t("Trang này khác phiên bản với máy chủ. Hãy tải lại trang.") });
      return;
    }
    this.#own(message);
    if (this.#store.take(message)) this.#catchUp();
    this.#hears.forEach((hear) => hear(message));
  }

  /** Messages that concern the connection itself. */
  #own(message: ServerMessage): void {
    switch (message.type) {
      case "welcome":
        this.#welcomed(message.server_time);
        break;
      case "events":
      case "snapshot":
        this.#askedAt = -Infinity;
        this.#upToDate();
        break;
      case "pong":
        this.#answered(message.sent, message.server_time);
        break;
      case "ack":
        this.#acked = Math.max(this.#acked, message.number);
        this.#settle(message.id, (entry) => entry.resolve(message));
        break;
      case "refusal":
        if (message.code === "changed_meanwhile") this.#catchUp();
        this.#settle(message.id, (entry) => entry.reject(new RefusedError(message.code, message.message)));
        break;
      case "resync":
        this.#facts.behind = true;
        this.#hello();
        this.#changed();
        break;
      case "bye":
        this.#leave(message);
        break;
      default:
        break;
    }
  }

  #welcomed(serverTime: string): void {
    clearTimeout(this.#timer);
    this.#attempt = 0;
    this.#facts = { ...this.#facts, welcomed: true, everWelcomed: true, behind: true, downSince: null, roundTrip: null, waitingSince: null };
    if (this.#bestTrip === Infinity) this.#clockOffset = Date.parse(serverTime) - this.#parts.now();
    this.#bestTrip = Infinity;
    this.#outgoing.forEach((entry) => this.#deliver(entry));
    this.ask();
    this.#changed();
  }

  /** The server closes: for good, or (`closing`) because it starts anew and the page comes back. */
  #leave(bye: Bye): void {
    if (bye.reason !== "closing") {
      this.#bye = bye;
      clearTimeout(this.#timer);
      this.#drop();
    }
    this.#changed();
  }

  /** What was missed is there. */
  #upToDate(): void {
    if (!this.#facts.behind) return;
    this.#facts.behind = false;
    this.#silentTries = 0;
    this.#changed();
  }

  #settle(id: string, finish: (entry: Outgoing) => void): void {
    const entry = this.#outgoing.get(id);
    if (!entry) return;
    this.#outgoing.delete(id);
    finish(entry);
    this.#changed();
  }

  #catchUp(): void {
    const { number } = this.#store.state;
    const now = this.#parts.now();
    if (number === null || now - this.#askedAt < ASK_AGAIN_MS) return;
    if (this.send({ type: "catch_up", after: number })) this.#askedAt = now;
  }

  /** Ask the server whether it is there; false without a connection. */
  ask(): boolean {
    const sent = this.#parts.now();
    const went = this.send({ type: "ping", sent });
    if (went) this.#facts.waitingSince ??= sent;
    return went;
  }

  #answered(sent: number, serverTime: string): void {
    const now = this.#parts.now();
    const trip = now - sent;
    this.#facts.roundTrip = trip;
    this.#facts.waitingSince = null;
    this.#outgoing.forEach((entry) => this.#deliver(entry));
    if (trip <= this.#bestTrip) {
      this.#bestTrip = trip;
      this.#clockOffset = Date.parse(serverTime) - (sent + trip / 2);
    }
    this.#changed();
  }

  #lastPing = 0;

  #beat(): void {
    const now = this.#parts.now();
    const { welcomed, behind } = this.#facts;
    if (welcomed && this.#socket && silence(this.#facts, now) > deadLimit(behind, this.#silentTries)) this.#lost(this.#socket, behind);
    else if (welcomed && now - this.#lastPing >= PING_EVERY_MS) {
      this.#lastPing = now;
      this.ask();
    }
    if (this.line !== this.#lineWas) this.#changed();
  }

  #changed(): void {
    this.#lineWas = this.line;
    const gone = this.#lineWas === "lost" || this.#lineWas === "ended";
    this.#lostAt = gone ? (this.#lostAt ?? this.#facts.downSince ?? this.#facts.waitingSince ?? this.#parts.now()) : null;
    this.#watchers.forEach((watcher) => watcher());
  }
}
