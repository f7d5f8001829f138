/** What comes over the connection that is shown: who is heard now, and that nothing comes any more. */
import { audibleSources, type MediaConnection } from "./connection";

const EVERY_MS = 250;
/** Even a silent microphone is heard of every 0.4 s, and a still picture every second: after so long without anything the way may be gone. */
export const STALLED_MS = 1200;

/** Pure: tells once when what flowed has stopped. */
export class Flow {
  #told = 0;

  /** `newest`: when anything came last (0: nothing yet), ms; true when it has just been silent for too long. */
  push(newest: number, now: number): boolean {
    if (newest === 0 || newest === this.#told || now - newest < STALLED_MS) return false;
    this.#told = newest;
    return true;
  }
}

/** When the last sound or picture of any slot came, ms of `performance`'s Unix time; 0: never. */
function newestArrival({ peer }: MediaConnection): number {
  const times = peer.getReceivers().flatMap((receiver) => receiver.getSynchronizationSources().map(({ timestamp }) => timestamp));
  return Math.max(0, ...times);
}

export class Ears {
  readonly #connection: () => MediaConnection | null;
  readonly #changed: () => void;
  readonly #stalled: () => void;
  readonly #flow = new Flow();
  #heard: readonly number[] = [];

  /** `changed`: others are heard now; `stalled`: neither sound nor picture has come for a while. */
  constructor(connection: () => MediaConnection | null, changed: () => void, stalled: () => void) {
    this.#connection = connection;
    this.#changed = changed;
    this.#stalled = stalled;
    setInterval(() => this.#listen(), EVERY_MS);
  }

  /** Source numbers audible now, loudest first. */
  get heard(): readonly number[] {
    return this.#heard;
  }

  #listen(): void {
    const connection = this.#connection();
    const now = performance.timeOrigin + performance.now();
    const heard = connection ? audibleSources(connection, now) : [];
    if (connection && this.#flow.push(newestArrival(connection), now)) this.#stalled();
    if (heard.join() === this.#heard.join()) return;
    this.#heard = heard;
    this.#changed();
  }
}
