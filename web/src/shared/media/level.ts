/** How loud a microphone is, 0..1, for a meter. */
import type { Observable } from "../store";

const EVERY_MS = 80;

export class LevelMeter implements Observable {
  readonly #listeners = new Set<() => void>();
  #context: AudioContext | null = null;
  #source: MediaStreamAudioSourceNode | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;
  /** Loudness now: 0 silence … 1 as loud as it gets; speech at a desk is about 0.5. */
  value = 0;

  /** Measure this track from now on; null stops. */
  measure(track: MediaStreamTrack | null): void {
    this.#source?.disconnect();
    this.#source = null;
    clearInterval(this.#timer);
    this.value = 0;
    if (!track) { this.#tell(); return; }
    this.#context ??= new AudioContext();
    void this.#context.resume();
    const analyser = this.#context.createAnalyser();
    analyser.fftSize = 1024;
    this.#source = this.#context.createMediaStreamSource(new MediaStream([track]));
    this.#source.connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    this.#timer = setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
      // -60 dB … 0 dB on the meter's whole length
      this.value = Math.min(1, Math.max(0, 1 + (10 * Math.log10(power + 1e-9)) / 60));
      this.#tell();
    }, EVERY_MS);
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #tell(): void {
    this.#listeners.forEach((listener) => listener());
  }
}

/** Play three soft notes on the chosen loudspeaker, so that a person can tell whether they will hear. */
export async function playTestSound(sinkId?: string): Promise<void> {
  const context = new AudioContext();
  const target = context as AudioContext & { setSinkId?: (id: string) => Promise<void> };
  if (sinkId && target.setSinkId) await target.setSinkId(sinkId);
  const notes = [392, 494, 587];
  notes.forEach((frequency, index) => {
    const at = context.currentTime + index * 0.35;
    const tone = context.createOscillator();
    const loudness = context.createGain();
    tone.frequency.value = frequency;
    loudness.gain.setValueAtTime(0, at);
    loudness.gain.linearRampToValueAtTime(0.25, at + 0.04);
    loudness.gain.exponentialRampToValueAtTime(0.001, at + 0.5);
    tone.connect(loudness).connect(context.destination);
    tone.start(at);
    tone.stop(at + 0.5);
  });
  await new Promise((resolve) => setTimeout(resolve, notes.length * 350 + 400));
  await context.close();
}
