/** Hearing a line again: which recording holds it, and where. */
import type { Segment } from "@shared/protocol";

export interface Recorded {
  readonly url: string;
  /** Empty: everybody is heard in it. */
  readonly participant: string;
  readonly start_ms: number;
  /** 0: not known yet. */
  readonly length_ms: number;
}

/** A little before the first word. */
const BEFORE_MS = 500;
const AFTER_MS = 700;

/** What to play for a line: the room's own recording before one of the whole meeting; null when it was not recorded. */
export function soundOf(recordings: readonly Recorded[], line: Pick<Segment, "participant" | "start_ms" | "end_ms">): { readonly url: string; readonly from: number; readonly until: number } | null {
  const holds = recordings.filter(
    ({ participant, start_ms, length_ms }) =>
      (participant === "" || participant === line.participant || line.participant === "") && start_ms <= line.start_ms && (length_ms === 0 || line.start_ms < start_ms + length_ms),
  );
  const found = holds.find(({ participant }) => participant !== "") ?? holds[0];
  if (!found) return null;
  return { url: found.url, from: Math.max(0, line.start_ms - found.start_ms - BEFORE_MS) / 1000, until: (line.end_ms - found.start_ms + AFTER_MS) / 1000 };
}

/** The recordings of a meeting that this person may hear; none when there are none or they may not be heard. */
export async function recordingsOf(meetingId: string): Promise<readonly Recorded[]> {
  try {
    const answer = await fetch(`/bien-ban/${meetingId}/ghi-am.json`);
    return answer.ok ? ((await answer.json()) as { readonly recordings: readonly Recorded[] }).recordings : [];
  } catch {
    return [];
  }
}

/** One voice at a time; a second press stops. */
export class Player {
  #audio: HTMLAudioElement | null = null;
  #playing = "";

  /** Resolves false when the browser cannot play it. */
  async play(id: string, url: string, from: number, until: number): Promise<boolean> {
    const again = this.#playing === id && this.#audio?.paused === false;
    this.stop();
    if (again) return true;
    const audio = new Audio(`${url}#t=${from.toFixed(2)},${until.toFixed(2)}`);
    audio.ontimeupdate = () => {
      if (audio.currentTime >= until) audio.pause();
    };
    this.#audio = audio;
    this.#playing = id;
    try {
      await audio.play();
      return true;
    } catch {
      return this.#audio !== audio;
    }
  }

  stop(): void {
    this.#audio?.pause();
    this.#audio = null;
    this.#playing = "";
  }
}
