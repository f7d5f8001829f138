import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import { t } from "../i18n";
import { NsElement, sharedStyles } from "./element";
import "./icon";

/**
 * `<ns-dialog heading="…" .open=${true} @close=${…}>body<button slot="actions">…`: asks once and names the consequence.
 * Native `<dialog>`: focus stays inside, Escape closes unless `stays` is set. Fires `close`.
 */
@customElement("ns-dialog")
export class NsDialog extends NsElement {
  @property() heading = "";
  @property({ type: Boolean }) open = false;
  /** Only an answer closes it. */
  @property({ type: Boolean }) stays = false;
  @property({ type: Boolean }) wide = false;
  /** A form in two columns that fits a laptop without scrolling. */
  @property({ type: Boolean }) broad = false;
  @query("dialog") private readonly dialog!: HTMLDialogElement;

  static override styles = [
    sharedStyles,
    css`
      dialog {
        width: min(34rem, calc(100vw - 1.5rem));
        max-height: calc(100vh - 1.5rem);
        padding: 0;
        border: 1px solid var(--line);
        border-radius: 16px;
        background: var(--card);
        color: var(--text);
        box-shadow: 0 18px 60px rgb(0 0 0 / 0.3);
      }
      dialog.wide {
        width: min(52rem, calc(100vw - 1.5rem));
      }
      dialog.broad {
        width: min(72rem, calc(100vw - 1.5rem));
      }
      dialog::backdrop {
        background: var(--scrim, rgb(18 22 29 / 0.55));
      }
      .head {
        display: flex;
        align-items: center;
        gap: var(--s3);
        padding: var(--s5) var(--s5) 0;
      }
      h2 {
        flex: 1;
        font-size: var(--t-24);
      }
      .body {
        padding: var(--s4) var(--s5) var(--s5);
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        justify-content: flex-end;
        gap: var(--s3);
        padding: 0 var(--s5) var(--s5);
      }
    `,
  ];

  override updated(changed: PropertyValues<this>): void {
    if (!changed.has("open")) return;
    if (this.open && !this.dialog.open) this.dialog.showModal();
    if (!this.open && this.dialog.open) this.dialog.close();
  }

  override render(): TemplateResult {
    return html`
      <dialog class=${this.broad ? "broad" : this.wide ? "wide" : ""} aria-labelledby="heading" @cancel=${this.#cancel} @close=${this.#closed}>
        <div class="head">
          <h2 id="heading">${this.heading}</h2>
          ${this.stays
            ? nothing
            : html`<button class="btn quiet icon-only" aria-label=${t("Đóng")} data-testid="dialog-close" @click=${() => this.dialog.close()}>
                <ns-icon name="x"></ns-icon>
              </button>`}
        </div>
        <div class="body"><slot></slot></div>
        <div class="actions"><slot name="actions"></slot></div>
      </dialog>
    `;
  }

  #cancel(event: Event): void {
    if (this.stays) event.preventDefault();
  }

  #closed(): void {
    this.open = false;
    this.dispatchEvent(new Event("close"));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ns-dialog": NsDialog;
  }
}
