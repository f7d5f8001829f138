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

type Receiver = Pick<RTCRtpReceiver, "getSynchronizationSources">;

/**
 * When sound or picture came last. Each question to a receiver makes the page wait for the thread of the network, many times a second
 * on a slow tablet: nobody is asked once one is known to be fed, and who was fed the last time is asked first.
 */
export class Arrivals {
  #fed: Receiver | null = null;

  /** Of any receiver, ms of `performance`'s Unix time; 0: never. Whoever was fed lately enough stands for all. */
  newest(receivers: readonly Receiver[], now: number): number {
    const fed = this.#fed !== null && receivers.includes(this.#fed) ? [this.#fed] : [];
    let newest = 0;
    for (const receiver of [...fed, ...receivers]) {
      newest = Math.max(newest, ...receiver.getSynchronizationSources().map(({ timestamp }) => timestamp));
      this.#fed = receiver;
      if (now - newest < STALLED_MS) return newest;
    }
    this.#fed = null;
    return newest;
  }
}

export class Ears {
  readonly #connection: () => MediaConnection | null;
  readonly #hears: () => boolean;
  readonly #changed: () => void;
  readonly #stalled: () => void;
  readonly #flow = new Flow();
  readonly #arrivals = new Arrivals();
  #heard: readonly number[] = [];

  /** `hears`: anything is played here; `changed`: others are heard now; `stalled`: neither sound nor picture has come for a while. */
  constructor(connection: () => MediaConnection | null, hears: () => boolean, changed: () => void, stalled: () => void) {
    this.#connection = connection;
    this.#hears = hears;
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
    const hears = connection !== null && this.#hears();
    const heard = hears ? audibleSources(connection, now) : [];
    if (hears) connection.listen();
    if (connection && this.#flow.push(this.#arrivals.newest(connection.receivers, now), now)) this.#stalled();
    if (heard.join() === this.#heard.join()) return;
    this.#heard = heard;
    this.#changed();
  }
}
