import { css, html, nothing, type TemplateResult } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import "@shared/kit/dialog";
import { NsElement, sharedStyles } from "@shared/kit/element";
import { t } from "@shared/i18n";
import type { RequestSpeech } from "@shared/protocol";

type AskedKind = NonNullable<RequestSpeech["kind"]>;

/** What somebody asks the floor for. */
export interface Asked {
  readonly subject: string;
  readonly kind: AskedKind;
}

/** `<ns-ask-speech limit="5 phút" kind>`: raise a hand, with a subject if one likes; fires `ask` (CustomEvent<Asked>), `close`. */
@customElement("ns-ask-speech")
export class NsAskSpeech extends NsElement {
  /** How long one may speak, in words. */
  @property() limit = "";
  @property() kind: AskedKind = "speech";
  @query("#subject") private readonly subject!: HTMLInputElement;

  static override styles = [
    sharedStyles,
    css`
      .kinds {
        display: grid;
        gap: 0.5rem;
        margin: 0 0 var(--s4);
        padding: 0;
        border: 0;
      }
      .kinds label {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 0.1rem 0.7rem;
        align-items: center;
        min-height: var(--touch);
        padding: 0.5rem 0.8rem;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        cursor: pointer;
      }
      .kinds label:has(:checked) {
        border-color: var(--gold);
        background: var(--gold-tint);
        box-shadow: inset 0 0 0 1px var(--gold);
      }
      .kinds input {
        grid-row: span 2;
        width: 1.4rem;
        height: 1.4rem;
      }
    `,
  ];

  #choice(kind: AskedKind, title: string, words: string): TemplateResult {
    return html`<label><input type="radio" name="kind" data-testid="kind-${kind}" .checked=${this.kind === kind} @change=${() => (this.kind = kind)} />
      <strong>${title}</strong><span class="hint">${words}</span></label>`;
  }

  override render(): TemplateResult {
    return html`<ns-dialog open heading=${t("Đăng ký phát biểu")} @close=${() => this.dispatchEvent(new Event("close"))}>
      <form
        class="field"
        id="ask"
        @submit=${(event: Event) => {
          event.preventDefault();
          this.#ask();
        }}
      >
        <fieldset class="kinds">
          <legend class="sr">${t("Loại ý kiến")}</legend>
          ${this.#choice("speech", t("Phát biểu ý kiến"), this.limit ? t("Chờ đến lượt; mỗi lượt %(limit)s.", { limit: this.limit }) : t("Chờ đến lượt."))}
          ${this.#choice("order", t("Ý kiến về thủ tục"), t("Về cách tiến hành cuộc họp; đứng trước danh sách chờ."))}
        </fieldset>
        <label for="subject">${t("Nội dung (không bắt buộc)")}</label>
        <input id="subject" class="input" data-testid="speech-subject" maxlength="300" autocomplete="off" />
        <span class="hint">${t("Chủ trì thấy tên đồng chí và nội dung này trong danh sách chờ.")}</span>
      </form>
      <button slot="actions" class="btn primary big" data-testid="speech-send" @click=${() => this.#ask()}>${t("Đăng ký phát biểu")}</button>
    </ns-dialog>`;
  }

  #ask(): void {
    this.dispatchEvent(new CustomEvent<Asked>("ask", { detail: { subject: this.subject.value.trim(), kind: this.kind } }));
    this.dispatchEvent(new Event("close"));
  }
}

/** `<ns-withdraw-speech place may-order>`: lower the hand; fires `withdraw`, `order` (a point of order besides) and `close`. */
@customElement("ns-withdraw-speech")
export class NsWithdrawSpeech extends NsElement {
  @property({ type: Number }) place = 0;
  @property({ type: Boolean, attribute: "may-order" }) mayOrder = false;

  override render(): TemplateResult {
    return html`<ns-dialog open heading=${t("Rút đăng ký phát biểu?")} @close=${() => this.dispatchEvent(new Event("close"))}>
      <p>${t("Đồng chí đang đứng thứ %(place)s. Rút rồi, đăng ký lại sẽ đứng cuối danh sách.", { place: this.place })}</p>
      ${this.mayOrder
        ? html`<button slot="actions" class="btn" data-testid="speech-order" @click=${() => this.dispatchEvent(new Event("order"))}>${t("Ý kiến về thủ tục")}</button>`
        : nothing}
      <button slot="actions" class="btn" data-testid="speech-keep" @click=${() => this.dispatchEvent(new Event("close"))}>${t("Giữ lượt")}</button>
      <button slot="actions" class="btn danger" data-testid="speech-withdraw" @click=${() => this.#withdraw()}>${t("Rút đăng ký")}</button>
    </ns-dialog>`;
  }

  #withdraw(): void {
    this.dispatchEvent(new Event("withdraw"));
    this.dispatchEvent(new Event("close"));
  }
}

/** `<ns-leave>`: leave the meeting, or only the page; fires `leave` and `close`. */
@customElement("ns-leave")
export class NsLeave extends NsElement {
  override render(): TemplateResult {
    return html`<ns-dialog open heading=${t("Đồng chí rời cuộc họp?")} data-testid="leave-dialog" @close=${() => this.dispatchEvent(new Event("close"))}>
      <p>${t("Rời họp thì không còn tính có mặt trong túc số, đăng ký phát biểu được rút; phiếu đã bỏ vẫn giữ. Quay lại thì điểm danh lại.")}</p>
      <a slot="actions" class="btn" data-testid="leave-page" href="/">${t("Chỉ đóng trang, vẫn dự họp")}</a>
      <button slot="actions" class="btn danger" data-testid="leave-meeting" @click=${() => this.dispatchEvent(new Event("leave"))}>${t("Tôi rời họp")}</button>
    </ns-dialog>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ns-leave": NsLeave;
    "ns-ask-speech": NsAskSpeech;
    "ns-withdraw-speech": NsWithdrawSpeech;
  }
}
