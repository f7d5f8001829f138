import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { lateWords } from "../captions";
import type { CaptionsLate } from "../protocol";
import "./icon";
import { NsElement, sharedStyles } from "./element";

/** The server repeats itself every 5 seconds while captions are late; a worker that died takes nothing back. */
const BELIEVED_MS = 15_000;

/** `<ns-captions-late .late=${store.state.captionsLate}>`: one line while captions are late, else nothing (and `quiet`). */
@customElement("ns-captions-late")
export class NsCaptionsLate extends NsElement {
  @property({ attribute: false }) late: CaptionsLate | null = null;
  @state() private old = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  static override styles = [
    sharedStyles,
    css`
      :host {
        display: block;
        font-weight: 500;
      }
      p {
        display: flex;
        gap: 0.5em;
        align-items: center;
        padding: var(--late-padding, 0);
      }
    `,
  ];

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("late")) this.#believe();
    this.toggleAttribute("quiet", !this.late || this.old);
  }

  #believe(): void {
    clearTimeout(this.#timer);
    this.old = false;
    if (this.late) this.#timer = setTimeout(() => (this.old = true), BELIEVED_MS);
  }

  override render(): TemplateResult | typeof nothing {
    if (!this.late || this.old) return nothing;
    return html`<p role="status" data-testid="captions-late"><ns-icon name="clock"></ns-icon>${lateWords(this.late)}</p>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ns-captions-late": NsCaptionsLate;
  }
}
