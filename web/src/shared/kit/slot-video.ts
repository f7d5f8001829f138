import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import { classMap } from "lit/directives/class-map.js";
import { t } from "../i18n";
import type { MediaClient } from "../media/client";
import { shownWidth } from "../media/wants";
import { shortRoom } from "../names";
import type { SourceInfo } from "../protocol";
import { onlyFor } from "../store";
import { NsElement, sharedStyles } from "./element";
import "./icon";

/** In place of a slot's number: the picture was asked for, and the server has not said yet in which slot it comes. */
export const NO_SLOT = -1;

/**
 * `<ns-slot-video .client=${media} slot-number="0">`: one picture of the conference. Tells the client how large it is shown,
 * so that the server sends the fitting layer, and nothing while it is out of view. Children lie over the picture. One that is to show
 * other slots is kept and told so: a video that is made anew costs a slow tablet more than all pictures of a second.
 */
@customElement("ns-slot-video")
export class NsSlotVideo extends NsElement {
  @property({ attribute: false }) client: MediaClient | null = null;
  @property({ type: Number, attribute: "slot-number" }) slotNumber = 0;
  /** The line is lost: the last picture stands, grey. */
  @property({ type: Boolean }) frozen = false;
  /** Show the source's name on the picture. */
  @property({ type: Boolean }) named = false;
  /** While the slot is empty, show this page's own camera: whoever speaks receives no picture of themselves. */
  @property({ type: Boolean, attribute: "or-own" }) orOwn = false;
  /** Words in place of a picture while the slot is empty. */
  @property() empty = "";
  @query("video") private readonly video!: HTMLVideoElement;
  #stop: (() => void) | null = null;
  #sizes = new ResizeObserver(() => this.#report());
  #views = new IntersectionObserver((entries) => {
    this.#visible = entries.at(-1)?.isIntersecting ?? true;
    this.#report();
  });
  #visible = true;

  static override styles = [
    sharedStyles,
    css`
      :host {
        position: relative;
        display: block;
        overflow: hidden;
        background: var(--stage);
        color: var(--on-stage);
      }
      video {
        width: 100%;
        height: 100%;
        object-fit: cover;
      }
      video.whole {
        object-fit: contain;
      }
      video.own {
        transform: scaleX(-1);
      }
      video.frozen {
        filter: grayscale(1) brightness(0.55);
      }
      .empty {
        position: absolute;
        inset: 0;
        display: grid;
        place-content: center;
        justify-items: center;
        gap: 0.4em;
        padding: 0.5em;
        color: #c9ced8;
        font-size: var(--slot-words, var(--t-small));
        line-height: 1.35;
        text-align: center;
      }
      .tag {
        position: absolute;
        left: 8px;
        bottom: 8px;
        max-width: calc(100% - 16px);
        padding: 0.15rem 0.6rem;
        border-radius: 6px;
        background: rgb(14 18 25 / 0.84);
        font-size: var(--slot-words, var(--t-small));
        font-weight: 500;
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    this.#sizes.observe(this);
    this.#views.observe(this);
    this.#listen();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#sizes.disconnect();
    this.#views.disconnect();
    this.#stop?.();
    this.client?.reportWidth(this, this.slotNumber, 0);
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("slotNumber") && !changed.has("client")) return;
    this.#listen();
    this.#report();
  }

  override updated(): void {
    const stream = this.#stream();
    if (stream && this.video.srcObject !== stream) {
      this.video.srcObject = stream;
      // muted pictures may always play; an interrupted play() is repeated by autoplay
      this.video.play().catch(() => undefined);
    }
  }

  override render(): TemplateResult {
    const source = this.#source();
    const own = !source && this.#ownStream() !== null;
    const main = this.slotNumber === 0 && (this.client?.mainIsScreen ?? false);
    return html`
      <video
        class=${classMap({ whole: main, frozen: this.frozen, own })}
        data-testid="video-slot-${this.slotNumber}"
        autoplay
        muted
        playsinline
        disablepictureinpicture
        aria-label=${source ? t("Hình %(name)s", { name: source.name }) : own ? t("Hình của đồng chí") : t("Chưa có hình")}
        ?hidden=${!source && !own}
      ></video>
      ${source || own ? nothing : this.#nothingYet()}
      ${own ? html`<span class="tag cut">${t("Hình của đồng chí")}</span>` : this.#tag(source)}
      <slot></slot>
    `;
  }

  #nothingYet(): TemplateResult {
    const comes = this.slotNumber === NO_SLOT;
    const words = comes ? t("Đang mở hình…") : this.empty || t("Chưa có hình");
    return html`<div class="empty"><ns-icon name=${comes ? "video" : "video-off"}></ns-icon><span>${words}</span></div>`;
  }

  /** Small pictures have room for a short name. */
  #tag(source: SourceInfo | null): TemplateResult | typeof nothing {
    if (!source || !this.named) return nothing;
    return html`<span class="tag cut" title=${source.name}>${this.slotNumber === 0 ? source.name : shortRoom(source.name)}</span>`;
  }

  /** The slot's stream, or one's own camera in its place. */
  #stream(): MediaStream | null {
    return (this.#source() ? null : this.#ownStream()) ?? this.client?.videoStream(this.slotNumber) ?? null;
  }

  #own: MediaStream | null = null;

  #ownStream(): MediaStream | null {
    const camera = this.orOwn ? (this.client?.camera ?? null) : null;
    if (!camera) this.#own = null;
    else if (this.#own?.getVideoTracks()[0] !== camera) this.#own = new MediaStream([camera]);
    return this.#own;
  }

  #listen(): void {
    this.#stop?.();
    this.#stop = null;
    const { client } = this;
    if (!client) return;
    const shown = onlyFor(client, () => [this.#source(), this.#stream(), client.mainIsScreen]);
    this.#stop = shown.subscribe(() => this.requestUpdate());
  }

  #source(): SourceInfo | null {
    return this.slotNumber === NO_SLOT ? null : (this.client?.slotSource(this.slotNumber) ?? null);
  }

  #report(): void {
    const shown = this.#visible && this.slotNumber !== NO_SLOT && this.offsetParent !== null;
    this.client?.reportWidth(this, this.slotNumber, shown ? shownWidth(this.clientWidth, devicePixelRatio) : 0);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ns-slot-video": NsSlotVideo;
  }
}
