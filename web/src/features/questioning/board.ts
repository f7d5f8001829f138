import { css, html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { t } from "@shared/i18n";
import "@shared/kit/dialog";
import { NsElement, sharedStyles } from "@shared/kit/element";
import "@shared/kit/icon";
import type { Attendee, Command, Item, MeetingState, Question } from "@shared/protocol";
import { nextQuestion, nextStep, openQuestioning, placeOf, stepWords, wasAnswered, type Place, type Step } from "@shared/questions";
import { cardStyles, questionCard, type CardParts } from "./card";
import { Order } from "./order";

/** `<ns-question-board .meeting .item .send ?waiting ?conducts>`: the questions of an item; who conducts takes each a step on. */
@customElement("ns-question-board")
export class NsQuestionBoard extends NsElement {
  @property({ attribute: false }) meeting!: MeetingState;
  /** Null: the questions of all items. */
  @property({ attribute: false }) item: Item | null = null;
  @property({ attribute: false }) send: (command: Command) => Promise<boolean> = () => Promise.resolve(false);
  @property({ type: Boolean }) waiting = false;
  @property({ type: Boolean }) conducts = false;
  /** The question whose other steps are shown. */
  @state() private more: string | null = null;
  /** The question that shall be answered in writing. */
  @state() private writing: Question | null = null;
  @state() private reason = "";
  readonly #order = new Order(this);

  static override styles = [
    sharedStyles,
    cardStyles,
    css`
      :host {
        display: block;
        min-height: 0;
        overflow: auto;
      }
      h3 {
        margin: 0;
        padding: var(--s2) var(--s4);
        background: var(--sunken);
        font-size: var(--t-small);
      }
      ul {
        margin: 0;
        padding: 0;
        list-style: none;
      }
      .none {
        padding: var(--s5) var(--s4);
        color: var(--muted);
        text-align: center;
      }
      textarea {
        width: 100%;
      }
      .order {
        display: flex;
        gap: 8px;
        margin-left: auto;
      }
      .order .btn {
        min-width: var(--touch);
        padding-inline: 0;
      }
      .grip {
        display: grid;
        place-items: center;
        min-width: var(--touch);
        min-height: var(--touch);
        color: var(--muted);
        cursor: grab;
        touch-action: none;
      }
      .dragged {
        opacity: 0.5;
      }
      .before {
        box-shadow: inset 0 3px 0 var(--gold);
      }
      .after {
        box-shadow: inset 0 -3px 0 var(--gold);
      }
    `,
  ];

  protected override render(): TemplateResult {
    const questions = this.meeting.questions.filter(({ item_id }) => this.item === null || item_id === this.item.id);
    if (questions.length === 0) return html`<p class="none" data-testid="no-questions">${t("Chưa có chất vấn nào.")}</p>`;
    return html`${this.#part("now", t("Đang nói"), questions)} ${this.#part("open", t("Đã nêu, chưa trả lời xong"), questions)}
      ${this.#part("waiting", t("Chờ nêu"), questions)} ${this.#part("done", t("Đã xong"), questions)} ${this.#writingDialog()}
      <p class="sr" role="status" data-testid="order-said">${this.#order.said}</p>`;
  }

  #part(place: Place, title: string, questions: readonly Question[]): TemplateResult | typeof nothing {
    const own = questions.filter((question) => placeOf(this.meeting, question) === place);
    if (own.length === 0) return nothing;
    return html`<section data-testid="questions-${place}"><h3>${title} · <span class="fig">${own.length}</span></h3>
      <ul>${own.map((question) => questionCard(this.meeting, question, this.conducts ? this.#parts(question, own) : {}))}</ul></section>`;
  }

  #parts(question: Question, own: readonly Question[]): CardParts {
    const beside = question.state === "waiting" && own.length > 1 ? this.#order.tools(question, own) : nothing;
    return { below: this.#steps(question), beside, mark: this.#order.mark(question, own) };
  }

  #steps(question: Question): TemplateResult | typeof nothing {
    if (question.state === "withdrawn") return nothing;
    const step = nextStep(question);
    const open = this.more === question.id;
    return html`<div class="steps">
      ${step ? this.#give(question, step, null, stepWords(step), true) : nothing}
      ${question.follow_ups.map((hand) => this.#give(question, "follow_up", hand.person_id, t("Mời %(name)s hỏi lại, tranh luận", { name: hand.name }), false))}
      <button class="btn" data-testid="question-more" aria-expanded=${open} aria-label=${t("Việc khác với chất vấn của %(name)s", { name: question.name })}
        @click=${() => (this.more = open ? null : question.id)}><ns-icon name="more"></ns-icon>${t("Khác")}</button>
      ${open ? this.#others(question) : nothing}
    </div>`;
  }

  #give(question: Question, step: Step, person: string | null, words: string, primary: boolean): TemplateResult {
    return html`<button class="btn ${primary ? "primary" : ""}" data-testid="step-${step}" ?disabled=${this.waiting}
      @click=${() => void this.send({ name: "give_question_floor", question_id: question.id, step, person_id: person })}><ns-icon name="mic"></ns-icon>${words}</button>`;
  }

  #others(question: Question): TemplateResult {
    const { state } = question;
    const put = state === "asked" || state === "answered";
    const again = put && !question.follow_ups.some(({ person_id }) => person_id === question.person_id);
    return html`${again ? this.#give(question, "follow_up", null, t("Mời %(name)s hỏi lại", { name: question.name }), false) : nothing}
      ${state !== "waiting" ? this.#answerers(question).map(({ person_id, name }) => this.#give(question, "answer", person_id, t("Mời %(name)s trả lời", { name }), false)) : nothing}
      ${state === "asked" && wasAnswered(question)
        ? html`<button class="btn" data-testid="accept" ?disabled=${this.waiting} @click=${() => void this.send({ name: "settle_question", question_id: question.id, outcome: "answered" })}>
            <ns-icon name="check"></ns-icon>${t("Ghi nhận đã trả lời")}</button>`
        : nothing}
      ${state === "in_writing"
        ? nothing
        : html`<button class="btn" data-testid="in-writing" ?disabled=${this.waiting} @click=${() => (this.writing = question)}><ns-icon name="doc"></ns-icon>${t("Trả lời bằng văn bản")}</button>`}
      ${state === "waiting" || state === "asked"
        ? html`<button class="btn" data-testid="withdraw-question" ?disabled=${this.waiting} @click=${() => void this.send({ name: "withdraw_question", question_id: question.id })}>
            <ns-icon name="x"></ns-icon>${t("Rút theo đề nghị")}</button>`
        : nothing}`;
  }

  /** Who may answer besides the usual next step. */
  #answerers(question: Question): Attendee[] {
    const ids = this.meeting.items.find(({ id }) => id === question.item_id)?.answerers ?? [];
    const usual = question.state === "asked" ? question.to_id : null;
    // What was never put cannot be answered aloud.
    if (question.exchanges.length === 0) return [];
    return this.meeting.people.filter(({ person_id }) => ids.includes(person_id) && person_id !== usual);
  }

  #writingDialog(): TemplateResult {
    const question = this.writing;
    return html`<ns-dialog data-testid="writing-dialog" heading=${t("Trả lời bằng văn bản")} .open=${question !== null} @close=${() => (this.writing = null)}>
      ${question
        ? html`<p>${question.name} · ${question.subject}</p>
            <div class="field"><label for="why">${t("Lý do (ghi vào biên bản)")}</label>
              <textarea id="why" class="input" rows="3" maxlength="500" data-testid="writing-reason" .value=${this.reason} @input=${(event: Event) => (this.reason = (event.target as HTMLTextAreaElement).value)}></textarea></div>`
        : nothing}
      <button slot="actions" class="btn primary" data-testid="writing-send" ?disabled=${this.waiting || this.reason.trim() === ""} @click=${() => void this.#write()}>${t("Ghi trả lời bằng văn bản")}</button>
    </ns-dialog>`;
  }

  async #write(): Promise<void> {
    if (!this.writing) return;
    if (!(await this.send({ name: "settle_question", question_id: this.writing.id, outcome: "in_writing", reason: this.reason.trim() }))) return;
    [this.writing, this.reason] = [null, ""];
  }
}

/** The chair's large button while a questioning is open: its next turn. Null: there is no questioning, or nothing is left of it. */
export function nextTurn(meeting: MeetingState, wait: boolean, send: (command: Command) => Promise<boolean>): TemplateResult | null {
  const item = openQuestioning(meeting);
  const question = item && nextQuestion(meeting, item);
  const step = question && nextStep(question);
  if (!step) return null;
  return html`<button class="btn primary" data-testid="next-turn" ?disabled=${wait} @click=${() => void send({ name: "give_question_floor", question_id: question.id, step })}>
    <span>${step === "answer" ? t("Mời trả lời") : t("Mời nêu chất vấn")}<small class="cut">${step === "answer" ? question.to_name : question.name}</small></span></button>`;
}

declare global {
  interface HTMLElementTagNameMap {
    "ns-question-board": NsQuestionBoard;
  }
}
