import { css, html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { styleMap } from "lit/directives/style-map.js";
import { captionLine } from "../captions";
import { t } from "../i18n";
import type { Segment } from "../protocol";
import { NsElement, sharedStyles } from "./element";

/**
 * `<ns-captions .segments=${store.state.captions} lines="2">`: the last words, light on dark in both themes; words that
 * may still change are paler. Size by `--caption` and `--caption-by`. Not a live region: a screen reader hears the speech itself.
 */
@customElement("ns-captions")
export class NsCaptions extends NsElement {
  @property({ attribute: false }) segments: readonly Segment[] = [];
  @property({ type: Number }) lines = 2;
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
        line-height: 1.42;
        font-weight: 500;
      }
      .by {
        overflow: hidden;
        color: #c9ced8;
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
        color: #b9c0cc;
      }
    `,
  ];

  override render(): TemplateResult {
    const line = captionLine(this.segments, this.lines * 90);
    const height = styleMap({ height: `${this.lines * 1.42}em` });
    if (!line) {
      return html`<p class="by">${t("Phụ đề")}</p>
        <div class="words" style=${height}>
          <p class="waiting">${this.waiting}</p>
        </div>`;
    }
    return html`
      <p class="by" data-testid="caption-speaker">${line.speaker}</p>
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
