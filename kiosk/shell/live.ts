/** The kiosk's part in one meeting: its socket and its media, kept going without anybody's hand. */
import { language } from "@shared/i18n";
import type { LineState } from "@shared/line";
import { Follow } from "@shared/follow";
import { MediaClient } from "@shared/media/client";
import { DeviceError } from "@shared/media/devices";
import { LineMeter } from "@shared/media/line-meter";
import { startSession, type LiveSession } from "@shared/session";
import type { Observable } from "@shared/store";
import { LOOK_AGAIN_MS, missingWords } from "./devices";

export class RoomMeeting implements Observable {
  readonly id: string;
  readonly session: LiveSession;
  readonly media: MediaClient;
  readonly #meter: LineMeter;
  /** Whoever leads the readers leads this screen too, always. */
  readonly follow: Follow;
  #joined = false;
  #opening = false;
  #again: ReturnType<typeof setInterval> | undefined;

  constructor(id: string) {
    this.id = id;
    this.session = startSession({
      meeting_id: id,
      socket_url: `/live/${encodeURIComponent(id)}/?as=kiosk`,
      page: "kiosk",
      language: language(),
    });
    this.media = new MediaClient(this.session.socket, this.session.store);
    this.#meter = new LineMeter(this.media, this.session.socket);
    this.follow = new Follow(this.session.socket, this.session.store);
    this.session.store.subscribe(() => this.#listen());
  }

  /** Play the channel of interpretation that the technician chose for this room. */
  #listen(): void {
    const { meeting, you } = this.session.store.state;
    const channel = meeting?.channels.find(({ rooms }) => rooms.includes(you?.room_id ?? ""));
    this.media.listening.choose({ language: channel?.language ?? null });
  }

  get line(): LineState {
    return this.session.socket.line;
  }

  /** The server took this screen's right away. */
  get revoked(): boolean {
    const reason = this.session.socket.bye?.reason;
    return reason === "revoked" || reason === "removed" || reason === "signed_out";
  }

  /** What the room lacks, in words; empty before the conference is joined. */
  get problems(): readonly string[] {
    return this.#joined && !this.#opening ? missingWords(this.media.camera !== null, this.media.microphone !== null) : [];
  }

  subscribe(listener: () => void): () => void {
    const stops = [this.session.store, this.session.socket, this.media].map((part) => part.subscribe(listener));
    return () => stops.forEach((stop) => stop());
  }

  /** Send the room's camera and microphone, hear and see the others. */
  join(): void {
    if (this.#joined) return;
    this.#joined = true;
    this.media.join({ hears: true });
    this.#meter.start();
    void this.#openDevices();
    this.#again = setInterval(() => void this.#openDevices(), LOOK_AGAIN_MS);
    navigator.mediaDevices.addEventListener("devicechange", this.#changed);
  }

  /** Leave the conference; the socket stays for the next sitting of the same meeting. */
  leave(): void {
    if (!this.#joined) return;
    this.#joined = false;
    clearInterval(this.#again);
    navigator.mediaDevices.removeEventListener("devicechange", this.#changed);
    this.#meter.stop();
    this.media.leave();
  }

  stop(): void {
    this.leave();
    this.session.socket.stop();
  }

  readonly #changed = (): void => void this.#openDevices();

  /** Open what is missing; what cannot be opened is said in words on the screen and tried again. */
  async #openDevices(): Promise<void> {
    if (this.#opening || !this.#joined) return;
    this.#opening = true;
    // a camera that has stopped giving pictures without ending (a loose cable, a hung driver) is opened anew
    if (this.media.camera?.muted) this.media.setCameraOff();
    try {
      if (!this.media.microphone) await forgive(() => this.media.setMicrophone(true));
      if (!this.media.camera) await forgive(() => this.media.setCameraOn());
    } finally {
      this.#opening = false;
    }
  }
}

async function forgive(open: () => Promise<void>): Promise<void> {
  try {
    await open();
  } catch (error) {
    if (!(error instanceof DeviceError)) throw error;
  }
}
