import { css, html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { classMap } from "lit/directives/class-map.js";
import { styleMap } from "lit/directives/style-map.js";
import { t } from "../i18n";
import { timerFace } from "../turn";
import { NsElement, sharedStyles } from "./element";

/**
 * `<ns-timer since=… .limit=${300} .clock=${() => socket.serverNow()}>`: time left of a turn, or time spent when there is
 * no limit. `stopped` shows dashes rather than a guess. Size by `--timer` (figures) and `--timer-words`.
 */
@customElement("ns-timer")
export class NsTimer extends NsElement {
  /** Begin of the turn, ISO 8601. */
  @property() since = "";
  /** Seconds allowed; null: no limit. */
  @property({ type: Number }) limit: number | null = null;
  @property({ type: Boolean }) stopped = false;
  /** The server's clock, ms of Unix time. */
  @property({ attribute: false }) clock: () => number = Date.now;
  #tick: ReturnType<typeof setInterval> | undefined;

  static override styles = [
    sharedStyles,
    css`
      :host {
        display: block;
        text-align: right;
      }
      b {
        display: block;
        font: 600 var(--timer, var(--t-38)) / 1.1 var(--font-fig);
        letter-spacing: -0.01em;
        white-space: nowrap;
      }
      .words {
        display: var(--timer-words-display, block);
        color: var(--muted);
        font-size: var(--timer-words, var(--t-small));
        line-height: 1.5;
      }
      .bar {
        display: block;
        margin-top: 0.4rem;
        height: var(--timer-bar, 8px);
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    this.#tick = setInterval(() => this.requestUpdate(), 250);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#tick);
  }

  override render(): TemplateResult {
    if (this.stopped) {
      return html`<div role="timer"><b class="muted">––:––</b><span class="words">${t("chờ đường truyền")}</span></div>`;
    }
    const face = timerFace(Date.parse(this.since), this.limit, this.clock());
    return html`
      <div role="timer" aria-label=${t("Thời gian phát biểu")}>
        <b class=${face.tone} data-testid="timer">${face.figures}</b>
        <span class="words">${face.words}</span>
        ${face.share === null
          ? nothing
          : html`<span class=${classMap({ bar: true, [face.tone || "plain"]: true })}
              ><span style=${styleMap({ width: `${Math.round(face.share * 100)}%` })}></span
            ></span>`}
      </div>
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ns-timer": NsTimer;
  }
}
