import { LitElement, unsafeCSS, type CSSResult } from "lit";
import components from "../styles/components.css?inline";

/** The shared parts (`.btn`, `.chip`, `.notice` …) inside a shadow root; one sheet for all elements. */
export const sharedStyles: CSSResult = unsafeCSS(components);

/** Base of our elements: the shared parts, then the element's own `static styles = [sharedStyles, css…]`. */
export class NsElement extends LitElement {
  static override styles: CSSResult | CSSResult[] = [sharedStyles];
}
