import { css, html, nothing, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { t } from "@shared/i18n";
import "@shared/kit/dialog";
import { NsElement, sharedStyles } from "@shared/kit/element";
import { itemLabel } from "@shared/outline";
import type { AskQuestion, Attendee, Item, MeetingState } from "@shared/protocol";
import { openQuestioning, questionings } from "@shared/questions";

/** What is handed in. */
export type Handed = Omit<AskQuestion, "name">;

/** `<ns-question-form .meeting .me>`: to whom, about what; fires `hand-in` (CustomEvent<Handed>) and `close`. */
@customElement("ns-question-form")
export class NsQuestionForm extends NsElement {
  @property({ attribute: false }) meeting!: MeetingState;
  /** Who asks; nobody questions himself. */
  @property({ attribute: false }) me: string | null = null;
  @state() private itemId: string | null = null;
  @state() private missing = "";
  @query("#q-to") private readonly to!: HTMLSelectElement | null;
  @query("#q-subject") private readonly subject!: HTMLInputElement | null;
  @query("#q-text") private readonly text!: HTMLTextAreaElement | null;
  @query("#q-paper") private readonly paper!: HTMLSelectElement | null;

  static override styles = [
    sharedStyles,
    css`
      form {
        display: grid;
        gap: var(--s3);
      }
      .input {
        width: 100%;
      }
    `,
  ];

  protected override render(): TemplateResult {
    const items = questionings(this.meeting);
    const item = this.#item(items);
    const people = item ? this.#answerers(item) : [];
    return html`<ns-dialog open wide heading=${t("Đặt chất vấn")} data-testid="question-form" @close=${() => this.dispatchEvent(new Event("close"))}>
      <form @submit=${(event: Event) => this.#submit(event)}>
        ${items.length > 1
          ? html`<div class="field"><label for="q-item">${t("Mục chất vấn")}</label>
              <select id="q-item" class="input" @change=${(event: Event) => (this.itemId = (event.target as HTMLSelectElement).value)}>
                ${items.map((one) => html`<option value=${one.id} ?selected=${one.id === item?.id}>${itemLabel(one)}. ${one.title}</option>`)}</select></div>`
          : nothing}
        <div class="field"><label for="q-to">${t("Người trả lời")}</label>
          <select id="q-to" class="input" data-testid="question-to">${people.map((one) => html`<option value=${one.person_id}>${one.name}${one.title ? `, ${one.title}` : ""}</option>`)}</select></div>
        <div class="field"><label for="q-subject">${t("Chất vấn về việc gì")}</label>
          <input id="q-subject" class="input" maxlength="300" autocomplete="off" data-testid="question-subject" aria-invalid=${this.missing !== ""} aria-describedby="q-hint" />
          <span id="q-hint" class=${this.missing ? "bad" : "hint"}>${this.missing || t("Chủ trì, người trả lời và màn hình các phòng thấy dòng này.")}</span></div>
        <div class="field"><label for="q-text">${t("Nội dung đầy đủ (không bắt buộc)")}</label>
          <textarea id="q-text" class="input" rows="3" maxlength="2000" data-testid="question-text"></textarea></div>
        ${this.meeting.papers.length > 0
          ? html`<div class="field"><label for="q-paper">${t("Tài liệu liên quan (không bắt buộc)")}</label>
              <select id="q-paper" class="input"><option value="">${t("Không có")}</option>${this.meeting.papers.map((one) => html`<option value=${one.id}>${one.title}</option>`)}</select></div>`
          : nothing}
      </form>
      <button slot="actions" class="btn primary big" data-testid="question-send" ?disabled=${people.length === 0} @click=${(event: Event) => this.#submit(event)}>${t("Gửi chất vấn")}</button>
    </ns-dialog>`;
  }

  #item(items: readonly Item[]): Item | null {
    return items.find(({ id }) => id === this.itemId) ?? openQuestioning(this.meeting) ?? items[0] ?? null;
  }

  #answerers(item: Item): Attendee[] {
    const people = this.meeting.people.filter(({ person_id }) => item.answerers.includes(person_id) && person_id !== this.me);
    return people.sort((a, b) => item.answerers.indexOf(a.person_id) - item.answerers.indexOf(b.person_id));
  }

  #submit(event: Event): void {
    event.preventDefault();
    const item = this.#item(questionings(this.meeting));
    const subject = this.subject?.value.trim() ?? "";
    if (!item || !this.to?.value) return;
    if (subject.length < 3) {
      this.missing = t("Hãy ghi chất vấn về việc gì.");
      this.subject?.focus();
      return;
    }
    const handed: Handed = { item_id: item.id, to_id: this.to.value, subject, text: this.text?.value.trim() ?? "", paper_id: this.paper?.value || null };
    this.dispatchEvent(new CustomEvent<Handed>("hand-in", { detail: handed }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ns-question-form": NsQuestionForm;
  }
}
