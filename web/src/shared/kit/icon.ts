import { LitElement, css, html, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { unsafeSVG } from "lit/directives/unsafe-svg.js";
import { ICONS, type IconName } from "./icons";

/**
 * `<ns-icon name="doc">`: one icon in the colour of the text, 1.5rem unless `--icon` says otherwise.
 * Decoration only: the word beside it (or `aria-label` of the button) carries the meaning.
 */
@customElement("ns-icon")
export class NsIcon extends LitElement {
  @property() name: IconName = "info";

  static override styles = css`
    :host {
      display: inline-block;
      flex: none;
      width: var(--icon, 1.5rem);
      height: var(--icon, 1.5rem);
      vertical-align: -0.35em;
    }
    svg {
      display: block;
      width: 100%;
      height: 100%;
      fill: none;
      stroke: currentColor;
      stroke-width: 1.8;
      stroke-linecap: round;
      stroke-linejoin: round;
    }
  `;

  override connectedCallback(): void {
    super.connectedCallback();
    this.setAttribute("aria-hidden", "true");
  }

  override render(): TemplateResult {
    // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- the attribute comes from templates too
    return html`<svg viewBox="0 0 24 24" focusable="false">${unsafeSVG(ICONS[this.name] ?? ICONS.info)}</svg>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ns-icon": NsIcon;
  }
}
