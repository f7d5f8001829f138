import { css, html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { classMap } from "lit/directives/class-map.js";
import { styleMap } from "lit/directives/style-map.js";
import { t } from "../i18n";
import { looksOf, percent, timerFace, type TimerFace, type Turn } from "../turn";
import { NsElement, sharedStyles } from "./element";
import "./icon";

const LOOK_EVERY_MS = 250;

/**
 * `<ns-timer .turn=${floor} .clock=${() => socket.serverNow()}>`: time left of a turn, or time spent when there is no limit;
 * that it is short, over or stands is said in words and by a sign. `stopped` shows dashes rather than a guess. Size by `--timer` (figures) and `--timer-words`.
 */
@customElement("ns-timer")
export class NsTimer extends NsElement {
  @property({ attribute: false }) turn!: Turn;
  @property({ type: Boolean }) stopped = false;
  /** The server's clock, ms of Unix time. */
  @property({ attribute: false }) clock: () => number = Date.now;
  #tick: ReturnType<typeof setInterval> | undefined;
  #drawn = "";

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
      .words.warn,
      .words.bad {
        color: inherit;
        font-weight: 600;
      }
      .words ns-icon {
        --icon: 1.1rem;
        margin-right: 0.3rem;
        vertical-align: -0.2rem;
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
    this.#tick = setInterval(() => this.#look(), LOOK_EVERY_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#tick);
  }

  /** Looks four times a second, so that no clock is late, and draws when there is something new: mostly once. */
  #look(): void {
    if (!this.stopped && looksOf(this.#face()) !== this.#drawn) this.requestUpdate();
  }

  #face(): TimerFace {
    return timerFace(this.turn, this.clock());
  }

  override render(): TemplateResult {
    if (this.stopped) {
      return html`<div role="timer"><b class="muted">––:––</b><span class="words">${t("chờ đường truyền")}</span></div>`;
    }
    const face = this.#face();
    this.#drawn = looksOf(face);
    return html`
      <div role="timer" aria-label=${t("Thời gian phát biểu")}>
        <b class=${face.tone} data-testid="timer">${face.figures}</b>
        <span class="words ${face.tone}" data-state=${face.state}>${face.icon ? html`<ns-icon name=${face.icon}></ns-icon>` : nothing}${face.words}</span>
        ${face.share === null
          ? nothing
          : html`<span class=${classMap({ bar: true, [face.tone || "plain"]: true })}
              ><span style=${styleMap({ width: percent(face.share) })}></span
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
