/** The code by which people check in at this screen: asked for while it is shown, and taken away before it would be refused. */
import type { Observable } from "@shared/store";
import type { StatusParts } from "./status";

export interface ScreenCode {
  /** The QR code, as the source of a picture. */
  readonly image: string;
  /** The same for typing. */
  readonly digits: string;
  readonly ends_at: string;
}
interface Answer {
  readonly code: ScreenCode | null;
  readonly server_time: string;
}

export const CODE_ADDRESS = "/man-hinh/diem-danh/";
const ASK_MS = 5000;
const PATIENCE_MS = 4000;
/** Whoever scans a code must still have so much time to send it. */
export const MARGIN_MS = 12_000;

const BROWSER: StatusParts = { fetch: (address, init) => fetch(address, init), now: () => Date.now() };

export class CodePoller implements Observable {
  readonly #parts: StatusParts;
  readonly #listeners = new Set<() => void>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #wanted = false;
  #code: ScreenCode | null = null;
  #offset = 0;
  #silent = false;

  constructor(parts: StatusParts = BROWSER) {
    this.#parts = parts;
  }

  /** Whether the screen shows something beside which a code belongs. */
  set wanted(wanted: boolean) {
    if (wanted === this.#wanted) return;
    this.#wanted = wanted;
    clearTimeout(this.#timer);
    if (wanted) void this.#ask();
    else this.#code = null;
  }

  /** The code while it counts for long enough, by the server's time. */
  get code(): ScreenCode | null {
    const left = this.#code ? Date.parse(this.#code.ends_at) - (this.#parts.now() + this.#offset) : 0;
    return left > MARGIN_MS ? this.#code : null;
  }

  /** The last code is over and the server gives no new one. */
  get lost(): boolean {
    return this.#silent && this.#code !== null && this.code === null;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async #ask(): Promise<void> {
    const sent = this.#parts.now();
    const answer = await this.#fetch();
    if (!this.#wanted) return;
    this.#silent = answer === null;
    if (answer) {
      this.#code = answer.code;
      this.#offset = Date.parse(answer.server_time) - (sent + this.#parts.now()) / 2;
    }
    this.#listeners.forEach((listener) => listener());
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#ask(), ASK_MS);
  }

  async #fetch(): Promise<Answer | null> {
    try {
      const signal = AbortSignal.timeout(PATIENCE_MS);
      const answer = await this.#parts.fetch(CODE_ADDRESS, { cache: "no-store", credentials: "same-origin", headers: { accept: "application/json" }, signal });
      return answer.ok ? ((await answer.json()) as Answer) : null;
    } catch {
      return null; // no network, no answer in time, or no JSON: all mean that the server is silent
    }
  }
}
