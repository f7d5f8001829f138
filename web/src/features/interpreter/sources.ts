/** `<ns-booth-sources>`: what an interpreter hears: the floor, or another channel as a relay; the own one to follow the colleague. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { t } from "@shared/i18n";
import { LightElement } from "@shared/kit/light";
import type { MediaClient } from "@shared/media/client";
import type { Channel } from "@shared/protocol";

@customElement("ns-booth-sources")
export class NsBoothSources extends LightElement {
  @property({ attribute: false }) media!: MediaClient;
  @property({ attribute: false }) channels: readonly Channel[] = [];
  /** Language of the own channel. */
  @property() own = "";

  #stop: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stop = this.media.subscribe(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop?.();
  }

  protected override render(): TemplateResult {
    const { chosen, spoken } = this.media.listening;
    const options = [{ language: null, name: t("Hội trường") }, ...this.channels.map(({ language, name }) => ({ language, name: language === this.own ? t("%(name)s (kênh của đồng chí)", { name }) : t("%(name)s (chuyển tiếp)", { name }) }))];
    return html`<fieldset class="i-listen"><legend>${t("Đang nghe")}</legend>
      ${options.map(({ language, name }) => html`<label class="check"><input type="radio" name="listen" data-testid="listen-${language ?? "floor"}" .checked=${chosen.language === language}
        @change=${() => this.media.listening.choose({ language, under: language === null ? chosen.under : 0 })} /><span>${name}</span></label>`)}
      ${chosen.language !== null && !spoken ? html`<p class="muted" role="status" data-testid="relay-silent">${t("Kênh này đang im: đồng chí nghe tiếng hội trường.")}</p>` : nothing}
    </fieldset>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ns-booth-sources": NsBoothSources;
  }
}
