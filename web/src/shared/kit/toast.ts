import { css, html, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { t } from "../i18n";
import { NsElement, sharedStyles } from "./element";
import "./icon";
import type { IconName } from "./icons";

export type ToastTone = "good" | "info" | "warn" | "bad";

interface Note {
  id: number;
  tone: ToastTone;
  text: string;
}

const ICON: Record<ToastTone, IconName> = { good: "check", info: "info", warn: "alert", bad: "alert" };
const STAYS_MS = 7000;

/** Short words at the top of the page: what an act led to. Bad news stays until it is closed. */
@customElement("ns-toasts")
export class NsToasts extends NsElement {
  @state() private notes: readonly Note[] = [];
  #next = 1;

  static override styles = [
    sharedStyles,
    css`
      :host {
        position: fixed;
        z-index: 60;
        inset: 5rem 1rem auto;
        pointer-events: none;
      }
      .notes {
        display: grid;
        justify-items: center;
        gap: var(--s2);
      }
      .notice {
        width: min(34rem, 100%);
        align-items: center;
        padding: var(--s2) var(--s2) var(--s2) var(--s4);
        box-shadow: var(--shadow);
        pointer-events: auto;
      }
    `,
  ];

  show(tone: ToastTone, text: string): void {
    const id = this.#next++;
    this.notes = [...this.notes.filter((note) => note.text !== text).slice(-2), { id, tone, text }];
    if (tone !== "bad") setTimeout(() => this.#close(id), STAYS_MS);
  }

  override render(): TemplateResult {
    return html`<div role="status" aria-live="polite" class="notes">
      ${repeat(
        this.notes,
        (note) => note.id,
        (note) => html`
          <div class="notice ${note.tone}" data-testid="toast">
            <ns-icon name=${ICON[note.tone]}></ns-icon>
            <div class="grow">${note.text}</div>
            <button class="btn quiet icon-only" aria-label=${t("Đóng thông báo")} @click=${() => this.#close(note.id)}>
              <ns-icon name="x"></ns-icon>
            </button>
          </div>
        `,
      )}
    </div>`;
  }

  #close(id: number): void {
    this.notes = this.notes.filter((note) => note.id !== id);
  }
}

/** Show a short message on this page. */
export function toast(tone: ToastTone, text: string): void {
  let place = document.querySelector("ns-toasts");
  if (!place) {
    place = document.createElement("ns-toasts");
    document.body.append(place);
  }
  place.show(tone, text);
}

declare global {
  interface HTMLElementTagNameMap {
    "ns-toasts": NsToasts;
  }
}
