/** Notices that somebody speaks whom nobody hears: the microphone is off, or the chair has not opened it. */
import type { Observable } from "../store";
import { LevelMeter } from "./level";

/** On the scale of `LevelMeter`: clearly louder than a room, softer than speech at a desk. */
const LOUD = 0.4;
/** Speech is loud most of the time for a second; a cough or a door is not. */
const MOMENTS = 15;
const LOUD_MOMENTS = 8;
export const SHOWN_MS = 6000;
export const PAUSE_MS = 20_000;

/** Pure: loudness in, "say so now" out. */
export class SpeechDetector {
  #moments: boolean[] = [];
  #shownAt = -Infinity;

  /** Take one measure of the loudness; true while the person should be told. */
  push(level: number, at: number): boolean {
    this.#moments = [...this.#moments, level > LOUD].slice(-MOMENTS);
    const speaks = this.#moments.filter(Boolean).length >= LOUD_MOMENTS;
    if (speaks && at - this.#shownAt > SHOWN_MS + PAUSE_MS) this.#shownAt = at;
    return at - this.#shownAt < SHOWN_MS;
  }
}

/** `speaks`: into a microphone that nobody hears. Nothing of it leaves the machine: only its loudness is measured. */
export class UnheardVoice implements Observable {
  readonly #listeners = new Set<() => void>();
  readonly #meter = new LevelMeter();
  #detector = new SpeechDetector();
  #followed: MediaStreamTrack | null = null;
  #copy: MediaStreamTrack | null = null;
  speaks = false;

  constructor() {
    this.#meter.subscribe(() => this.#set(this.#copy !== null && this.#detector.push(this.#meter.value, performance.now())));
  }

  /** Listen to this microphone, also while it is switched off (a copy of it is measured); null: listen no more. */
  follow(track: MediaStreamTrack | null): void {
    if (track === this.#followed) return;
    this.#followed = track;
    this.#copy?.stop();
    this.#copy = track?.clone() ?? null;
    if (this.#copy) this.#copy.enabled = true;
    this.#detector = new SpeechDetector();
    this.#meter.measure(this.#copy);
    this.#set(false);
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #set(speaks: boolean): void {
    if (speaks === this.speaks) return;
    this.speaks = speaks;
    this.#listeners.forEach((listener) => listener());
  }
}
