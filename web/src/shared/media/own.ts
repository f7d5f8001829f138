/** The microphone, camera and shared screen of this page: open, changed, lost and found again. */
import { t } from "../i18n";
import type { LocalTracks } from "./connection";
import { DeviceError, listDevices, openCamera, openMicrophone, openScreen, rememberChoice, rememberedChoice, wantsRawAudio, type DeviceChoice } from "./devices";

type Kind = "microphone" | "camera";

/** What the person should know of a device that went or came back; `bad`: something does not work now. */
export interface DeviceNews {
  readonly tone: "info" | "warn" | "bad";
  readonly words: string;
}

/** How the tracks are opened; tests bring their own. */
export interface Openers {
  open(kind: Kind, choice: DeviceChoice): Promise<MediaStreamTrack>;
  screen(): Promise<MediaStreamTrack | null>;
  list(kind: MediaDeviceKind): Promise<readonly MediaDeviceInfo[]>;
}

const BROWSER: Openers = {
  open: (kind, choice) => (kind === "microphone" ? openMicrophone(choice, wantsRawAudio()) : openCamera(choice)),
  screen: openScreen,
  list: listDevices,
};
const INPUT: Record<Kind, "audioinput" | "videoinput"> = { microphone: "audioinput", camera: "videoinput" };

export class OwnDevices {
  readonly tracks: LocalTracks = { microphone: null, camera: null, screen: null };
  /** The microphone is open, and nothing of it is sent. */
  withheld = false;
  readonly #openers: Openers;
  readonly #changed: () => Promise<void>;
  readonly #news: (news: DeviceNews) => void;
  readonly #setSink: (id: string) => Promise<void>;
  #choice: DeviceChoice = rememberedChoice();
  /** How often this page has left. */
  #departures = 0;
  #sinkLost = false;
  /** One change at a time: of two at once the one that opens last would win. */
  #choosing: Promise<void> = Promise.resolve();

  /** `changed`: other tracks are to be sent now; `setSink`: play on that loudspeaker ("" is the machine's own choice). */
  constructor(changed: () => Promise<void>, news: (news: DeviceNews) => void, setSink: (id: string) => Promise<void>, openers: Openers = BROWSER) {
    this.#changed = changed;
    this.#news = news;
    this.#setSink = setSink;
    this.#openers = openers;
  }

  /** What is to be sent now. */
  get sent(): LocalTracks {
    return this.withheld ? { ...this.tracks, microphone: null } : this.tracks;
  }

  async withhold(on: boolean): Promise<void> {
    if (this.withheld === on) return;
    this.withheld = on;
    await this.#changed();
  }

  get choice(): Readonly<DeviceChoice> {
    return this.#choice;
  }

  /** Play on the loudspeaker that was chosen before, if it is there. */
  async start(): Promise<void> {
    if (this.#choice.audiooutput) await this.#followSink();
  }

  /** Open the microphone if needed and let it sound (or not, with `on` false, keeping the device). Throws `DeviceError`. */
  async setMicrophone(on: boolean): Promise<void> {
    if (!this.tracks.microphone) this.#take("microphone", await this.#opened("microphone"));
    if (this.tracks.microphone) this.tracks.microphone.enabled = on;
    await this.#changed();
  }

  /** Open the camera and send it. Throws `DeviceError`. */
  async setCameraOn(): Promise<void> {
    if (this.tracks.camera) return;
    this.#take("camera", await this.#opened("camera"));
    await this.#changed();
  }

  /** Show a window or the screen to everybody; returns false when the person changed their mind. Throws `DeviceError`. */
  async shareScreen(): Promise<boolean> {
    const track = await this.#openers.screen();
    if (!track) return false;
    if (this.tracks.screen) this.tracks.screen.onended = null;
    this.tracks.screen?.stop();
    track.onended = () => {
      // the browser's own bar has a button, too; a closed window ends its sharing
      this.drop("screen");
      this.#news({ tone: "info", words: t("Đã thôi chia sẻ màn hình.") });
    };
    this.tracks.screen = track;
    await this.#changed();
    return true;
  }

  drop(kind: keyof LocalTracks): void {
    const track = this.tracks[kind];
    if (!track) return;
    track.onended = null;
    track.stop();
    this.tracks[kind] = null;
    void this.#changed();
  }

  /** Give every device back. */
  leave(): void {
    this.#departures += 1;
    this.drop("camera");
    this.drop("microphone");
    this.drop("screen");
  }

  /** Use other devices, or other processing of the sound, from now on, and remember it. Throws `DeviceError`; of a change of device the old one stays in use then. */
  choose(change: DeviceChoice): Promise<void> {
    const chosen = this.#choosing.then(() => this.#choose(change));
    this.#choosing = chosen.catch(() => undefined);
    return chosen;
  }

  async #choose(change: DeviceChoice): Promise<void> {
    const before = this.#choice;
    this.#choice = { ...before, ...change };
    try {
      if (change.audiooutput !== undefined) await this.#followSink();
      const processing = change.echo ?? change.noise ?? change.gain;
      if (processing !== undefined && this.tracks.microphone) await this.#reprocess();
      else if (change.audioinput !== undefined && this.tracks.microphone) await this.#replace("microphone");
      if (change.videoinput !== undefined && this.tracks.camera) await this.#replace("camera");
    } catch (error) {
      this.#choice = before;
      throw error;
    }
    rememberChoice(this.#choice);
  }

  /**
   * The microphone with other processing. While it is open, also by a copy whose loudness is measured, Chromium gives whoever opens it
   * again the same processing: so everybody lets go of it first.
   */
  async #reprocess(): Promise<void> {
    const enabled = this.tracks.microphone?.enabled ?? false;
    this.drop("microphone");
    await new Promise((resolve) => setTimeout(resolve));
    this.#take("microphone", await this.#opened("microphone"));
    if (this.tracks.microphone) this.tracks.microphone.enabled = enabled;
    await this.#changed();
  }

  /** The machine's devices changed: go back to a chosen one that was plugged in again, or away from one that is gone. */
  async devicesChanged(): Promise<void> {
    await this.#followSink();
    for (const kind of ["microphone", "camera"] as const) await this.#back(kind);
  }

  /** The new device first, then away with the old one: a voice is cut for as short as possible. */
  async #replace(kind: Kind): Promise<void> {
    const track = await this.#opened(kind);
    const old = this.tracks[kind];
    if (!track) return;
    if (!old) {
      track.stop();
      return;
    }
    track.enabled = old.enabled;
    old.onended = null;
    old.stop();
    this.#keep(kind, track);
    await this.#changed();
  }

  /** A device takes a moment to open: who has left meanwhile must not be seen or heard. */
  async #opened(kind: Kind): Promise<MediaStreamTrack | null> {
    const departures = this.#departures;
    const track = await this.#openers.open(kind, this.#choice);
    if (departures === this.#departures) return track;
    track.stop();
    return null;
  }

  /** Keep a device that was opened, unless it was opened twice at once. */
  #take(kind: Kind, track: MediaStreamTrack | null): void {
    if (!track) return;
    if (this.tracks[kind]) track.stop();
    else this.#keep(kind, track);
  }

  #keep(kind: Kind, track: MediaStreamTrack): void {
    track.onended = () => void this.#lost(kind);
    this.tracks[kind] = track;
  }

  /** A device was pulled out, or the permission was taken back: use another one, and say so. */
  async #lost(kind: Kind): Promise<void> {
    const old = this.tracks[kind];
    if (!old) return;
    const { enabled, label } = old;
    this.drop(kind);
    const name = label || this.#word(kind);
    try {
      this.#take(kind, await this.#opened(kind));
    } catch (error) {
      if (!(error instanceof DeviceError)) throw error;
      this.#news({ tone: "bad", words: this.#goneWords(kind, name, error) });
      return;
    }
    const now = this.tracks[kind];
    if (!now) return;
    now.enabled = enabled;
    await this.#changed();
    this.#news({ tone: "warn", words: t("%(old)s không còn nữa. Đang dùng %(now)s.", { old: name, now: now.label || this.#word(kind) }) });
  }

  #word(kind: Kind): string {
    return kind === "microphone" ? t("Micrô") : t("Camera");
  }

  #goneWords(kind: Kind, name: string, error: DeviceError): string {
    if (error.code === "denied") return error.message;
    return kind === "microphone"
      ? t("%(old)s không còn nữa và không có micrô nào khác: chưa ai nghe được đồng chí. Cắm micrô lại rồi bật micrô.", { old: name })
      : t("%(old)s không còn nữa và không có camera nào khác: mọi người vẫn nghe được đồng chí. Cắm camera lại rồi bật camera.", { old: name });
  }

  async #back(kind: Kind): Promise<void> {
    const wanted = this.#choice[INPUT[kind]];
    const track = this.tracks[kind];
    if (!wanted || !track || track.getSettings().deviceId === wanted) return;
    const there = await this.#openers.list(INPUT[kind]);
    if (!there.some((device) => device.deviceId === wanted)) return;
    try {
      await this.#replace(kind);
    } catch (error) {
      if (!(error instanceof DeviceError)) throw error;
      return; // the one in use goes on
    }
    this.#news({ tone: "info", words: t("Đã dùng lại %(now)s.", { now: this.tracks[kind]?.label ?? this.#word(kind) }) });
  }

  /** The chosen loudspeaker while it is there, else the machine's own choice. */
  async #followSink(): Promise<void> {
    const wanted = this.#choice.audiooutput ?? "";
    const there = wanted === "" || (await this.#openers.list("audiooutput")).some((device) => device.deviceId === wanted);
    await this.#setSink(there ? wanted : "");
    if (!there && !this.#sinkLost) this.#news({ tone: "warn", words: t("Loa đã chọn không còn nữa. Đang phát ra loa của máy.") });
    this.#sinkLost = !there;
  }
}
