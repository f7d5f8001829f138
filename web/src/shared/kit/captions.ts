import { css, html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { styleMap } from "lit/directives/style-map.js";
import { captionLine } from "../captions";
import { t } from "../i18n";
import type { Segment } from "../protocol";
import { NsElement, sharedStyles } from "./element";

/**
 * `<ns-captions .segments=${store.state.captions} lines="2">`: the last words, light on dark in both themes; words that
 * may still change are paler. Size by `--caption` and `--caption-by`, colours by `--caption-pale` and `--caption-name`; what
 * is slotted stands beside the name. Not a live region: a screen reader hears the speech itself.
 */
@customElement("ns-captions")
export class NsCaptions extends NsElement {
  @property({ attribute: false }) segments: readonly Segment[] = [];
  @property({ type: Number }) lines = 2;
  /** Height of a line, in letters. */
  @property({ type: Number }) leading = 1.42;
  /** Shown while nobody has spoken. */
  @property() waiting = "";

  static override styles = [
    sharedStyles,
    css`
      :host {
        display: block;
        min-width: 0;
        color: var(--on-stage);
        font-size: var(--caption, 1.5rem);
        font-weight: 500;
      }
      .head {
        display: flex;
        gap: 1rem;
        align-items: center;
        min-height: var(--caption-head, 0);
        padding-right: var(--caption-tools, 0);
        line-height: 1.42;
      }
      .by {
        flex: 1 1 auto;
        min-width: 0;
        overflow: hidden;
        color: var(--caption-name, #c9ced8);
        font-size: var(--caption-by, var(--t-small));
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      /* the newest line stays at the bottom, older lines leave at the top */
      .words {
        display: flex;
        flex-direction: column;
        justify-content: flex-end;
        overflow: hidden;
      }
      /* fewer words than lines begin at the top */
      .words p {
        flex: none;
        min-height: 100%;
      }
      .unstable,
      .waiting {
        color: var(--caption-pale, #b9c0cc);
      }
    `,
  ];

  override render(): TemplateResult {
    const line = captionLine(this.segments, this.lines * 90);
    const height = styleMap({ height: `${this.lines * this.leading}em`, "line-height": String(this.leading) });
    if (!line) {
      return html`<div class="head"><p class="by">${t("Phụ đề")}</p><slot></slot></div>
        <div class="words" style=${height}>
          <p class="waiting">${this.waiting}</p>
        </div>`;
    }
    return html`
      <div class="head"><p class="by" data-testid="caption-speaker">${line.speaker}</p><slot></slot></div>
      <div class="words" style=${height}>
        <p data-testid="caption-text">${line.stable}${line.unstable ? html`<span class="unstable">${line.unstable}</span>` : nothing}</p>
      </div>
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ns-captions": NsCaptions;
  }
}
