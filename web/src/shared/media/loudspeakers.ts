/** Plays the audio slots. They live outside the views, so that no layout change can cut the sound. */
import { AUDIO_SLOTS } from "../protocol";

/** How loud the floor and the channel of interpretation are played, 0..1; 0 is silent. */
export interface Mix {
  readonly floor: number;
  readonly channel: number;
}

/** Not every browser lets a page choose the loudspeaker. */
type Player = Omit<HTMLAudioElement, "setSinkId"> & { setSinkId?: (id: string) => Promise<void> };

export class Loudspeakers {
  readonly #players: Player[] = [];
  readonly #changed: () => void;
  #mix: Mix = { floor: 1, channel: 0 };
  #sink = "";
  /** The browser refused to play before a touch of the user. */
  blocked = false;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** Play these streams from now on. */
  attach(streams: readonly MediaStream[]): void {
    streams.forEach((stream, index) => {
      const player = (this.#players[index] ??= this.#create(index));
      player.srcObject = stream;
    });
    this.play();
  }

  setMix(mix: Mix): void {
    this.#mix = mix;
    this.#players.forEach((player, index) => this.#tune(player, index));
  }

  /** The slot after those of the floor is the channel's. */
  #tune(player: Player, index: number): void {
    const volume = index < AUDIO_SLOTS ? this.#mix.floor : this.#mix.channel;
    player.volume = volume;
    // an iPad plays everything at full loudness whatever is asked: there, softly is not at all
    player.muted = volume === 0 || (volume < 0.5 && player.volume > volume + 0.01);
  }

  async setSink(id: string): Promise<void> {
    this.#sink = id;
    for (const player of this.#players) await player.setSinkId?.(id);
  }

  play(): void {
    Promise.all(this.#players.map((player) => player.play())).then(
      () => this.#setBlocked(false),
      (error: unknown) => {
        if (error instanceof DOMException && error.name === "NotAllowedError") this.#setBlocked(true);
      },
    );
  }

  #create(index: number): Player {
    const player = document.createElement("audio");
    player.autoplay = true;
    this.#tune(player, index);
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
