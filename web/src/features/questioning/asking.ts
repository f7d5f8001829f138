import { css, html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { act } from "@shared/act";
import { t } from "@shared/i18n";
import "@shared/kit/dialog";
import { NsElement, sharedStyles } from "@shared/kit/element";
import "@shared/kit/icon";
import type { Command, MeetingState, Question, You } from "@shared/protocol";
import { asksWords, floorQuestion, questionings, stateWords, toAnswer, turnWords } from "@shared/questions";
import type { LiveSession } from "@shared/session";
import { cardStyles, questionCard } from "./card";
import "./form";
import type { Handed } from "./form";

/** `<ns-questions .session>`: on a delegate's tablet, how the questioning stands for him, and his questions. */
@customElement("ns-questions")
export class NsQuestions extends NsElement {
  @property({ attribute: false }) session!: LiveSession;
  @state() private open = false;
  @state() private asking = false;

  static override styles = [
    sharedStyles,
    cardStyles,
    css`
      :host {
        display: block;
        flex: none;
      }
      .asked {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--s2) var(--s3);
        padding: var(--s2) var(--s4);
        border-bottom: 1px solid var(--line);
        background: var(--card);
      }
      .asked.turn {
        background: var(--gold-tint);
        box-shadow: inset 4px 0 0 var(--gold);
      }
      .asked p {
        flex: 1 1 14rem;
        min-width: 0;
        margin: 0;
        overflow-wrap: anywhere;
      }
      h3 {
        margin: var(--s4) 0 var(--s1);
      }
      ul {
        margin: 0;
        padding: 0;
        list-style: none;
      }
    `,
  ];

  protected override watching(): readonly LiveSession["store"][] {
    return [this.session.store];
  }

  protected override render(): TemplateResult | typeof nothing {
    const { meeting, you } = this.session.store.state;
    if (!meeting || !you || meeting.meeting.status === "closed") return nothing;
    const mayAsk = this.#mayAsk(meeting, you);
    if (!mayAsk && meeting.questions.length === 0) return nothing;
    const turn = floorQuestion(meeting) !== null && meeting.floor?.person_id === you.person_id;
    return html`<section class="asked ${turn ? "turn" : ""}" aria-label=${t("Chất vấn")} data-testid="questions-strip">
        <ns-icon name=${turn ? "mic" : "hand"}></ns-icon><p role="status">${this.#words(meeting, you)}</p>
        <button class="btn" data-testid="questions-open" @click=${() => (this.open = true)}>${t("Xem chất vấn")}</button>
        ${mayAsk ? html`<button class="btn primary" data-testid="question-ask" @click=${() => (this.asking = true)}>${t("Đặt chất vấn")}</button>` : nothing}
      </section>
      <ns-dialog wide heading=${t("Chất vấn")} .open=${this.open} data-testid="questions-dialog" @close=${() => (this.open = false)}>
        ${this.open ? this.#lists(meeting, you) : nothing}
      </ns-dialog>
      ${this.asking
        ? html`<ns-question-form .meeting=${meeting} .me=${you.person_id} @close=${() => (this.asking = false)} @hand-in=${(event: CustomEvent<Handed>) => void this.#handIn(event.detail)}></ns-question-form>`
        : nothing}`;
  }

  #mayAsk(meeting: MeetingState, you: You): boolean {
    const me = meeting.people.find(({ person_id }) => person_id === you.person_id);
    return you.commands.includes("ask_question") && (me?.votes ?? false) && questionings(meeting).length > 0;
  }

  /** What concerns this person most. */
  #words(meeting: MeetingState, you: You): string {
    const spoken = floorQuestion(meeting);
    const mine = meeting.questions.filter(({ person_id, state }) => person_id === you.person_id && state !== "withdrawn");
    const waiting = toAnswer(meeting, you.person_id);
    if (spoken && meeting.floor) {
      const about = t("%(asks)s về %(subject)s", { asks: asksWords(spoken), subject: spoken.subject });
      if (meeting.floor.person_id === you.person_id) return t("Đến lượt đồng chí: %(about)s", { about });
      return `${turnWords(meeting.floor)}: ${about}`;
    }
    const first = waiting[0];
    if (first) return t("%(count)s chất vấn chờ đồng chí trả lời. Đầu tiên: %(name)s hỏi về %(subject)s", { count: waiting.length, name: first.name, subject: first.subject });
    const last = mine.at(-1);
    if (last) return t("Chất vấn của đồng chí về %(subject)s: %(state)s", { subject: last.subject, state: stateWords(meeting, last) });
    return meeting.questions.length > 0 ? t("Đã đăng ký %(count)s chất vấn.", { count: meeting.questions.length }) : t("Mục chất vấn nhận câu hỏi của đại biểu.");
  }

  #lists(meeting: MeetingState, you: You): TemplateResult {
    const mine = meeting.questions.filter(({ person_id }) => person_id === you.person_id);
    const toMe = meeting.questions.filter(({ to_id }) => to_id === you.person_id);
    const others = meeting.questions.filter((question) => !mine.includes(question) && !toMe.includes(question));
    return html`${this.#list(meeting, you, "to-me", t("Hỏi đồng chí"), toMe)} ${this.#list(meeting, you, "mine", t("Chất vấn của đồng chí"), mine)}
      ${this.#list(meeting, you, "others", t("Chất vấn khác"), others)}
      ${meeting.questions.length === 0 ? html`<p class="muted">${t("Chưa có chất vấn nào.")}</p>` : nothing}`;
  }

  #list(meeting: MeetingState, you: You, testid: string, title: string, questions: readonly Question[]): TemplateResult | typeof nothing {
    if (questions.length === 0) return nothing;
    return html`<section data-testid="questions-${testid}"><h3>${title}</h3><ul>${questions.map((question) => questionCard(meeting, question, { below: this.#acts(meeting, you, question) }))}</ul></section>`;
  }

  #acts(meeting: MeetingState, you: You, question: Question): TemplateResult | typeof nothing {
    if (meeting.meeting.status !== "open" || !this.#votes(meeting, you)) return nothing;
    const hand = question.follow_ups.find(({ person_id }) => person_id === you.person_id);
    const put = question.state === "asked" || question.state === "answered";
    const own = question.person_id === you.person_id && (question.state === "waiting" || question.state === "asked");
    return html`<div class="steps">
      ${put && !hand && question.to_id !== you.person_id
        ? this.#button("follow-up", t("Đăng ký hỏi lại, tranh luận"), { name: "ask_follow_up", question_id: question.id })
        : nothing}
      ${hand ? this.#button("follow-up-down", t("Rút đăng ký tranh luận"), { name: "withdraw_follow_up", follow_up_id: hand.id }) : nothing}
      ${own && meeting.floor?.question_id !== question.id ? this.#button("withdraw-question", t("Rút chất vấn"), { name: "withdraw_question", question_id: question.id }) : nothing}
    </div>`;
  }

  #votes(meeting: MeetingState, you: You): boolean {
    return meeting.people.some(({ person_id, votes }) => person_id === you.person_id && votes) && you.commands.includes("ask_follow_up");
  }

  #button(testid: string, words: string, command: Command): TemplateResult {
    return html`<button class="btn" data-testid=${testid} @click=${() => void act(this.session.socket, command)}>${words}</button>`;
  }

  async #handIn(handed: Handed): Promise<void> {
    if (await act(this.session.socket, { name: "ask_question", ...handed })) this.asking = false;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ns-questions": NsQuestions;
  }
}
