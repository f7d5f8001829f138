import { LitElement } from "lit";

/** An element that draws into the page itself: the page's sheets and ids reach it. For whole pages and their parts. */
export class LightElement extends LitElement {
  protected override createRenderRoot(): HTMLElement {
    return this;
  }
}
