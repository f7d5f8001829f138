/** How good the room's line is, from the browser's own counters: measured once a second and told to the server. */
import type { LineReport } from "../protocol";
import type { LiveSocket } from "../socket";
import type { MediaClient } from "./client";
import type { MediaConnection } from "./connection";

export const EVERY_MS = 1000;

/** One audio slot as counted since the connection began. */
interface Sound {
  readonly packets: number;
  readonly samples: number;
  readonly concealed: number;
}

/** All counters at one moment; times in ms, jitter and RTT in seconds. */
export interface Counters {
  readonly at: number;
  readonly packets: number;
  readonly lost: number;
  readonly bytes: number;
  readonly jitter: number;
  readonly rtt: number | null;
  readonly sounds: ReadonlyMap<string, Sound>;
  /** Decoded frames of the main picture and how long it stood, in seconds. */
  readonly frames: number;
  readonly frozen: number;
}

interface Entry {
  readonly type: string;
  readonly id: string;
  readonly kind?: string;
  readonly mid?: string;
  readonly nominated?: boolean;
  readonly currentRoundTripTime?: number;
  readonly [counter: string]: unknown;
}

const figure = (value: unknown): number => (typeof value === "number" && Number.isFinite(value) ? value : 0);

/** The counters in a statistics report; `main` is the m-line of the main picture. */
export function countersOf(report: ReadonlyMap<string, unknown>, main: string | null, at: number): Counters {
  const entries = [...report.values()] as Entry[];
  const inbound = entries.filter(({ type }) => type === "inbound-rtp");
  const sum = (name: string): number => inbound.reduce((total, entry) => total + figure(entry[name]), 0);
  const picture = inbound.find(({ kind, mid }) => kind === "video" && mid === main);
  const pair = entries.find(({ type, nominated, currentRoundTripTime }) => type === "candidate-pair" && nominated && currentRoundTripTime !== undefined);
  return {
    at,
    packets: sum("packetsReceived"),
    lost: sum("packetsLost"),
    bytes: sum("bytesReceived") + sum("headerBytesReceived"),
    jitter: Math.max(0, ...inbound.map(({ jitter }) => figure(jitter))),
    rtt: pair?.currentRoundTripTime ?? null,
    sounds: new Map(
      inbound
        .filter(({ kind }) => kind === "audio")
        .map((entry) => [entry.id, { packets: figure(entry.packetsReceived), samples: figure(entry.totalSamplesReceived), concealed: figure(entry.concealedSamples) }]),
    ),
    frames: figure(picture?.framesDecoded),
    frozen: figure(picture?.totalFreezesDuration),
  };
}

const SAMPLES_A_MS = 48;
const whole = (value: number): number => Math.max(0, Math.round(value));
const grew = (before: Sound | undefined, after: Sound | undefined): boolean => (after?.packets ?? 0) > (before?.packets ?? 0);

/**
 * What is told of the middle second of three, `b` to `c`. A slot that was silent before or after counts as not fed: its
 * edges are the server's doing, not the line's. `pictured`: the main place had the same picture all the time.
 */
export function lineReport(a: Counters, b: Counters, c: Counters, d: Counters, pictured: boolean): LineReport {
  const packets = c.packets - b.packets;
  const lost = Math.max(0, c.lost - b.lost);
  const sounds = [...c.sounds].flatMap(([id, after]) => {
    const before = b.sounds.get(id);
    const fed = before !== undefined && grew(a.sounds.get(id), before) && grew(before, after) && grew(after, d.sounds.get(id));
    return fed ? [{ samples: after.samples - before.samples, concealed: after.concealed - before.concealed }] : [];
  });
  const fed = sounds.reduce((total, { samples }) => total + samples, 0) / SAMPLES_A_MS;
  const concealed = sounds.reduce((total, sound) => total + sound.concealed, 0) / SAMPLES_A_MS;
  const length = Math.max(1, c.at - b.at);
  const stood = c.frames === b.frames ? length : (c.frozen - b.frozen) * 1000;
  return {
    type: "line_report",
    loss: packets + lost > 0 ? Math.min(1, Math.max(0, Math.round((lost / (packets + lost)) * 1000) / 1000)) : 0,
    jitter_ms: Math.min(60_000, whole(c.jitter * 1000)),
    rtt_ms: c.rtt === null ? null : Math.min(60_000, whole(c.rtt * 1000)),
    kbps: whole(((c.bytes - b.bytes) * 8) / length),
    frozen_ms: pictured ? whole(Math.min(length, stood)) : 0,
    fed_ms: Math.min(60_000, whole(fed)),
    concealed_ms: Math.min(60_000, whole(Math.min(fed, concealed))),
  };
}

async function countersNow({ peer, video }: MediaConnection): Promise<Counters> {
  const main = video[0]?.getVideoTracks()[0];
  const line = peer.getTransceivers().find(({ receiver }) => receiver.track === main);
  const report = (await peer.getStats()) as ReadonlyMap<string, unknown>;
  return countersOf(report, line?.mid ?? null, performance.now());
}

/** Measures and tells while the conference is joined; begins anew with each connection. */
export class LineMeter {
  readonly #media: MediaClient;
  readonly #socket: LiveSocket;
  #seen: Counters[] = [];
  #pictures: (number | null)[] = [];
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(media: MediaClient, socket: LiveSocket) {
    this.#media = media;
    this.#socket = socket;
  }

  start(): void {
    this.#timer ??= setInterval(() => void this.#measure(), EVERY_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#seen = [];
  }

  async #measure(): Promise<void> {
    const connection = this.#media.connection();
    if (!connection) { this.#seen = []; return; }
    const next = await countersNow(connection);
    // stopped meanwhile, or another connection, which counts from nothing
    if (this.#timer === undefined || next.packets < (this.#seen.at(-1)?.packets ?? 0)) this.#seen = [];
    this.#seen = [...this.#seen, next].slice(-4);
    this.#pictures = [...this.#pictures, this.#media.mainIsScreen ? null : (this.#media.slotSource(0)?.source ?? null)].slice(-4);
    const [a, b, c, d] = this.#seen;
    if (!a || !b || !c || !d) return;
    const shown = this.#pictures[0] ?? null;
    this.#socket.send(lineReport(a, b, c, d, shown !== null && this.#pictures.every((one) => one === shown)));
  }
}
