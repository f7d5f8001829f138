/** Plays the audio slots. They live outside the views, so that no layout change can cut the sound. */

/** Not every browser lets a page choose the loudspeaker. */
type Player = Omit<HTMLAudioElement, "setSinkId"> & { setSinkId?: (id: string) => Promise<void> };

export class Loudspeakers {
  readonly #players: Player[] = [];
  readonly #changed: () => void;
  #muted = false;
  #sink = "";
  /** The browser refused to play before a touch of the user. */
  blocked = false;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** Play these streams from now on. */
  attach(streams: readonly MediaStream[]): void {
    streams.forEach((stream, index) => {
      const player = (this.#players[index] ??= this.#create());
      player.srcObject = stream;
    });
    this.play();
  }

  setMuted(muted: boolean): void {
    this.#muted = muted;
    this.#players.forEach((player) => (player.muted = muted));
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

  #create(): Player {
    const player = document.createElement("audio");
    player.autoplay = true;
    player.muted = this.#muted;
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
