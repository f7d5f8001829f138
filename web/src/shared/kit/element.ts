import { LitElement, unsafeCSS, type CSSResult } from "lit";
import type { Observable } from "../store";
import components from "../styles/components.css?inline";

/** The shared parts (`.btn`, `.chip`, `.notice` …) inside a shadow root; one sheet for all elements. */
export const sharedStyles: CSSResult = unsafeCSS(components);

/** Base of our elements: the shared parts, then the element's own `static styles = [sharedStyles, css…]`. */
export class NsElement extends LitElement {
  static override styles: CSSResult | CSSResult[] = [sharedStyles];
  #stops: (() => void)[] = [];

  /** Whose changes redraw this element while it is on the page. */
  protected watching(): readonly Observable[] {
    return [];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stops = this.watching().map((source) => source.subscribe(() => this.requestUpdate()));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stops.forEach((stop) => stop());
    this.#stops = [];
  }
}
