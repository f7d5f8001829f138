import { AUDIO_SLOTS } from "../protocol";

/** How loud the floor and the channel of interpretation are played, 0..1; 0 is silent. */
export interface Mix {
  readonly floor: number;
  readonly channel: number;
}

/** Not every browser lets a page choose the loudspeaker. */
type Player = Omit<HTMLAudioElement, "setSinkId"> & { setSinkId?: (id: string) => Promise<void> };

/**
 * Plays the audio slots. They live outside the views, so that no layout change can cut the sound. What is not to be heard has no
 * stream: a player of silence, also a muted or paused one, keeps the sound of a tablet awake a hundred times a second.
 */
export class Loudspeakers {
  readonly #players: Player[] = [];
  readonly #changed: () => void;
  #streams: readonly MediaStream[] = [];
  #mix: Mix = { floor: 1, channel: 0 };
  #sink = "";
  /** The browser refused to play before a touch of the user. */
  blocked = false;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** Play these streams from now on. */
  attach(streams: readonly MediaStream[]): void {
    this.#streams = streams;
    while (this.#players.length < streams.length) this.#players.push(this.#create());
    this.#tune();
    this.play();
  }

  setMix(mix: Mix): void {
    this.#mix = mix;
    if (this.#tune()) this.play();
  }

  /** Give each player its loudness, and a stream if there is any; returns whether one plays that did not before. */
  #tune(): boolean {
    const begins = this.#players.map((player, index) => {
      // the slot after those of the floor is the channel's
      const volume = index < AUDIO_SLOTS ? this.#mix.floor : this.#mix.channel;
      player.volume = volume;
      // an iPad plays everything at full loudness whatever is asked: there, softly is not at all
      player.muted = volume === 0 || (volume < 0.5 && player.volume > volume + 0.01);
      const stream = player.muted ? null : (this.#streams[index] ?? null);
      if (player.srcObject === stream) return false;
      player.srcObject = stream;
      return stream !== null;
    });
    return begins.includes(true);
  }

  async setSink(id: string): Promise<void> {
    this.#sink = id;
    for (const player of this.#players) await player.setSinkId?.(id);
  }

  play(): void {
    const heard = this.#players.filter((player) => player.srcObject !== null);
    Promise.all(heard.map((player) => player.play())).then(
      () => this.#setBlocked(false),
      (error: unknown) => {
        if (error instanceof DOMException && error.name === "NotAllowedError") this.#setBlocked(true);
      },
    );
  }

  #create(): Player {
    const player = document.createElement("audio");
    player.autoplay = true;
    player.hidden = true;
    player.dataset.testid = "audio-slot";
    document.body.append(player);
    if (this.#sink) void (player as Player).setSinkId?.(this.#sink);
    return player;
  }

  #setBlocked(blocked: boolean): void {
    if (this.blocked === blocked) return;
    this.blocked = blocked;
    this.#changed();
  }
}
