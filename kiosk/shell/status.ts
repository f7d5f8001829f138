/** What the server says of this screen: paired or not, which room, which meeting. Asked again and again. */
import type { MeetingInfo } from "@shared/protocol";
import type { Observable } from "@shared/store";

export interface KioskRoom {
  readonly id: string;
  readonly name: string;
  readonly unit: string;
}

export interface KioskMeeting {
  readonly id: string;
  readonly title: string;
  readonly status: string;
  readonly starts_at: string;
  readonly place: string;
  readonly item_count: number;
  readonly secrecy: MeetingInfo["secrecy"];
}

export interface KioskStatus {
  readonly paired: boolean;
  readonly code?: string;
  readonly expires_at?: string;
  readonly room?: KioskRoom;
  readonly meeting?: KioskMeeting | null;
  readonly server_time: string;
}

export const STATUS_ADDRESS = "/man-hinh/trang-thai/";
const UNPAIRED_MS = 3000;
const PAIRED_MS = 5000;
/** A meeting tells everything by its socket; the question only notices that another meeting begins. */
const IN_MEETING_MS = 15_000;
const PATIENCE_MS = 4000;

export interface StatusParts {
  fetch(address: string, init: RequestInit): Promise<Response>;
  now(): number;
}

const BROWSER: StatusParts = { fetch: (address, init) => fetch(address, init), now: () => Date.now() };

/** Asks for the status and tells listeners when it changed. Failures keep the last answer and say since when. */
export class StatusPoller implements Observable {
  readonly #parts: StatusParts;
  readonly #listeners = new Set<() => void>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #status: KioskStatus | null = null;
  #silentSince: number | null = null;
  #roundTrip: number | null = null;
  #refusal: string | null = null;
  #offset = 0;
  #running = false;
  /** Slower while a meeting's socket is there. */
  inMeeting = false;

  constructor(parts: StatusParts = BROWSER) {
    this.#parts = parts;
  }

  get status(): KioskStatus | null {
    return this.#status;
  }

  /** Since when the server does not answer, ms by the local clock; null while it does. */
  get silentSince(): number | null {
    return this.#silentSince;
  }

  /** Why the server gave no status, in its own words; null when it said nothing. */
  get refusal(): string | null {
    return this.#refusal;
  }

  /** Round trip of the last answer, ms. */
  get roundTrip(): number | null {
    return this.#roundTrip;
  }

  /** The server's time, ms of Unix time. */
  serverNow(): number {
    return this.#parts.now() + this.#offset;
  }

  start(): void {
    this.#running = true;
    void this.#ask();
  }

  stop(): void {
    this.#running = false;
    clearTimeout(this.#timer);
  }

  /** Do not wait for the next turn (the kiosk was told that it is revoked). */
  askNow(): void {
    clearTimeout(this.#timer);
    void this.#ask();
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async #ask(): Promise<void> {
    const sent = this.#parts.now();
    const status = await this.#fetch();
    if (!this.#running) return;
    if (status) this.#take(status, sent);
    else this.#silentSince ??= sent;
    this.#listeners.forEach((listener) => listener());
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#ask(), this.#pause());
  }

  #take(status: KioskStatus, sent: number): void {
    const now = this.#parts.now();
    this.#status = status;
    this.#silentSince = null;
    this.#roundTrip = now - sent;
    this.#offset = Date.parse(status.server_time) - (sent + now) / 2;
  }

  async #fetch(): Promise<KioskStatus | null> {
    try {
      const answer = await this.#parts.fetch(STATUS_ADDRESS, {
        cache: "no-store",
        credentials: "same-origin",
        headers: { accept: "application/json" },
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      const body: unknown = await answer.json();
      this.#refusal = answer.ok ? null : ((body as { message?: string }).message ?? null);
      return answer.ok ? (body as KioskStatus) : null;
    } catch {
      return null; // no network, no answer in time, or no JSON: all mean that the server is silent
    }
  }

  #pause(): number {
    if (!this.#status?.paired) return UNPAIRED_MS;
    return this.inMeeting && this.#silentSince === null ? IN_MEETING_MS : PAIRED_MS;
  }
}
