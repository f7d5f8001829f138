/** What a page listens to: the floor, or a channel of interpretation with the floor softly below. */
import type { Mix } from "./loudspeakers";

/** How loud the floor is under an interpreter, unless the listener chose otherwise: one hears that somebody speaks, not what. */
export const UNDER = 0.15;
const KEY = "nghisu.channel";

/** What was chosen in one meeting on this device. */
export interface Chosen {
  /** Code of the channel's language; null: the floor alone. */
  readonly language: string | null;
  /** Loudness of the floor below the interpreter, 0..1. */
  readonly under: number;
}

const FLOOR: Chosen = { language: null, under: UNDER };

export function rememberedChannel(meetingId: string): Chosen {
  try {
    const { language, under } = JSON.parse(localStorage.getItem(`${KEY}.${meetingId}`) ?? "{}") as Partial<Chosen>;
    return { language: typeof language === "string" ? language : null, under: typeof under === "number" ? Math.min(1, Math.max(0, under)) : UNDER };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return FLOOR;
  }
}

/** Pure: how loud what is played. `hears`: the floor is played here at all (not on a tablet in a room with loudspeakers). */
export function mixOf({ language, under }: Chosen, hears: boolean, spoken: boolean): Mix {
  const floor = hears ? 1 : 0;
  if (language === null) return { floor, channel: 0 };
  return { floor: spoken ? floor * under : floor, channel: 1 };
}

/** The choice of this page. `changed` is called when the server must know, `tune` when something is played louder or softer. */
export class Listening {
  readonly #changed: () => void;
  readonly #tune: (mix: Mix) => void;
  #chosen: Chosen = FLOOR;
  #meetingId: string | null = null;
  #hears = true;
  #spoken = false;

  constructor(changed: () => void, tune: (mix: Mix) => void) {
    this.#changed = changed;
    this.#tune = tune;
  }

  get chosen(): Chosen {
    return this.#chosen;
  }

  /** Somebody interprets on the chosen channel now; while nobody does, the floor is as loud as ever. */
  get spoken(): boolean {
    return this.#spoken;
  }

  /** Take up what was chosen in this meeting before; a channel that is gone is the floor again. */
  enter(meetingId: string, languages: readonly string[]): void {
    const known = this.#meetingId === meetingId ? this.#chosen : rememberedChannel(meetingId);
    this.#meetingId = meetingId;
    this.#take({ ...known, language: languages.includes(known.language ?? "") ? known.language : null });
  }

  /** Listen to something else, and remember it in this meeting. */
  choose(change: Partial<Chosen>): void {
    const chosen = { ...this.#chosen, ...change };
    if (chosen.language === this.#chosen.language && chosen.under === this.#chosen.under) return;
    this.#take(chosen);
    if (this.#meetingId !== null) localStorage.setItem(`${KEY}.${this.#meetingId}`, JSON.stringify(this.#chosen));
  }

  setHears(hears: boolean): void {
    this.#hears = hears;
    this.#play();
  }

  /** The server fills the slot of the channel, or it is empty. */
  setSpoken(spoken: boolean): void {
    if (spoken === this.#spoken) return;
    this.#spoken = spoken;
    this.#play();
  }

  #take(chosen: Chosen): void {
    if (chosen.language === this.#chosen.language && chosen.under === this.#chosen.under) return;
    this.#chosen = chosen;
    this.#play();
    this.#changed();
  }

  #play(): void {
    this.#tune(mixOf(this.#chosen, this.#hears, this.#spoken));
  }
}
