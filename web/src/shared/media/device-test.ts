import { css, html, nothing, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { styleMap } from "lit/directives/style-map.js";
import { NsElement, sharedStyles } from "../kit/element";
import "../kit/icon";
import { t } from "../i18n";
import type { MediaClient } from "./client";
import { DeviceError, listDevices, PROCESSING } from "./devices";
import { LevelMeter, playTestSound } from "./level";
import type { Observable } from "../store";

/** Absent on plain http, whatever the types say. */
const devicesOf = (browser: Navigator): MediaDevices | undefined => browser.mediaDevices;

type Kind = "audioinput" | "videoinput" | "audiooutput";

/** `<ns-device-test .media>`: camera preview, microphone level, test sound, and the choice of each device. */
@customElement("ns-device-test")
export class NsDeviceTest extends NsElement {
  @property({ attribute: false }) media!: MediaClient;
  /** In the meeting already: nothing is switched on that was off. */
  @property({ type: Boolean, attribute: "in-meeting" }) inMeeting = false;
  @state() private devices: Readonly<Record<Kind, readonly MediaDeviceInfo[]>> = { audioinput: [], videoinput: [], audiooutput: [] };
  @state() private troubles: Partial<Record<Kind, string>> = {};
  @state() private playing = false;
  @state() private spoken = false;
  @query("video") private readonly preview!: HTMLVideoElement | null;
  readonly #meter = new LevelMeter();

  static override styles = [
    sharedStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
        gap: var(--s4);
      }
      .picture {
        display: grid;
        overflow: hidden;
        place-items: center;
        border-radius: var(--radius);
        background: var(--stage);
        color: #c9ced8;
        aspect-ratio: 16 / 9;
        text-align: center;
      }
      video {
        width: 100%;
        height: 100%;
        object-fit: cover;
        transform: scaleX(-1);
      }
      .rows {
        display: grid;
        align-content: start;
        gap: var(--s4);
      }
      .level {
        height: 12px;
        overflow: hidden;
        border-radius: 99px;
        background: var(--line);
      }
      .level > span {
        display: block;
        height: 100%;
        background: var(--good);
        transition: width 80ms linear;
      }
      .label {
        display: flex;
        align-items: center;
        gap: var(--s2);
      }
      .trouble {
        color: var(--bad);
      }
      fieldset {
        display: grid;
        gap: var(--s1, 4px);
        margin: 0;
        padding: 0;
        border: 0;
      }
      legend {
        padding: 0;
        font-weight: 600;
      }
      .filter {
        display: flex;
        align-items: center;
        gap: var(--s3);
        min-height: var(--touch, 48px);
        cursor: pointer;
      }
      .filter input {
        width: 1.5rem;
        height: 1.5rem;
        accent-color: var(--action);
      }
      @media (max-width: 620px) {
        :host {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

  protected override watching(): readonly Observable[] {
    return [this.media, this.#meter];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#openAll();
    devicesOf(navigator)?.addEventListener("devicechange", this.#plugged);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#meter.measure(null);
    devicesOf(navigator)?.removeEventListener("devicechange", this.#plugged);
  }

  /** Something was plugged in or pulled out while the dialog is open. */
  readonly #plugged = (): void => {
    void this.#list();
    this.#meter.measure(this.media.microphone);
  };

  override updated(): void {
    if (this.#meter.value > 0.55) this.spoken = true;
    const { camera } = this.media;
    if (!this.preview || !camera) return;
    const shown = this.preview.srcObject instanceof MediaStream ? this.preview.srcObject.getVideoTracks()[0] : undefined;
    if (shown !== camera) this.preview.srcObject = new MediaStream([camera]);
  }

  override render(): TemplateResult {
    return html`
      <div class="rows">
        <div class="picture">
          ${this.media.camera
            ? html`<video autoplay muted playsinline aria-label=${t("Hình của đồng chí")} data-testid="preview"></video>`
            : html`<span><ns-icon name="video-off"></ns-icon><br />${t("Chưa có hình")}</span>`}
        </div>
        ${this.#renderChoice("videoinput", t("Camera"))}
      </div>
      <div class="rows">
        <div>
          <p class="label"><ns-icon name="mic"></ns-icon>${t("Nói thử: vạch này phải chạy")}</p>
          <div class="level" role="meter" aria-label=${t("Độ lớn tiếng nói")} aria-valuemin="0" aria-valuemax="100" aria-valuenow=${Math.round(this.#meter.value * 100)}>
            <span style=${styleMap({ width: `${Math.round(this.#meter.value * 100)}%` })}></span>
          </div>
          ${this.spoken ? html`<p class="good small"><ns-icon name="check"></ns-icon> ${t("Micrô nghe được đồng chí")}</p>` : nothing}
        </div>
        ${this.#renderChoice("audioinput", t("Micrô"))}
        <button class="btn" data-testid="test-sound" ?disabled=${this.playing} @click=${() => void this.#play()}>
          <ns-icon name="sound"></ns-icon>${this.playing ? t("Đang phát…") : t("Nghe thử loa")}
        </button>
        ${this.#renderChoice("audiooutput", t("Loa"))} ${this.#renderFilters()}
      </div>
    `;
  }

  /** What the browser does to the sound of the microphone; a room with a mixer of its own wants it off. */
  #renderFilters(): TemplateResult {
    const words = { echo: t("Khử tiếng vọng"), noise: t("Giảm tiếng ồn"), gain: t("Tự chỉnh độ lớn") };
    return html`<fieldset>
      <legend>${t("Xử lý tiếng của micrô")}</legend>
      ${PROCESSING.map((name) => html`<label class="filter"><input type="checkbox" data-testid="filter-${name}" .checked=${this.media.own.choice[name] ?? true}
        @change=${(event: Event) => void this.#filter(name, (event.target as HTMLInputElement).checked)} />${words[name]}</label>`)}
    </fieldset>`;
  }

  async #filter(name: (typeof PROCESSING)[number], on: boolean): Promise<void> {
    await this.#attempt("audioinput", () => this.media.choose({ [name]: on }));
    this.#meter.measure(this.media.microphone);
  }

  #renderChoice(kind: Kind, words: string): TemplateResult | typeof nothing {
    const trouble = this.troubles[kind];
    if (trouble) {
      return html`<div class="trouble" role="alert" data-testid="trouble-${kind}">
        <p>${trouble}</p>
        <button class="btn" data-testid="retry-${kind}" @click=${() => void this.#openAll()}><ns-icon name="refresh"></ns-icon>${t("Thử lại")}</button>
      </div>`;
    }
    const devices = this.devices[kind];
    if (devices.length < 2) return nothing;
    return html`<div class="field">
      <label for=${kind}>${words}</label>
      <select id=${kind} class="input" data-testid="device-${kind}" @change=${(event: Event) => void this.#choose(kind, (event.target as HTMLSelectElement).value)}>
        ${devices.map((device) => html`<option value=${device.deviceId} ?selected=${device.deviceId === this.media.own.choice[kind]}>${device.label || words}</option>`)}
      </select>
    </div>`;
  }

  async #openAll(): Promise<void> {
    this.troubles = {};
    if (this.inMeeting) {
      this.#meter.measure(this.media.microphone);
      await this.#list();
      return;
    }
    await this.#attempt("videoinput", () => this.media.setCameraOn());
    await this.#attempt("audioinput", () => this.media.setMicrophone(true));
    this.#meter.measure(this.media.microphone);
    await this.#list();
  }

  async #choose(kind: Kind, deviceId: string): Promise<void> {
    await this.#attempt(kind, () => this.media.choose({ [kind]: deviceId }));
    if (kind === "audioinput") this.#meter.measure(this.media.microphone);
  }

  async #attempt(kind: Kind, open: () => Promise<void>): Promise<void> {
    try {
      await open();
    } catch (error) {
      if (!(error instanceof DeviceError)) throw error;
      this.troubles = { ...this.troubles, [kind]: error.message };
    }
  }

  async #list(): Promise<void> {
    if (this.troubles.audioinput && this.troubles.videoinput) return;
    const [audioinput, videoinput, audiooutput] = await Promise.all([listDevices("audioinput"), listDevices("videoinput"), listDevices("audiooutput")]);
    this.devices = { audioinput, videoinput, audiooutput };
  }

  async #play(): Promise<void> {
    this.playing = true;
    await playTestSound(this.media.own.choice.audiooutput);
    this.playing = false;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ns-device-test": NsDeviceTest;
  }
}
