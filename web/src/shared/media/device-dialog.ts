import { html, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { t } from "../i18n";
import "../kit/dialog";
import { NsElement } from "../kit/element";
import type { MediaClient } from "./client";
import "./device-test";

/** `<ns-device-dialog .media>`: choose and try microphone, camera and loudspeaker during the sitting. Fires `close`. */
@customElement("ns-device-dialog")
export class NsDeviceDialog extends NsElement {
  @property({ attribute: false }) media!: MediaClient;

  override render(): TemplateResult {
    return html`<ns-dialog open wide heading=${t("Micrô, camera và loa")} @close=${() => this.#close()}>
      <ns-device-test in-meeting .media=${this.media}></ns-device-test>
      <button slot="actions" class="btn primary" data-testid="devices-done" @click=${() => this.#close()}>${t("Xong")}</button>
    </ns-dialog>`;
  }

  #close(): void {
    this.dispatchEvent(new Event("close"));
  }
}

/** Open it over the page; it takes itself away. */
export function openDeviceDialog(media: MediaClient): void {
  const dialog = document.createElement("ns-device-dialog");
  dialog.media = media;
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
}

declare global {
  interface HTMLElementTagNameMap {
    "ns-device-dialog": NsDeviceDialog;
  }
}
