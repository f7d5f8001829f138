import { css, html, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { styleMap } from "lit/directives/style-map.js";
import { clockTime } from "@shared/format";
import "@shared/kit/captions";
import "@shared/kit/icon";
import "@shared/kit/late";
import { NsElement, sharedStyles } from "@shared/kit/element";
import { t } from "@shared/i18n";
import type { CaptionsLate, Segment } from "@shared/protocol";
import "./caption-history";

const SIZES = [1.125, 1.3, 1.5, 1.8, 2.2] as const;
const SIDE_BY_SIDE = matchMedia("(orientation: landscape) and (min-width: 900px)");
const KEY = "nghisu.caption-size";
const CONTRAST_KEY = "nghisu.caption-contrast";

/** `<ns-caption-band .segments .lostAt hears>`: captions in the reader's own size, remembered on this machine. */
@customElement("ns-caption-band")
export class NsCaptionBand extends NsElement {
  @property({ attribute: false }) segments: readonly Segment[] = [];
  @property({ attribute: false }) late: CaptionsLate | null = null;
  @property({ type: Number }) lostAt: number | null = null;
  /** The person sits in a room and hears its loudspeakers. */
  @property({ type: Boolean, attribute: "in-room" }) inRoom = false;
  @state() private lines = SIDE_BY_SIDE.matches ? 3 : 2;
  @state() private looking = false;
  @state() private contrast = localStorage.getItem(CONTRAST_KEY) === "strong";
  @state() private size = Number(localStorage.getItem(KEY) ?? 2);

  static override styles = [
    sharedStyles,
    css`
      :host {
        display: flex;
        align-items: center;
        gap: var(--s4);
        padding: var(--s3) var(--s4);
        background: var(--stage);
        color: var(--on-stage);
      }
      :host(.strong) {
        background: #000;
        color: #fff;
        --on-stage: #fff;
        --caption-name: #ffe08a;
        --caption-pale: #dfe3ea;
      }
      .said {
        flex: 1;
        min-width: 0;
      }
      ns-captions-late {
        color: var(--caption-late, #f0cf8e);
        font-size: var(--t-small);
      }
      .still p + p {
        font-size: 1.5rem;
        font-weight: 500;
        line-height: 1.42;
        color: #b9c0cc;
      }
      .still p:first-child {
        color: #c9ced8;
        font-size: var(--t-small);
        font-weight: 500;
      }
      .sizes {
        display: flex;
        gap: 8px;
      }
      .btn {
        min-width: 3.25rem;
        padding-inline: 0.6rem;
        border-color: #6c7484;
        background: transparent;
        color: var(--on-stage);
      }
      .btn:hover {
        background: #1e2c40;
      }
      .btn:disabled {
        opacity: 0.45;
      }
      .larger {
        font-size: 1.5rem;
      }
      /* a narrow band: its buttons stand beside the name, all its width is for the words */
      @media (max-width: 560px), (orientation: landscape) and (min-width: 900px) {
        :host {
          position: relative;
        }
        .said {
          --caption-head: 3.25rem;
          --caption-tools: 11.5rem;
        }
        .sizes {
          position: absolute;
          top: var(--s3);
          right: var(--s4);
        }
        .said:has(ns-captions-late:not([quiet])) {
          --caption-head: 0;
        }
        ns-captions-late {
          padding-right: var(--caption-tools);
        }
        ns-captions-late:not([quiet]) {
          min-height: 1.9rem;
        }
      }
      @media (max-width: 560px) {
        .said {
          --caption-tools: 4.25rem;
        }
        .sizes .size {
          display: none;
        }
        .still p + p {
          font-size: var(--t-20);
        }
      }
    `,
  ];

  readonly #turned = (): void => void (this.lines = SIDE_BY_SIDE.matches ? 3 : 2);

  override connectedCallback(): void {
    super.connectedCallback();
    SIDE_BY_SIDE.addEventListener("change", this.#turned);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    SIDE_BY_SIDE.removeEventListener("change", this.#turned);
  }

  override render(): TemplateResult {
    if (this.lostAt !== null) {
      return html`<section class="still grow" aria-label=${t("Phụ đề")}>
        <p>${t("Phụ đề dừng lúc %(time)s", { time: clockTime(this.lostAt) })}</p>
        <p>${this.inRoom ? t("Trong phòng, đồng chí vẫn nghe qua loa của phòng họp.") : t("Tiếng và phụ đề sẽ trở lại ngay khi có đường truyền.")}</p>
      </section>`;
    }
    const rem = SIZES[this.size] ?? SIZES[2];
    return html`
      <div class="said">
        <ns-captions-late .late=${this.late}></ns-captions-late>
        <ns-captions
          .segments=${this.segments}
          .lines=${this.lines}
          waiting=${t("Lời nói sẽ hiện thành chữ ở đây.")}
          style=${styleMap({ "--caption": `${rem}rem` })}
          aria-label=${t("Phụ đề")}
          role="region"
        ></ns-captions>
      </div>
      <span class="sizes">
        <button class="btn" data-testid="caption-look-back" @click=${() => (this.looking = true)}><ns-icon name="history"></ns-icon><span class="sr">${t("Xem lại và tìm lời đã nói, đổi tương phản")}</span></button>
        <button class="btn size" data-testid="caption-smaller" ?disabled=${this.size <= 0} @click=${() => this.#resize(-1)}>A−<span class="sr">${t("Chữ phụ đề nhỏ hơn")}</span></button>
        <button class="btn size larger" data-testid="caption-larger" ?disabled=${this.size >= SIZES.length - 1} @click=${() => this.#resize(1)}>A+<span class="sr">${t("Chữ phụ đề lớn hơn")}</span></button>
      </span>
      <ns-caption-history .segments=${this.looking ? this.segments : []} .open=${this.looking} .size=${rem} ?contrast=${this.contrast}
        @close=${() => (this.looking = false)} @contrast=${this.#toggleContrast}
        @resize=${({ detail }: CustomEvent<number>) => this.#resize(detail)}></ns-caption-history>
    `;
  }

  protected override willUpdate(): void {
    this.classList.toggle("strong", this.contrast);
  }

  readonly #toggleContrast = (): void => {
    this.contrast = !this.contrast;
    localStorage.setItem(CONTRAST_KEY, this.contrast ? "strong" : "plain");
  };

  #resize(by: number): void {
    this.size = Math.min(SIZES.length - 1, Math.max(0, this.size + by));
    localStorage.setItem(KEY, String(this.size));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ns-caption-band": NsCaptionBand;
  }
}
