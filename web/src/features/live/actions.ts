import { css, html, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { NsElement, sharedStyles } from "@shared/kit/element";
import "@shared/kit/icon";
import type { IconName } from "@shared/kit/icons";
import { t } from "@shared/i18n";

export type ActionName = "papers" | "speech" | "vote" | "notes" | "captions";

/** One of the five actions; what cannot be used stays in its place, greyed, with the reason as its words. */
export interface Action {
  readonly name: ActionName;
  readonly icon: IconName;
  readonly title: string;
  readonly words: string;
  readonly pressed?: boolean;
  readonly disabled?: boolean;
  /** Calls for attention: it is the person's turn. */
  readonly calling?: boolean;
}

/** `<ns-actions .actions>`: the bar at the bottom; fires `act` (CustomEvent<ActionName>). */
@customElement("ns-actions")
export class NsActions extends NsElement {
  @property({ attribute: false }) actions: readonly Action[] = [];

  static override styles = [
    sharedStyles,
    css`
      :host {
        display: block;
        border-top: 1px solid var(--line);
        background: var(--card);
      }
      nav {
        display: grid;
        grid-template-columns: repeat(5, minmax(0, 1fr));
        gap: 8px;
        padding: var(--s2) var(--s4) max(var(--s3), env(safe-area-inset-bottom));
      }
      button {
        display: grid;
        align-content: center;
        justify-items: center;
        gap: 0.1rem;
        min-width: 0;
        min-height: 5.75rem;
        padding: 0.5rem 0.2rem;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--card);
        color: var(--action);
        font-size: var(--t-20);
        font-weight: 600;
        line-height: 1.25;
        cursor: pointer;
      }
      ns-icon {
        --icon: 1.9rem;
        margin-bottom: 0.15rem;
      }
      small {
        max-width: 100%;
        overflow: hidden;
        color: var(--muted);
        font-size: var(--t-small);
        font-weight: 500;
        text-align: center;
        text-overflow: ellipsis;
      }
      button[aria-pressed="true"],
      button.calling {
        border-color: var(--gold);
        background: var(--gold-tint);
        box-shadow: inset 0 0 0 1px var(--gold);
      }
      button[aria-pressed="true"] small,
      button.calling small {
        color: var(--gold-text);
      }
      button.calling {
        box-shadow: inset 0 0 0 2px var(--gold);
      }
      button:disabled {
        background: var(--sunken);
        color: var(--muted);
        cursor: not-allowed;
      }
      @media (orientation: landscape) and (min-width: 900px) {
        nav {
          padding-bottom: var(--s2);
        }
        button {
          grid-template-columns: auto auto;
          grid-template-rows: auto auto;
          justify-content: center;
          column-gap: var(--s3);
          min-height: 4rem;
          padding-block: 0.3rem;
        }
        ns-icon {
          grid-row: 1 / 3;
          align-self: center;
          margin: 0;
        }
        button > span,
        small {
          justify-self: start;
        }
      }
      @media (max-width: 560px) {
        nav {
          gap: 4px;
          padding-inline: 8px;
        }
        button {
          min-height: 5rem;
          font-size: var(--t-small);
        }
        small {
          position: absolute;
          width: 1px;
          height: 1px;
          overflow: hidden;
          clip-path: inset(50%);
        }
      }
    `,
  ];

  override render(): TemplateResult {
    return html`<nav aria-label=${t("Việc đồng chí làm được")}>${this.actions.map((action) => this.#renderAction(action))}</nav>`;
  }

  #renderAction(action: Action): TemplateResult {
    return html`<button
      data-testid="action-${action.name}"
      class=${action.calling ? "calling" : ""}
      aria-pressed=${action.pressed ?? false}
      ?disabled=${action.disabled ?? false}
      @click=${() => this.dispatchEvent(new CustomEvent("act", { detail: action.name }))}
    >
      <ns-icon name=${action.icon}></ns-icon><span>${action.title}</span><small data-testid="action-${action.name}-words">${action.words}</small>
    </button>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ns-actions": NsActions;
  }
}
