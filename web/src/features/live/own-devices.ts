import { css, html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { NsElement, sharedStyles } from "@shared/kit/element";
import "@shared/kit/icon";
import type { IconName } from "@shared/kit/icons";
import { toast } from "@shared/kit/toast";
import { t } from "@shared/i18n";
import { attempt } from "@shared/media/attempt";
import type { MediaClient } from "@shared/media/client";
import { openDeviceDialog } from "@shared/media/device-dialog";
import { UnheardVoice } from "@shared/media/unheard";
import type { Observable } from "@shared/store";

/** `<ns-own-devices .media heard>`: microphone, camera and screen of a participant who joins with devices of their own. */
@customElement("ns-own-devices")
export class NsOwnDevices extends NsElement {
  @property({ attribute: false }) media!: MediaClient;
  /** The chair lets this microphone be heard now. */
  @property({ type: Boolean }) heard = false;
  readonly #voice = new UnheardVoice();

  static override styles = [
    sharedStyles,
    css`
      :host {
        container-type: inline-size;
        display: flex;
        gap: 8px;
        padding: var(--s2) var(--s4);
        border-bottom: 1px solid var(--line);
        background: var(--card);
      }
      .btn {
        flex: 1 1 auto;
        min-width: 0;
        padding-inline: 0.5rem;
        white-space: nowrap;
      }
      .btn.off {
        color: var(--muted);
      }
      .btn.live {
        border-color: var(--good);
        background: var(--good-tint);
        color: var(--good);
      }
      .btn.unheard {
        border-color: var(--warn);
        background: var(--warn-tint);
        color: var(--warn);
      }
      .settings {
        flex: 0 0 auto;
      }
      @media (max-width: 560px) {
        :host {
          padding-inline: 8px;
        }
      }
      /* beside a large picture the column is narrow on a laptop, too */
      @container (max-width: 30rem) {
        .btn:not(.settings) {
          flex: 1 1 0;
          flex-direction: column;
          gap: 0;
          font-size: var(--t-small);
          white-space: normal;
        }
      }
    `,
  ];

  protected override watching(): readonly Observable[] {
    return [this.media];
  }

  constructor() {
    super();
    this.#voice.subscribe(() => this.#warn());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#voice.follow(null);
  }

  override updated(): void {
    this.#voice.follow(this.media.microphoneOn && this.heard ? null : this.media.microphone);
  }

  /** Somebody speaks whom nobody hears: say so once, and mark the microphone as long as it lasts. */
  #warn(): void {
    this.requestUpdate();
    if (!this.#voice.speaks) return;
    toast(
      "warn",
      this.media.microphoneOn
        ? t("Chưa ai nghe đồng chí nói: bấm «Phát biểu» để xin chủ trì mời.")
        : t("Micrô đang tắt, chưa ai nghe đồng chí nói: bấm «Micrô tắt» để bật."),
    );
  }

  override render(): TemplateResult {
    const { media } = this;
    const on = media.microphoneOn;
    const microphone = on ? (this.heard ? t("Mọi người nghe") : t("Micrô chờ mời")) : t("Micrô tắt");
    return html`
      ${this.#button("microphone", on ? "mic" : "mic-off", microphone, on, on && this.heard, () => media.setMicrophone(!on))}
      ${this.#button("camera", media.camera ? "video" : "video-off", media.camera ? t("Camera bật") : t("Camera tắt"), media.camera !== null, false, () => this.#camera())}
      ${"getDisplayMedia" in navigator.mediaDevices
        ? this.#button("share", "share", media.own.tracks.screen ? t("Thôi chia sẻ") : t("Chia sẻ"), media.own.tracks.screen !== null, false, () => this.#share())
        : nothing}
      <button class="btn icon-only settings" data-testid="devices" aria-label=${t("Chọn thiết bị")} @click=${() => openDeviceDialog(this.media)}><ns-icon name="settings"></ns-icon></button>
    `;
  }

  #button(name: string, icon: IconName, words: string, pressed: boolean, live: boolean, press: () => Promise<unknown>): TemplateResult {
    return html`<button
      class="btn ${this.#tone(name, pressed, live)}"
      data-testid="own-${name}"
      aria-pressed=${live ? nothing : pressed}
      @click=${() => void attempt(press)}
    >
      <ns-icon name=${icon}></ns-icon><span>${words}</span>
    </button>`;
  }

  #tone(name: string, pressed: boolean, live: boolean): string {
    if (name === "microphone" && this.#voice.speaks) return "unheard";
    return live ? "live" : pressed ? "" : "off";
  }

  async #camera(): Promise<void> {
    if (this.media.camera) this.media.setCameraOff();
    else await this.media.setCameraOn();
  }

  async #share(): Promise<void> {
    if (this.media.own.tracks.screen) this.media.stopSharing();
    else if ((await this.media.shareScreen()) && !this.heard) toast("info", t("Mọi người thấy màn hình này khi chủ trì mời đồng chí phát biểu."));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ns-own-devices": NsOwnDevices;
  }
}
