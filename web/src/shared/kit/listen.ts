import { css, html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { t } from "../i18n";
import type { MediaClient } from "../media/client";
import type { Channel } from "../protocol";
import type { Observable } from "../store";
import { NsElement, sharedStyles } from "./element";
import "./icon";

const STEPS = 20;

/** `<ns-listen .media .channels>`: the listener's choice between the floor and the channels of interpretation. */
@customElement("ns-listen")
export class NsListen extends NsElement {
  @property({ attribute: false }) media!: MediaClient;
  @property({ attribute: false }) channels: readonly Channel[] = [];

  static override styles = [
    sharedStyles,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px var(--s3);
        padding: var(--s2) var(--s4);
        border-bottom: 1px solid var(--line);
        background: var(--card);
      }
      label {
        display: inline-flex;
        align-items: center;
        gap: 8px;
        font-weight: 600;
      }
      select {
        min-height: var(--touch);
        max-width: 17rem;
      }
      .state {
        display: inline-flex;
        align-items: center;
        gap: 6px;
        min-width: 0;
      }
      .under {
        font-weight: 400;
        margin-left: auto;
      }
      input[type="range"] {
        width: 9rem;
        height: var(--touch);
        accent-color: var(--action-fill);
      }
      .fig {
        min-width: 3ch;
        text-align: right;
      }
    `,
  ];

  protected override watching(): readonly Observable[] {
    return [this.media];
  }

  override render(): TemplateResult {
    const { language, under } = this.media.listening.chosen;
    const chosen = this.channels.find((channel) => channel.language === language);
    return html`
      <label><ns-icon name="sound"></ns-icon>${t("Nghe")}
        <select class="input" data-testid="listen" @change=${(event: Event) => this.#choose((event.target as HTMLSelectElement).value)}>
          <option value="" ?selected=${!chosen}>${t("Tiếng hội trường")}</option>
          ${this.channels.map((channel) => html`<option value=${channel.language} ?selected=${channel === chosen}>${channel.name}</option>`)}
        </select>
      </label>
      ${chosen ? this.#state() : nothing}
      ${chosen && this.media.hears
        ? html`<label class="under">${t("Tiếng hội trường phía sau")}
            <input type="range" min="0" max=${STEPS} data-testid="under" .value=${String(Math.round(under * STEPS))} aria-valuetext=${`${Math.round(under * 100)} %`}
              @input=${(event: Event) => this.media.listening.choose({ under: Number((event.target as HTMLInputElement).value) / STEPS })} />
            <span class="fig">${Math.round(under * 100)} %</span></label>`
        : nothing}
    `;
  }

  /** Listening to a channel on which nobody speaks is listening to the floor; the page says so. */
  #state(): TemplateResult {
    const { media } = this;
    if (media.listening.spoken) {
      return html`<span class="state" role="status" data-testid="listen-state"><ns-icon name="check" class="good"></ns-icon>${media.hears ? t("Đang nghe phiên dịch") : t("Đang nghe phiên dịch, nên đeo tai nghe")}</span>`;
    }
    const words = media.hears ? t("Kênh đang im: đồng chí nghe tiếng hội trường, tự chuyển lại khi có lời dịch") : t("Kênh đang im, chưa có lời dịch");
    return html`<span class="state" role="status" data-testid="listen-state"><ns-icon name="info"></ns-icon>${words}</span>`;
  }

  #choose(language: string): void {
    this.media.listening.choose({ language: language || null });
    this.media.unblock();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ns-listen": NsListen;
  }
}
