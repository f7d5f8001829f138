import { html, type TemplateResult } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import "@shared/kit/dialog";
import { NsElement } from "@shared/kit/element";
import { t } from "@shared/i18n";

/** `<ns-ask-speech>`: raise a hand, with a subject if one likes; fires `ask` (CustomEvent<string>) and `close`. */
@customElement("ns-ask-speech")
export class NsAskSpeech extends NsElement {
  @query("input") private readonly subject!: HTMLInputElement;

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
        <label for="subject">${t("Nội dung (không bắt buộc)")}</label>
        <input id="subject" class="input" data-testid="speech-subject" maxlength="300" autocomplete="off" />
        <span class="hint">${t("Chủ trì thấy tên đồng chí và nội dung này trong danh sách chờ.")}</span>
      </form>
      <button slot="actions" class="btn primary big" data-testid="speech-send" @click=${() => this.#ask()}>${t("Đăng ký phát biểu")}</button>
    </ns-dialog>`;
  }

  #ask(): void {
    this.dispatchEvent(new CustomEvent("ask", { detail: this.subject.value.trim() }));
    this.dispatchEvent(new Event("close"));
  }
}

/** `<ns-withdraw-speech place>`: lower the hand; fires `withdraw` and `close`. */
@customElement("ns-withdraw-speech")
export class NsWithdrawSpeech extends NsElement {
  @property({ type: Number }) place = 0;

  override render(): TemplateResult {
    return html`<ns-dialog open heading=${t("Rút đăng ký phát biểu?")} @close=${() => this.dispatchEvent(new Event("close"))}>
      <p>${t("Đồng chí đang đứng thứ %(place)s. Rút rồi, đăng ký lại sẽ đứng cuối danh sách.", { place: this.place })}</p>
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
