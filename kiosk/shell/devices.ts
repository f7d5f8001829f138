/** Camera, microphone and speakers of the room before a meeting: tried, measured, missed in words. */
import { t } from "@shared/i18n";
import { DeviceError, openCamera, openMicrophone, rememberedChoice, wantsRawAudio } from "@shared/media/devices";
import { LevelMeter } from "@shared/media/level";
import type { Observable } from "@shared/store";

/** `starting` until the first look is over. */
export type DeviceState = "starting" | "good" | "missing";

/** How often a missing device is looked for, also in a meeting. */
export const LOOK_AGAIN_MS = 10_000;
export const METER_STEPS = 8;

/** Bars of the meter, 0..8, for a loudness of 0..1. */
export function meterBars(loudness: number): number {
  return Math.max(0, Math.min(METER_STEPS, Math.round(loudness * METER_STEPS)));
}

/** Open a device without ever throwing: what is missing is said in words, not in a dialog. */
async function attempt(open: () => Promise<MediaStreamTrack>): Promise<MediaStreamTrack | null> {
  try {
    return await open();
  } catch (error) {
    if (error instanceof DeviceError) return null;
    throw error;
  }
}

/** What is missing, for people in the room: what happened, what still works, what to do. */
export function missingWords(camera: boolean, microphone: boolean): readonly string[] {
  if (!camera && !microphone) return [t("Không thấy camera, micrô; vẫn nghe và xem được. Cắm lại cáp.")];
  const said: string[] = [];
  if (!camera) said.push(t("Không thấy camera, vẫn nghe và nói được. Cắm lại cáp camera."));
  if (!microphone) said.push(t("Không thấy micrô, vẫn nghe và xem được. Cắm lại cáp micrô."));
  return said;
}

export class RoomDevices implements Observable {
  readonly #listeners = new Set<() => void>();
  readonly #meter = new LevelMeter();
  #running = false;
  #looking = false;
  #looked = false;
  #again: ReturnType<typeof setInterval> | undefined;
  #speakers: DeviceState = "starting";
  #bars = 0;
  camera: MediaStreamTrack | null = null;
  microphone: MediaStreamTrack | null = null;

  constructor() {
    this.#meter.subscribe(() => {
      const bars = meterBars(this.#meter.value);
      if (bars === this.#bars) return;
      this.#bars = bars;
      this.#tell();
    });
  }

  get cameraState(): DeviceState {
    return this.camera ? "good" : this.#looked ? "missing" : "starting";
  }

  get microphoneState(): DeviceState {
    return this.microphone ? "good" : this.#looked ? "missing" : "starting";
  }

  get speakerState(): DeviceState {
    return this.#speakers;
  }

  /** Loudness of the microphone in bars, 0..8. */
  get bars(): number {
    return this.#bars;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Take the devices, and keep looking for those that are missing. */
  start(): void {
    if (this.#running) return;
    this.#running = true;
    void this.#look();
    this.#again = setInterval(() => void this.#look(), LOOK_AGAIN_MS);
    navigator.mediaDevices.addEventListener("devicechange", this.#changed);
  }

  /** Give the devices back: the meeting takes them. */
  stop(): void {
    if (!this.#running) return;
    this.#running = false;
    clearInterval(this.#again);
    navigator.mediaDevices.removeEventListener("devicechange", this.#changed);
    this.#meter.measure(null);
    this.camera?.stop();
    this.microphone?.stop();
    this.camera = this.microphone = null;
    this.#looked = false;
  }

  readonly #changed = (): void => void this.#look();

  async #look(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    try {
      await this.#takeMissing();
    } finally {
      this.#looking = false;
    }
    if (!this.#running) {
      this.camera?.stop();
      this.microphone?.stop();
      this.camera = this.microphone = null;
      return;
    }
    this.#looked = true;
    this.#tell();
  }

  async #takeMissing(): Promise<void> {
    const choice = rememberedChoice();
    if (this.camera?.readyState !== "live") {
      this.camera = await attempt(() => openCamera(choice));
      this.camera?.addEventListener("ended", this.#changed);
    }
    if (this.microphone?.readyState !== "live") {
      this.microphone = await attempt(() => openMicrophone(choice, wantsRawAudio()));
      this.microphone?.addEventListener("ended", this.#changed);
      this.#meter.measure(this.#running ? this.microphone : null);
    }
    const all = await navigator.mediaDevices.enumerateDevices();
    this.#speakers = all.some((device) => device.kind === "audiooutput") ? "good" : "missing";
  }

  #tell(): void {
    this.#listeners.forEach((listener) => listener());
  }
}
