import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { answerWords, asked } from "@shared/asked";
import { clockSeconds, clockTime } from "@shared/format";
import { NsElement, sharedStyles } from "@shared/kit/element";
import "@shared/kit/icon";
import { t } from "@shared/i18n";
import { itemLabel } from "@shared/outline";
import type { Answer, Item, MyBallot, Poll, Turnout } from "@shared/protocol";
import { pollClock } from "@shared/votes";
import "./vote-result";
import { voteSheetStyles } from "./vote-sheet.styles";

/**
 * `<ns-vote-sheet .poll .ballot .item>`: slides over everything. Two touches: choose, then send. Fires `cast`
 * (CustomEvent<Answer>), `paper` (read the draft), `withdraw` (a ballot that was not sent yet) and `close`.
 */
@customElement("ns-vote-sheet")
export class NsVoteSheet extends NsElement {
  @property({ attribute: false }) poll!: Poll;
  @property({ attribute: false }) ballot: MyBallot | null = null;
  @property({ attribute: false }) item: Item | null = null;
  @property({ attribute: false }) turnout: Turnout | null = null;
  @property({ type: Boolean, attribute: "may-vote" }) mayVote = false;
  /** This person raises his hand in the room where he sits. */
  @property({ type: Boolean, attribute: "by-hand" }) byHand = false;
  /** The server's clock, ms of Unix time. */
  @property({ attribute: false }) clock: () => number = Date.now;
  @property({ type: Boolean, attribute: "has-paper" }) hasPaper = false;
  /** A ballot is on its way: `sent` false means that it waits for the line; `tried`: it may have arrived already. */
  @property({ attribute: false }) sending: { choice: Answer; sent: boolean; tried: boolean } | null = null;
  /** The last ballot of this vote was refused by the server, with its reason. */
  @property({ attribute: false }) refused: { choice: Answer; reason: string } | null = null;
  @state() private chosen: Answer | null = null;
  @state() private changing = false;
  @query("dialog") private readonly dialog!: HTMLDialogElement;

  static override styles = [sharedStyles, voteSheetStyles];

  #tick: ReturnType<typeof setInterval> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#tick = setInterval(() => this.poll.closes_at !== null && this.requestUpdate(), 500);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#tick);
  }

  override firstUpdated(): void {
    this.dialog.showModal();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("ballot") && this.ballot) {
      this.changing = false;
      this.chosen = this.ballot.choice;
    }
    const before = changed.get("poll");
    if (before && before.id !== this.poll.id) {
      this.chosen = this.ballot?.choice ?? null;
      this.changing = false;
    }
  }

  override render(): TemplateResult {
    const closed = this.poll.status === "closed";
    return html`<dialog aria-labelledby="question" data-testid="vote-sheet" @cancel=${this.#cancel} @close=${this.#closed}>
      ${this.#renderQuestion(closed)}
      ${closed ? this.#renderClosed() : this.mayVote && this.byHand && !this.ballot ? this.#renderByHand() : this.mayVote ? this.#renderBallot() : this.#renderWatching()}
    </dialog>`;
  }

  #renderQuestion(closed: boolean): TemplateResult {
    const { poll } = this;
    return html`<div class="q">
      <div class="row wrap between">
        <span class="chip info"
          ><ns-icon name="vote"></ns-icon>${this.item ? t("Biểu quyết công khai · mục %(number)s", { number: itemLabel(this.item) }) : t("Biểu quyết công khai")}</span
        >
        <span class="muted">${closed && poll.closed_at ? t("Đóng lúc %(time)s", { time: clockTime(poll.closed_at) }) : this.#openWords()}</span>
      </div>
      <h2 id="question" data-testid="vote-question">${poll.question}</h2>
      ${this.#renderClock()}
      ${this.hasPaper && !closed && !this.#answered
        ? html`<div class="row wrap between">
            <span class="muted">${t("%(count)s đại biểu có quyền biểu quyết.", { count: poll.eligible })}</span>
            <button class="btn quiet" data-testid="vote-paper" @click=${() => this.dispatchEvent(new Event("paper"))}><ns-icon name="doc"></ns-icon>${t("Xem dự thảo")}</button>
          </div>`
        : nothing}
    </div>`;
  }

  #renderClock(): TemplateResult | typeof nothing {
    const clock = pollClock(this.poll, this.clock());
    if (!clock) return nothing;
    return html`<p class="time ${clock.late ? "bad" : ""}" role="timer" data-testid="vote-clock"><ns-icon name="clock"></ns-icon><b>${clock.figures}</b> ${clock.words}</p>`;
  }

  #renderByHand(): TemplateResult {
    return html`<p role="status" data-testid="vote-by-hand">${t("Nơi đồng chí ngồi biểu quyết bằng giơ tay khi chủ trì hỏi; thư ký ghi số của cả phòng. Đồng chí không phải bấm gì trên máy này.")}</p>
      <div class="send"><div><button class="btn full" data-testid="vote-close" @click=${() => this.dispatchEvent(new Event("close"))}>${t("Về tài liệu")}</button></div></div>`;
  }

  #openWords(): TemplateResult {
    const opened = t("Mở lúc %(time)s", { time: clockTime(this.poll.opened_at) });
    if (!this.turnout) return html`${opened}`;
    const { cast, eligible } = this.turnout;
    return html`${opened} · <strong class="strong">${cast}</strong> ${this.poll.way === "devices" ? t("trong %(count)s đại biểu đã gửi phiếu", { count: eligible }) : t("trong %(count)s đại biểu đã biểu quyết", { count: eligible })}`;
  }

  get #answered(): boolean {
    return (this.ballot !== null || this.sending !== null) && !this.changing;
  }

  #renderBallot(): TemplateResult {
    if (this.#answered) return this.#renderReceipt();
    const { chosen } = this;
    return html`
      ${this.#renderRefused(false)}
      <fieldset class="opts ${this.poll.options.length > 0 ? "own" : ""}">
        <legend class="sr">${t("Ý kiến của đồng chí")}</legend>
        ${asked(this.poll).map(
          ({ answer, icon, tone, words }) => html`<label class="opt ${tone} ${chosen === answer ? "chosen" : ""}">
            <input type="radio" name="choice" data-testid="vote-${answer}" .checked=${chosen === answer} @change=${() => (this.chosen = answer)} />
            <span class="disc">${icon ? html`<ns-icon name=${icon}></ns-icon>` : answer}</span><span>${words}</span>
            ${chosen === answer ? html`<span class="chip gold">${t("Đã chọn")}</span>` : nothing}
          </label>`,
        )}
      </fieldset>
      <div class="send">
        <div>
          <button class="btn primary full" data-testid="vote-send" ?disabled=${!chosen} @click=${() => this.#send()}>
            ${chosen ? t("Gửi phiếu: %(choice)s", { choice: answerWords(this.poll, chosen) }) : t("Chọn một ý kiến ở trên")}
          </button>
        </div>
        <p class="muted">
          ${this.poll.final
            ? t("Phiếu ghi tên đồng chí. Gửi rồi thì không đổi được; trước khi gửi, đồng chí chọn lại tùy ý.")
            : t("Phiếu ghi tên đồng chí. Gửi rồi vẫn đổi được cho đến khi chủ trì đóng biểu quyết.")}
          ${this.poll.named ? t("Biên bản ghi ai biểu quyết thế nào.") : t("Biên bản chỉ ghi số phiếu.")}
        </p>
      </div>
    `;
  }

  #renderReceipt(): TemplateResult {
    return html`
      ${this.sending ? this.#renderSending(this.sending) : this.ballot ? this.#renderKept(this.ballot) : nothing}
      <div class="send">
        <div class="row wrap">
          <button class="btn grow" data-testid="vote-close" @click=${() => this.dispatchEvent(new Event("close"))}>${t("Về tài liệu")}</button>
          ${this.poll.final || this.sending
            ? nothing
            : html`<button class="btn quiet" data-testid="vote-change" @click=${() => (this.changing = true)}>${t("Đổi ý kiến")}</button>`}
          ${this.sending && !this.sending.sent && !this.sending.tried
            ? html`<button class="btn quiet" data-testid="vote-withdraw" @click=${() => this.dispatchEvent(new Event("withdraw"))}>${t("Rút phiếu chưa gửi")}</button>`
            : nothing}
        </div>
        <p class="muted">${t("Kết quả hiện ở đây và trên màn hình lớn khi chủ trì đóng biểu quyết.")}</p>
      </div>
    `;
  }

  #renderKept(ballot: MyBallot): TemplateResult {
    return html`<div class="receipt" role="status" data-testid="vote-receipt">
      <span class="disc"><ns-icon name="check"></ns-icon></span>
      <div>
        <h3>${t("Đã ghi nhận phiếu: %(choice)s", { choice: answerWords(this.poll, ballot.choice) })}</h3>
        <p>${t("Lúc %(time)s. Phiếu là số %(number)s trong sổ diễn biến của cuộc họp.", { time: clockSeconds(ballot.at), number: ballot.number })}</p>
      </div>
    </div>`;
  }

  #renderSending({ choice: chosen, sent, tried }: { choice: Answer; sent: boolean; tried: boolean }): TemplateResult {
    const choice = answerWords(this.poll, chosen);
    const [heading, words] = sent
      ? [t("Đang gửi phiếu: %(choice)s", { choice }), t("Chờ máy chủ ghi nhận; đồng chí không phải bấm lại.")]
      : tried
        ? [
            t("Phiếu chờ xác nhận: %(choice)s", { choice }),
            t("Mất đường truyền khi đang gửi nên chưa rõ phiếu đã tới máy chủ chưa. Máy tự gửi lại và phiếu chỉ được tính một lần."),
          ]
        : [
            t("Phiếu chưa gửi: %(choice)s", { choice }),
            t("Máy giữ phiếu và tự gửi khi có đường truyền. Nếu chủ trì sắp đóng, xin giơ tay báo thư ký."),
          ];
    return html`<div class="receipt waits" role="status" data-testid="vote-waiting">
      <span class="disc"><ns-icon name=${sent ? "send" : "clock"}></ns-icon></span>
      <div><h3>${heading}</h3><p>${words}</p></div>
    </div>`;
  }

  /** A ballot that does not count is said where the voter looks for it, and stays there. */
  #renderRefused(closed: boolean): TemplateResult | typeof nothing {
    if (!this.refused || (closed && this.ballot?.choice === this.refused.choice)) return nothing;
    return html`<div class="receipt refused" role="alert" data-testid="vote-refused">
      <span class="disc"><ns-icon name="x"></ns-icon></span>
      <div>
        <h3>${t("Phiếu không được tính: %(choice)s", { choice: answerWords(this.poll, this.refused.choice) })}</h3>
        <p>${this.refused.reason}</p>
        ${this.ballot ? html`<p>${t("Phiếu trước của đồng chí vẫn được tính: %(choice)s.", { choice: answerWords(this.poll, this.ballot.choice) })}</p>` : nothing}
      </div>
    </div>`;
  }

  #renderWatching(): TemplateResult {
    return html`<p>${t("Đồng chí dự họp không có quyền biểu quyết ở nội dung này.")}</p>
      <div class="send"><div><button class="btn full" data-testid="vote-close" @click=${() => this.dispatchEvent(new Event("close"))}>${t("Về tài liệu")}</button></div></div>`;
  }

  #renderClosed(): TemplateResult {
    return html`${this.#renderRefused(true)}<ns-vote-result .poll=${this.poll} .ballot=${this.ballot}></ns-vote-result>
      <div class="send"><div><button class="btn full" data-testid="vote-close" @click=${() => this.dispatchEvent(new Event("close"))}>${t("Về tài liệu")}</button></div></div>`;
  }

  #send(): void {
    if (!this.chosen) return;
    this.changing = false;
    this.dispatchEvent(new CustomEvent<Answer>("cast", { detail: this.chosen }));
  }

  /** Escape closes only what was answered: an open vote stays. */
  #cancel(event: Event): void {
    event.preventDefault();
    if (this.#answered || this.poll.status === "closed" || !this.mayVote || this.byHand) this.dispatchEvent(new Event("close"));
  }

  /** Browsers let a second Escape close any dialog: an open vote comes back. */
  #closed(): void {
    if (this.isConnected) this.dialog.showModal();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ns-vote-sheet": NsVoteSheet;
  }
}
